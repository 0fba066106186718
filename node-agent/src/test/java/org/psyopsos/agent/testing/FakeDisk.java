package org.psyopsos.agent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.Directories;
import org.psyopsos.io.ProcessCommandRunner;

/**
 * A disk whose partitions are directories: mounting moves a partition's directory to the mount
 * point, unmounting moves it back. So what is not mounted cannot be reached by its mount point.
 */
public final class FakeDisk implements CommandRunner {

  /** A partition: its device, UUID and label. */
  public record Entry(String device, String partUuid, String label) {}

  public static final List<Entry> ENTRIES =
      List.of(
          new Entry("/dev/vda1", "11111111-0000-4000-8000-000000000001", "PSYOPSOSEFI"),
          new Entry("/dev/vda2", "11111111-0000-4000-8000-000000000002", "psyops-secret"),
          new Entry("/dev/vda3", "11111111-0000-4000-8000-000000000003", "psyopsOS-A"),
          new Entry("/dev/vda4", "11111111-0000-4000-8000-000000000004", "psyopsOS-B"));

  /** A spare card with the same labels, whose partitions are found before the boot disk's. */
  public static final String SPARE = "/dev/sda";

  /** What an image is attached to. */
  public static final String LOOP = "/dev/loop7";

  private final Path storage;
  private final Map<String, Path> mounts = new LinkedHashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final Set<String> beyondRepair = new HashSet<>();
  private final List<String> log = new ArrayList<>();
  private final Set<String> held = new HashSet<>();
  private final Map<String, Path> images = new LinkedHashMap<>();
  private final Set<String> removed = new HashSet<>();
  private String spareUuids = "2222";
  private Optional<Path> image = Optional.empty();
  private boolean detaching;
  private int freeInodes = 1000;
  private Optional<CommandResult> checked = Optional.empty();
  private String timers = "[]";
  private String inhibitors = "";
  private CommandResult failedUnits = new CommandResult(0, "", "");

  /** Called with every command before it is run. */
  private Consumer<Command> before = command -> {};

  public FakeDisk(Path storage) throws IOException {
    this.storage = storage;
    for (Entry entry : ENTRIES) {
      Files.createDirectories(storage(entry.device()));
      Files.createDirectories(storage(on(SPARE, entry)));
      Files.createDirectories(storage(on(LOOP, entry)));
    }
  }

  /** The partition of another disk that stands where this one stands on the boot disk. */
  public static String on(String disk, Entry entry) {
    String number = entry.device().substring("/dev/vda".length());
    return disk + (Character.isDigit(disk.charAt(disk.length() - 1)) ? "p" : "") + number;
  }

  /** What the spare card says of its partitions, in place of UUIDs of its own. */
  public void spareUuids(String prefix) {
    spareUuids = prefix;
  }

  /** Somebody has attached an image. */
  public void attach(Path file) {
    image = Optional.of(file);
  }

  /** There is no such partition. */
  public void remove(String device) {
    removed.add(device);
  }

  /** Where a partition's content is at this moment. */
  public Path content(String device) {
    return mounts.getOrDefault(device, storage(device));
  }

  /** What logind says of inhibitors, as busctl prints it. */
  public void inhibitors(String json) {
    inhibitors = json;
  }

  /** What systemctl says of failed units. */
  public void failedUnits(int exitStatus, String printed) {
    failedUnits = new CommandResult(exitStatus, printed, "");
  }

  public void breakFileSystem(String device, boolean canBeMended) {
    broken.add(device);
    if (!canBeMended) {
      beyondRepair.add(device);
    }
  }

  /** Mounts as somebody else would. */
  public void mountElsewhere(String device, Path place) throws IOException {
    Files.createDirectories(place);
    mount(device, place);
  }

  public void unmountAll() throws IOException {
    for (Path place : List.copyOf(mounts.values())) {
      unmount(place);
    }
  }

  public List<String> log() {
    return List.copyOf(log);
  }

  public void clearLog() {
    log.clear();
  }

  public Map<String, Path> mounts() {
    return Map.copyOf(mounts);
  }

  /** What {@code systemctl list-timers} prints. */
  public void timers(String json) {
    timers = json;
  }

  public void beforeEach(Consumer<Command> hook) {
    before = hook;
  }

