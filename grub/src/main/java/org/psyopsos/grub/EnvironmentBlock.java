package org.psyopsos.grub;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * The boot environment as GRUB's environment block: 1024 bytes, a header, one {@code name=value}
 * per line in the order of {@link Variable}, and {@code #} to the end. All of it lies in the first
 * 512 bytes: one sector, written in one piece.
 *
 * <p>The reader takes nothing but what the writer makes or GRUB makes of that. It is stricter than
 * {@link BootDecision}, which reads as GRUB does; what it takes, GRUB takes too, and with the same
 * meaning.
 */
final class EnvironmentBlock {

  /** What GRUB's own tools make, and the only size that is accepted. */
  static final int SIZE = 1024;

  static final String HEADER = "# GRUB Environment Block\n";

  private static final String NO_SLOT = "_";
  private static final String NO_VERSION = "_".repeat(15);
  private static final int REASON_WIDTH = 8;

  private EnvironmentBlock() {}

  static byte[] encode(NumberedState content) {
    StringBuilder text = new StringBuilder(SIZE);
    values(content)
        .forEach(
            (variable, value) ->
                text.append(variable.key()).append('=').append(value).append('\n'));
    return GrubBlock.of(text.toString());
  }

  static EnvironmentCopy decode(byte[] block) {
    if (block.length != SIZE) {
      String size = block.length > SIZE ? "more than " + SIZE : String.valueOf(block.length);
      return new EnvironmentCopy.Invalid(size + " bytes instead of " + SIZE, false);
    }
    try {
      return new EnvironmentCopy.Valid(content(parse(block)));
    } catch (Malformed | BadInput e) {
      return new EnvironmentCopy.Invalid(String.valueOf(e.getMessage()), true);
    }
  }

  private static Map<Variable, String> values(NumberedState content) {
    BootState state = content.state();
    Map<Variable, String> values = new EnumMap<>(Variable.class);
    values.put(Variable.GEN, content.generation().toString());
    values.put(Variable.COMMITTED, state.committed().id());
    values.put(Variable.TRIAL, state.trial().map(t -> t.slot().id()).orElse(NO_SLOT));
    values.put(
        Variable.TRIAL_VERSION, state.trial().map(t -> t.version().value()).orElse(NO_VERSION));
    values.put(Variable.ATTEMPTS, String.valueOf(state.trial().map(Trial::attemptsLeft).orElse(0)));
    values.put(Variable.BAD_VERSION, state.bad().map(b -> b.version().value()).orElse(NO_VERSION));
    values.put(Variable.BAD_BECAUSE, padded(state.bad().map(b -> b.because().id()).orElse("")));
    values.put(Variable.GEND, content.generation().toString());
    return values;
  }

  private static String padded(String reason) {
    return reason + "_".repeat(REASON_WIDTH - reason.length());
  }

  private static Map<Variable, String> parse(byte[] block) throws Malformed {
    String text = new String(block, StandardCharsets.ISO_8859_1);
    if (!text.startsWith(HEADER)) {
      throw new Malformed("no header");
    }
    Map<Variable, String> values = new EnumMap<>(Variable.class);
    int position = HEADER.length();
    for (Variable variable : Variable.values()) {
      int end = text.indexOf('\n', position);
      values.put(variable, value(variable, end < 0 ? "" : text.substring(position, end)));
      position = end + 1;
    }
    if (!text.substring(position).chars().allMatch(c -> c == '#')) {
      throw new Malformed("something after " + Variable.GEND.key());
    }
    return values;
  }

  private static String value(Variable variable, String line) throws Malformed {
    String assignment = variable.key() + "=";
    if (!line.startsWith(assignment)) {
      throw new Malformed("no " + variable.key() + " where it belongs");
    }
    String value = line.substring(assignment.length());
    if (!variable.accepts(value)) {
      throw new Malformed(variable.key() + " has a value that it cannot have");
    }
    return value;
  }

  private static NumberedState content(Map<Variable, String> values) throws Malformed {
    if (!of(values, Variable.GEN).equals(of(values, Variable.GEND))) {
      throw new Malformed("gen and gend differ: a torn write");
    }
    Slot committed = Slot.ofId(of(values, Variable.COMMITTED));
    return new NumberedState(
        Generation.ofText(of(values, Variable.GEN)),
        new BootState(committed, trial(values), bad(values)));
  }

  private static Optional<Trial> trial(Map<Variable, String> values) throws Malformed {
    String slot = of(values, Variable.TRIAL);
    String version = of(values, Variable.TRIAL_VERSION);
    int attempts = Integer.parseInt(of(values, Variable.ATTEMPTS));
    if (slot.equals(NO_SLOT) != version.equals(NO_VERSION)) {
      throw new Malformed("a trial has a slot and a version, or neither");
    }
    if (slot.equals(NO_SLOT)) {
      if (attempts != 0) {
        throw new Malformed("attempts without a trial");
      }
      return Optional.empty();
    }
    return Optional.of(new Trial(Slot.ofId(slot), new ReleaseVersion(version), attempts));
  }

  private static Optional<BadVersion> bad(Map<Variable, String> values) throws Malformed {
    String version = of(values, Variable.BAD_VERSION);
    String reason = of(values, Variable.BAD_BECAUSE).replace("_", "");
    if (version.equals(NO_VERSION) != reason.isEmpty()) {
      throw new Malformed("a bad version has a reason, and no version has none");
    }
    return FailedBecause.ofId(reason)
        .map(because -> new BadVersion(new ReleaseVersion(version), because));
  }

  private static String of(Map<Variable, String> values, Variable variable) {
    return values.getOrDefault(variable, "");
  }

  /** Not what the writer writes; the message says what is wrong with it. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }
}
