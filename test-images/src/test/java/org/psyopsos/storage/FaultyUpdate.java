package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.io.CommandResult;
import org.psyopsos.layout.Slot;

/** An update that meets a fault of the medium, and is begun once more on one without. */
final class FaultyUpdate {

  private static final Set<Integer> ENDS = codes(ExitCode.OK, ExitCode.NODE_FAULT);
  private static final Set<Integer> RETRY_ENDS = codes(ExitCode.OK, ExitCode.NOTHING_TO_DO);

  /** A {@code Problem}'s message: what is wrong, and where, with a path or a device. */
  private static final Pattern PROBLEM =
      Pattern.compile("node-agent: (?!warning:)[^:;]+: [^;]*/[^;]+(; (expected|found) .+)?");

  private static final String HINT = "node-agent: hint: ";

  private final Card card;
  private final Target target;
  private final Path disk;
  private final byte[] committed;
  private final List<String> complaints = new ArrayList<>();

  /**
   * What came out.
   *
   * @param refused whether the agent said that something is wrong; else all must have gone well
   * @param complaints what must not be
   */
  record Result(boolean refused, List<String> complaints) {}

  private FaultyUpdate(Card card, Target target, Path directory) throws IOException {
    this.card = card;
    this.target = target;
    this.disk = card.copyTo(directory.resolve("disk.img"));
    this.committed = Card.bytes(disk, card.slot(Slot.A));
  }

  /** Updates a new card in a directory of its own. */
  static Result of(Card card, Target target, Fault fault, Path directory) throws IOException {
    FaultyUpdate update = new FaultyUpdate(card, target, directory);
    boolean refused = update.run(fault);
    List<String> complaints = update.complaints.stream().map(one -> fault + ": " + one).toList();
    return new Result(refused, complaints);
  }

  private boolean run(Fault fault) throws IOException {
    String[] options = target.options().toArray(String[]::new);
    Path scratch = Files.createDirectories(disk.resolveSibling("look"));
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      CommandResult met;
      try (ExportedImage image = ExportedImage.failing(agent.namespace(), disk, fault)) {
        met = agent.apply(image.path(), options);
      }
      requireEnd(met, ENDS);
      requireCommitted();
      boolean refused = met.exitStatus() == ExitCode.NODE_FAULT.code();
      complaints.addAll(
          refused ? target.complaints(disk, scratch) : target.complaintsAtTheEnd(disk, scratch));
      requireEnd(agent.apply(disk, options), RETRY_ENDS);
      requireCommitted();
      complaints.addAll(target.complaintsAtTheEnd(disk, scratch));
      return refused;
    }
  }

  private void requireEnd(CommandResult result, Set<Integer> ends) {
    String said = result.errors();
    boolean traced = said.lines().anyMatch(line -> line.strip().startsWith("at "));
    if (!ends.contains(result.exitStatus()) || traced) {
      complaints.add("exit code " + result.exitStatus() + ": " + said);
    }
    if (result.exitStatus() == ExitCode.NODE_FAULT.code() && !tellsTheProblem(said)) {
      complaints.add("what is wrong, and where, is not told: " + said);
    }
  }

  /** The last thing that it says, but for what to do. */
  private static boolean tellsTheProblem(String said) {
    return said.lines()
        .filter(line -> !line.startsWith(HINT))
        .reduce((earlier, later) -> later)
        .filter(last -> PROBLEM.matcher(last).matches())
        .isPresent();
  }

  private void requireCommitted() throws IOException {
    if (!Arrays.equals(committed, Card.bytes(disk, card.slot(Slot.A)))) {
      complaints.add("the committed slot has changed");
    }
  }

  private static Set<Integer> codes(ExitCode... codes) {
    return Set.copyOf(Arrays.stream(codes).map(ExitCode::code).toList());
  }
}
