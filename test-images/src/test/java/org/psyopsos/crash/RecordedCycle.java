package org.psyopsos.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.psyopsos.crash.WriteLog.Write;
import org.psyopsos.grub.BootDecision;
import org.psyopsos.layout.Slot;

/**
 * What a node wrote to its disk while it went through a whole cycle, GRUB's own writes included:
 * what GRUB would decide after a power cut at each moment of it.
 *
 * @param states how many states of the EFI partition were looked at
 * @param classes one of them for each thing that GRUB can find: what boots, and by which files
 * @param firstOfB between which two flushes a power cut first leads to slot B
 * @param lastToB between which two flushes slot B was last written to
 * @param toA between how many flushes something was written to slot A
 */
public record RecordedCycle(
    int states,
    Map<String, CrashState> classes,
    OptionalInt firstOfB,
    OptionalInt lastToB,
    int toA) {

  /** Where the partitions lie. */
  public record Disk(Extent efi, Extent a, Extent b) {}

  /**
   * Replays a log.
   *
   * @param efi the EFI partition before the first write
   */
  public static RecordedCycle of(Path log, Disk disk, byte[] efi) throws IOException {
    List<List<Write>> epochs = WriteLog.allEpochs(log, disk.efi());
    Replay replay = new Replay(CrashState.of(efi));
    for (int i = 0; i < epochs.size(); i++) {
      replay.through(i, epochs.get(i));
    }
    return new RecordedCycle(
        replay.states,
        replay.classes,
        replay.firstOfB,
        WriteLog.epochsOf(log, disk.b()).stream().mapToInt(Integer::intValue).max(),
        WriteLog.epochsOf(log, disk.a()).size());
  }

  private static final class Replay {

    private final Map<String, CrashState> classes = new TreeMap<>();
    private CrashState flushed;
    private OptionalInt firstOfB = OptionalInt.empty();
    private int states;

    Replay(CrashState first) {
      flushed = first;
    }

    void through(int epoch, List<Write> requests) {
      if (requests.isEmpty()) {
        return;
      }
      WriteLog alone = new WriteLog(List.of(requests));
      states += CrashStates.MANY.forEach(flushed, alone, state -> look(epoch, state));
      flushed = flushed.after(requests).flush();
    }

    private void look(int epoch, CrashState state) {
      Files files = new Files(new FatFiles(state));
      String found = files.validity();
      BootDecision decision = BootDecision.decide(files, Slot.A);
      classes.putIfAbsent(name(decision) + ", " + found, state);
      if (decision.slot() == Slot.B && firstOfB.isEmpty()) {
        firstOfB = OptionalInt.of(epoch);
      }
    }

    private static String name(BootDecision decision) {
      String by = decision.generation().isPresent() ? "" : " as the last resort";
      return "slot " + decision.slot() + (decision.trial() ? " on trial" : "") + by;
    }
  }

  /** GRUB's directory; what is written to it is forgotten. */
  private static final class Files implements BootDecision.Disk {

    private final Map<String, byte[]> files = new HashMap<>();

    Files(FatFiles partition) {
      for (String name : List.of("env.a", "env.b", "boots")) {
        files.put(name, EfiUpdate.read(partition, "grub/" + name));
      }
    }

    /** Which copies GRUB believes. */
    String validity() {
      return "env.a " + validity("env.a") + ", env.b " + validity("env.b");
    }

    private String validity(String name) {
      byte[] nothing = new byte[0];
      boolean valid = BootDecision.decide(read(name), nothing, Slot.A).generation().isPresent();
      return valid ? "valid" : "not valid";
    }

    @Override
    public byte[] read(String name) {
      return files.getOrDefault(name, new byte[0]);
    }

    @Override
    public boolean write(String name, byte[] content) {
      files.put(name, content);
      return true;
    }
  }
}
