package org.psyopsos.agent.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.settings.TomlFile;

/**
 * One attack: a folder's {@code case.toml}.
 *
 * @param name of the folder
 * @param expected what the node must do
 */
record Attack(String name, Expected expected) {

  /** What the slot that does not run is like afterwards. */
  enum SlotAfter {
    /** As before, to the last attribute; nothing in it was opened for writing. */
    UNTOUCHED,
    /**
     * What it held is as before; beside that lies a part of the newest release, as it was signed.
     */
    BESIDE,
    /** It holds the newest release: this is no attack, or one that fails to do harm. */
    STAGED
  }

  /**
   * What {@code case.toml} says.
   *
   * @param exit the agent's exit code
   * @param reason why it distrusts what it got, where it does
   * @param told what it says to people, in this order or another
   * @param requested the last thing that it asks the deaddrop for
   * @param written how many bytes pass the door of the slot
   * @param slot what the slot is like afterwards
   * @param settled whether the node has polled before and found nothing to do
   * @param clock what the node's clock says each time that somebody looks; the last reading stays
   * @param object what the server misbehaves about
   * @param misbehaviour how
   */
  record Expected(
      ExitCode exit,
      Untrusted.@Nullable Reason reason,
      @Nullable List<String> told,
      Target requested,
      long written,
      SlotAfter slot,
      @Nullable Boolean settled,
      @Nullable List<String> clock,
      @Nullable Target object,
      @Nullable Misbehaviour misbehaviour) {}

  /** All attacks, in the order of their names. */
  static List<Attack> all() {
    return folders().stream()
        .map(folder -> new Attack(folder, TomlFile.read(file(folder, "case.toml"), Expected.class)))
        .toList();
  }

  /** The names of all folders of attacks. */
  static List<String> folders() {
    try (Stream<Path> folders = Files.list(Fixtures.FOLDER)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !name.equals(Fixtures.BASE))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the clock says each time. */
  List<Instant> clock() {
    return Optional.ofNullable(expected.clock())
        .map(readings -> readings.stream().map(Instant::parse).toList())
        .orElse(List.of(FakeNode.NOW));
  }

  boolean isSettled() {
    return Boolean.TRUE.equals(expected.settled());
  }

  List<String> told() {
    return Optional.ofNullable(expected.told()).orElse(List.of());
  }

  /** A file of this attack's folder. */
  static Path file(String attack, String name) {
    return Fixtures.FOLDER.resolve(attack).resolve(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