  @Override
  public CommandResult run(Command command) {
    before.accept(command);
    log.add(command.toString());
    try {
      return run(command.arguments());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CommandResult run(List<String> words) throws IOException {
    String last = words.get(words.size() - 1);
    return switch (words.get(0)) {
      case "lsblk" -> new CommandResult(0, lsblk(), "");
      case "mount" -> mount(words.get(words.size() - 2), place(last));
      case "losetup" -> losetup(words, last);
      case "udevadm" -> new CommandResult(0, "", "");
      case "umount" -> unmount(place(last));
      case "e2fsck" -> check(last);
      case "fsck.vfat" -> new CommandResult(0, "", "");
      case "mke2fs" -> make(words, last);
      case "stat" -> new CommandResult(0, freeInodes + "\n", "");
      case "logger" -> new CommandResult(0, "", "");
      case "timedatectl" -> new CommandResult(0, "no\n", "");
      case "systemctl" -> systemctl(words);
      case "busctl" -> new CommandResult(0, inhibitors, "");
      default -> throw new AssertionError("nobody expects " + words);
    };
  }

  private CommandResult systemctl(List<String> words) {
    if (words.contains("list-units")) {
      return failedUnits;
    }
    return new CommandResult(0, words.contains("list-timers") ? timers : "", "");
  }

  /**
   * What is detached while it is open goes when it is closed: before anybody asks again, where
   * nothing of it is mounted.
   */
  private CommandResult losetup(List<String> words, String last) throws IOException {
    if (detaching && mounts.keySet().stream().noneMatch(device -> device.startsWith(LOOP))) {
      image = Optional.empty();
      detaching = false;
    }
    if (words.contains("--associated")) {
      return new CommandResult(0, image.filter(place(last)::equals).isPresent() ? LOOP : "", "");
    }
    if (words.contains("--detach")) {
      detaching = true;
      return new CommandResult(0, "", "");
    }
    image = Optional.of(place(last));
    Files.createDirectories(place("/dev"));
    Files.write(place(LOOP), new byte[0]);
    return new CommandResult(0, LOOP + "\n", "");
  }

  /** How many files more each slot takes. */
  public void freeInodes(int count) {
    freeInodes = count;
  }

  /** A partition's file system is checked and made by the real programs, in this image. */
  public void image(String device, Path file) {
    images.put(device, file);
  }

  /** Somebody whom lsblk does not show has it open. */
  public void hold(String device) {
    held.add(device);
  }

  /** How e2fsck ends, whatever it is given. */
  public void checkEnds(CommandResult result) {
    checked = Optional.of(result);
  }

  private CommandResult check(String device) {
    if (checked.isPresent()) {
      return checked.get();
    }
    if (held.contains(device)) {
      return new CommandResult(8, "", device + " is in use.\ne2fsck: Cannot continue, aborting.");
    }
    if (images.containsKey(device)) {
      return real(device, "e2fsck", "-p");
    }
    if (!broken.contains(device)) {
      return new CommandResult(0, "", "");
    }
    if (!beyondRepair.contains(device)) {
      broken.remove(device);
    }
    return new CommandResult(broken.contains(device) ? 4 : 1, "", "");
  }

  private CommandResult make(List<String> words, String device) throws IOException {
    broken.remove(device);
    empty(storage(device));
    return images.containsKey(device)
        ? real(device, words.subList(0, words.size() - 1).toArray(String[]::new))
        : new CommandResult(0, "", "");
  }

  private CommandResult real(String device, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.add(String.valueOf(images.get(device)));
    return new ProcessCommandRunner().run(Command.of(arguments));
  }

  private CommandResult mount(String device, Path place) throws IOException {
    if (broken.contains(device)) {
      return new CommandResult(32, "", "wrong fs type, bad superblock");
    }
    if (mounts.containsKey(device)) {
      return new CommandResult(32, "", device + " already mounted or mount point busy");
    }
    Files.move(storage(device), place, StandardCopyOption.REPLACE_EXISTING);
    mounts.put(device, place);
    return new CommandResult(0, "", "");
  }

  private CommandResult unmount(Path place) throws IOException {
    Optional<String> device =
        mounts.entrySet().stream()
            .filter(entry -> entry.getValue().equals(place))
            .map(Map.Entry::getKey)
            .findFirst();
    if (device.isEmpty()) {
      return new CommandResult(32, "", "not mounted");
    }
    Files.move(place, storage(device.get()));
    Files.createDirectory(place);
    mounts.remove(device.get());
    return new CommandResult(0, "", "");
  }

  /** A spare card with the same labels, the boot disk, and an image where one is attached. */
  private String lsblk() {
    Stream<String> attached = image.isPresent() ? lines(LOOP, "3333") : Stream.empty();
    return Stream.of(lines(SPARE, spareUuids), lines("/dev/vda", "1111"), attached)
        .flatMap(lines -> lines)
        .collect(Collectors.joining(",", "{\"blockdevices\":[", "]}"));
  }

  private Stream<String> lines(String disk, String uuids) {
    String name = disk.substring("/dev/".length());
    Stream<String> partitions =
        ENTRIES.stream()
            .filter(e -> !removed.contains(on(disk, e)))
            .map(e -> line(on(disk, e), name, e.partUuid().replace("1111", uuids), e.label()));
    return Stream.concat(Stream.of(line(disk, null, null, null)), partitions);
  }

  private String line(
      String path, @Nullable String disk, @Nullable String partUuid, @Nullable String label) {
    return """
        {"path":"%s","kname":"%s","pkname":%s,"partuuid":%s,"partlabel":%s,"mountpoints":[%s]}"""
        .formatted(
            path,
            path.substring("/dev/".length()),
            quoted(disk),
            quoted(partUuid),
            quoted(label),
            quoted(mounts.get(path)));
  }

  private static String quoted(@Nullable Object value) {
    return value == null ? "null" : "\"" + value + "\"";
  }

  private Path place(String path) {
    return storage.getFileSystem().getPath(path);
  }

  private Path storage(String device) {
    return storage.resolve(device.substring("/dev/".length()));
  }

  private static void empty(Path directory) throws IOException {
    for (Path each : Directories.list(directory)) {
      Directories.delete(each);
    }
  }
}
