package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * Reads and writes the boot environment of a mounted EFI partition: the agent's side of
 * docs/boot-protocol.md.
 *
 * <p>Every write overwrites the copy that does not count, in place, forces it to the medium and
 * reads it back; until then the other copy counts. (Only where that copy is missing or has another
 * size is it made anew.) What ends a trial is written to both copies, one after the other, so that
 * no rot in one copy brings the trial back: its slot may be overwritten by the next update. Not for
 * two processes at once: the caller holds a lock.
 *
 * <p>Where that copy takes nothing, what ends a trial, and what a person wants back, overwrites the
 * copy that counts, in place as GRUB does: one sector, old or new. {@link #unwritten} tells of it.
 * {@link #tryNext} does not: a trial is begun on two copies or not at all.
 *
 * <p>All writing methods throw {@link NodeFault} where the medium refuses, or where no copy is
 * valid ({@link #repair} helps).
 */
public final class BootControl {

  /** The directory of GRUB's files on the EFI partition. */
  public static final String DIRECTORY = "grub";

  private final CheckedFiles files;
  private final EnvironmentPair copies;
  private final Path directory;
  private final List<NodeFault> unwritten = new ArrayList<>();

  public BootControl(Path efiPartition) {
    this(efiPartition, new InPlaceFiles());
  }

  public BootControl(Path efiPartition, EnvironmentFiles files) {
    this.directory = efiPartition.resolve(DIRECTORY);
    this.files = new CheckedFiles(files);
    this.copies = new EnvironmentPair(directory, this.files);
  }

  /** Makes all files in a directory that becomes {@code grub} of a new EFI partition. */
  public static void create(Path grubDirectory, BootState state) {
    CheckedFiles files = new CheckedFiles(new InPlaceFiles());
    EnvironmentPair copies = new EnvironmentPair(grubDirectory, files);
    Generation first = new Generation(1);
    copies.create(copies.a(), new NumberedState(first, state));
    copies.create(copies.b(), new NumberedState(first.next(), state));
    Path count = grubDirectory.resolve(BootCount.FILE);
    files.create(count, BootCount.none(state.committed()).encode());
  }

  /** The state that counts and its generation; empty if no copy is valid. */
  public Optional<NumberedState> read() {
    return copies.newest();
  }

  /** How often GRUB has booted {@code committed} since it last came up. */
  public BootCount bootCount(Slot committed) {
    return BootCount.read(countFile(), committed);
  }

  /** Whether {@link #cameUp} would change nothing. */
  public boolean isCountSettled() {
    return Arrays.equals(countFile(), noBoots());
  }

  /** The system is up: GRUB counts boots of the committed slot from 0 again. */
  public void cameUp() {
    Path file = directory.resolve(BootCount.FILE);
    byte[] none = noBoots();
    if (countFile().length == none.length) {
      files.overwrite(file, none);
    } else {
      files.create(file, none);
    }
  }

  private byte[] noBoots() {
    return BootCount.none(known().state().committed()).encode();
  }

  /** No bytes where it cannot be read: nothing depends on it. */
  private byte[] countFile() {
    try {
      return files.read(directory.resolve(BootCount.FILE));
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /** Puts {@code version}, complete in {@code slot}, on trial for the next boots. */
  public NumberedState tryNext(Slot slot, ReleaseVersion version, int attempts) {
    return write(state -> state.tryNext(slot, version, attempts));
  }

  /**
   * The same, with one copy if need be, and remembers what runs now as bad: a person goes back to
   * the other slot.
   *
   * @param left what runs now, where that is known
   */
  public NumberedState tryInstead(
      Slot slot, ReleaseVersion version, int attempts, Optional<BadVersion> left) {
    return writeAnyhow(
        state ->
            left.map(bad -> state.tryInstead(slot, version, attempts, bad))
                .orElseGet(() -> state.tryNext(slot, version, attempts)));
  }

  /** Makes {@code slot} the one that boots from now on, and ends any trial. */
  public NumberedState commit(Slot slot) {
    return settle(state -> state.commit(slot));
  }

  /** Ends the trial: its version is remembered as bad, the committed slot boots from now on. */
  public NumberedState markBad(FailedBecause because) {
    return settle(state -> state.markBad(because));
  }

  /** Why copies could not be written, where the other one is worth as much. */
  public List<NodeFault> unwritten() {
    return List.copyOf(unwritten);
  }

  /** The copies that are not valid; {@link #repair} mends them. */
  public List<DamagedCopy> damaged() {
    List<DamagedCopy> damaged = new ArrayList<>();
    for (Path file : List.of(copies.a(), copies.b())) {
      if (copies.copy(file) instanceof EnvironmentCopy.Invalid invalid) {
        damaged.add(new DamagedCopy(String.valueOf(file.getFileName()), invalid.why()));
      }
    }
    return List.copyOf(damaged);
  }

  /**
   * Makes both copies valid again, as far as the medium lets it. A copy of the right size is mended
   * in place; one that is missing or of another size is created anew. If neither is valid, {@code
   * lastResort} becomes the committed slot; it should be the slot that is running.
   *
   * @return what was mended; {@link #damaged} tells of what could not be
   * @throws NodeFault where no copy is valid afterwards
   */
  public List<DamagedCopy> repair(Slot lastResort) {
    return repair(BootState.committed(lastResort));
  }

  /** The same, with another state where neither copy is valid. */
  public List<DamagedCopy> repair(BootState lastResort) {
    List<DamagedCopy> mended =
        damaged().stream()
            .filter(copy -> isMended(directory.resolve(copy.file()), lastResort))
            .toList();
    known();
    return mended;
  }

  private boolean isMended(Path file, BootState lastResort) {
    NumberedState content =
        read()
            .map(known -> new NumberedState(known.generation().next(), known.state()))
            .orElseGet(() -> new NumberedState(new Generation(1), lastResort));
    try {
      copies.write(file, content);
      return true;
    } catch (NodeFault e) {
      unwritten.add(e);
      return false;
    }
  }

  private NumberedState settle(UnaryOperator<BootState> change) {
    NumberedState settled = writeAnyhow(change);
    if (!unwritten.isEmpty()) {
      return settled;
    }
    try {
      return write(UnaryOperator.identity());
    } catch (NodeFault e) {
      unwritten.add(e);
      return settled;
    }
  }

  /** To the copy that does not count; where that takes nothing, to the one that does. */
  private NumberedState writeAnyhow(UnaryOperator<BootState> change) {
    NumberedState next = next(change);
    Path counting = copies.counting();
    try {
      copies.write(copies.expendable(), next);
    } catch (NodeFault e) {
      copies.write(counting, next);
      unwritten.add(e);
    }
    return next;
  }

  private NumberedState write(UnaryOperator<BootState> change) {
    NumberedState next = next(change);
    copies.write(copies.expendable(), next);
    return next;
  }

  private NumberedState next(UnaryOperator<BootState> change) {
    NumberedState known = known();
    return new NumberedState(known.generation().next(), change.apply(known.state()));
  }

  private NumberedState known() {
    return read()
        .orElseThrow(
            () ->
                new NodeFault(
                    Problem.of("no valid copy of the boot environment")
                        .at(directory)
                        .hint("repair it; until then GRUB boots the slot of last resort")));
  }
}
