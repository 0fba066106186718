package org.psyopsos.agent.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.psyopsos.agent.cli.Caller;
import org.psyopsos.agent.cli.NodeAgent;
import org.psyopsos.agent.fetch.FetchedObjects;
import org.psyopsos.agent.gate.RebootGate;
import org.psyopsos.agent.health.HealthService;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.source.HttpObjects;
import org.psyopsos.agent.source.ObjectSource;
import org.psyopsos.agent.source.Route;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.NodePaths;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.BootDecision;
import org.psyopsos.grub.BootState;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.release.SlotAssembly;
import org.psyopsos.release.SlotDirectory;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.TrustRootCodec;

/**
 * A node in a directory: real files, real signatures, the real program. Its disk is a {@link
 * FakeDisk}, and it boots what the model of the GRUB script decides.
 */
public final class FakeNode {

  public static final Instant NOW = TestRepository.ISSUED.plus(Duration.ofHours(1));

  /** What one command left behind. */
  public record Ended(int exitCode, String out, String err) {}

  private final Path root;
  private final FakeDisk disk;
  private final TestRepository repository;
  private final List<Duration> pauses = new ArrayList<>();
  private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private HttpLimits limits = HttpLimits.DEFAULT;
  private BiFunction<Route, HttpLimits, ObjectSource> deaddrops = HttpObjects::new;
  private IntConsumer onPause = count -> {};
  private Runnable onPrint = () -> {};
  private boolean superuser = true;
  private boolean healthService = true;
  private boolean askService = true;
  private boolean journal;
  private String board = "";
  private boolean protectedByFirmware;

  /** A node that runs {@code release} from slot A, as a fresh image does. */
  public FakeNode(Path root, TestRepository repository, TestRelease release) throws IOException {
    this(root, repository);
    install(Slot.A, release);
    createEnvironment(efi());
    boot();
  }

  private FakeNode(Path root, TestRepository repository) throws IOException {
    this.root = root;
    this.repository = repository;
    this.disk = new FakeDisk(root.resolve("storage"));
    write("etc/node-agent/root.json", TrustRootCodec.write(repository.root()));
    write("run/systemd/timesync/synchronized", new byte[0]);
    uptime(60);
  }

  /** A node whose disk, in {@code storage} below its root, was written before; it is not booted. */
  public static FakeNode on(Path root, TestRepository repository) throws IOException {
    return new FakeNode(root, repository);
  }

  /** Settings with this deaddrop, and these lines more. */
  public void configure(String deaddrop, String... lines) {
    String more = String.join("\n", lines);
    write(
        "etc/node-agent/node-agent.toml",
        """
        deaddrop = "%s"
        repo = "%s"
        channel = "%s"
        platform = "%s"
        %s
        """
            .formatted(
                deaddrop,
                TestRepository.REPO,
                TestRepository.CHANNEL,
                repository.platform().id(),
                more)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Seeds another disk as a fresh image is. */
  public void seed(String other, TestRelease release) throws IOException {
    install(disk.content(device(other, Slot.A)), release);
    createEnvironment(efi(other));
  }

  /** Seeds a slot as the image builder does: without an offer. */
  public void install(Slot slot, TestRelease release) throws IOException {
    install(slot(slot), release);
  }

  private void createEnvironment(String efi) throws IOException {
    Path grub = Files.createDirectories(disk.content(efi).resolve(BootControl.DIRECTORY));
    BootControl.create(grub, BootState.committed(Slot.A));
  }

  public void install(Path directory, TestRelease release) throws IOException {
    VerifiedRelease verified = verified(release);
    try (InputStream tarball = new java.io.ByteArrayInputStream(release.tarball())) {
      SlotAssembly.unpack(
          directory,
          verified,
          ChunkIndexCodec.read(release.chunkIndex(), release.manifest()),
          tarball,
          bytes -> {});
    }
    new SlotDirectory(directory).complete(verified, release.chunkIndex());
  }

  /** Fills the EFI partition as the image builder does. */
  public void installEfi(TestRelease release) throws IOException {
    Path directory = efiDirectory();
    try (InputStream tarball = new java.io.ByteArrayInputStream(release.tarball())) {
      SlotAssembly.unpack(
          Files.createDirectories(root.resolve("unpacked")),
          verified(release),
          ChunkIndexCodec.read(release.chunkIndex(), release.manifest()),
          tarball,
          bytes -> {});
    }
    for (Artifact file : release.manifest().files()) {
      Path target = directory.resolve(file.path());
      Files.createDirectories(target.getParent());
      Files.move(
          root.resolve("unpacked").resolve(file.path()),
          target,
          StandardCopyOption.REPLACE_EXISTING);
    }
    Files.write(directory.resolve("grub/manifest.json"), release.signedManifest().bytes());
  }

  private VerifiedRelease verified(TestRelease release) {
    return new ReleaseVerifier(
            repository.root(), release.manifest().platform(), AgentVersion.CURRENT)
        .verify(release.signedManifest(), release.manifest().type());
  }

  /** Boots as GRUB would; returns what now runs. */
  public Slot boot() {
    try {
      disk.unmountAll();
      BootDecision decision = BootDecision.decide(new EfiFiles(), Slot.A);
      Slot slot = decision.slot();
      if (!Files.exists(slot(slot).resolve("manifest.json"))) {
        slot = slot.other();
      }
      start(slot, decision);
      return slot;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Boots what somebody chose in GRUB's menu. */
  public void bootByMenu(Slot slot) {
    try {
      disk.unmountAll();
      start(slot, BootDecision.decide(new EfiFiles(), Slot.A));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start(Slot slot, BootDecision decision) throws IOException {
    Files.deleteIfExists(new NodePaths(root).firstLook()); // Gone with the memory.
    FakeDisk.Entry entry = entry(slot);
    write(
        "proc/cmdline",
        "quiet psyopsos=%s psyopsos.slot=%s psyopsos.gen=%s psyopsos.trial=%s psyopsos.written=%s%s\n"
            .formatted(
                entry.label(),
                entry.partUuid(),
                decision.generation().map(Object::toString).orElse("none"),
                decision.trial() ? "yes" : "no",
                decision.written().id(),
                board)
            .getBytes(StandardCharsets.US_ASCII));
    disk.mountElsewhere(entry.device(), root.resolve("run/psyops/slot"));
  }

  /** GRUB knows this board, by its device tree, when it boots the next time. */
  public void board(String deviceTree) {
    board = " psyopsos.board=" + deviceTree;
  }

  /** The firmware refuses what GRUB writes, from the next boot on; Linux may write. */
  public void protectedByFirmware(boolean is) {
    protectedByFirmware = is;
  }

  /** Runs the program. */
  public Ended run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Host host = new Host(new NodePaths(root), commands(), clock, this::pause, superuser);
    int exitCode =
        NodeAgent.run(
            List.of(arguments),
            new Caller(
                host,
                route -> deaddrops.apply(route, limits),
                root,
                InputStream.nullInputStream(),
                printing(out),
                new PrintStream(err),
                journal));
    return new Ended(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private PrintStream printing(ByteArrayOutputStream out) {
    return new PrintStream(out) {
      @Override
      public void flush() {
        onPrint.run();
        super.flush();
      }
    };
  }

  public boolean rebootAsked() {
    return disk.log().contains("systemctl --no-block reboot");
  }

  public void healthCheck(String name, String script) {
    program("etc/node-agent/health.d/" + name, script);
  }

  /** A program of the operator's. */
  public Path program(String path, String script) {
    Path file = write(path, script.getBytes(StandardCharsets.UTF_8));
    file.toFile().setExecutable(true);
    return file;
  }

  public Path write(String path, byte[] bytes) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void uptime(long seconds) {
    write("proc/uptime", (seconds + ".25 100.00\n").getBytes(StandardCharsets.US_ASCII));
  }

  public void clock(Instant instant) {
    clock(Clock.fixed(instant, ZoneOffset.UTC));
  }

  /** A clock that need not stand still. */
  public void clock(Clock another) {
    clock = another;
  }

  /** How long a server may take. */
  public void limits(HttpLimits others) {
    limits = others;
  }

  /** The deaddrop is reached by way of a fetcher, as under systemd. */
  public void fetched() {
    deaddrops = (route, limit) -> new FetchedObjects(TestFetcher::connect, route, limit);
  }

  /** The deaddrop is this one, whatever the settings say. */
  public void deaddrop(ObjectSource objects) {
    deaddrops = (route, limit) -> objects;
  }

  public void superuser(boolean is) {
    superuser = is;
  }

  /** Whether the program writes to the journal. */
  public void journal(boolean is) {
    journal = is;
  }

  /** Without its service no health check runs. */
  public void healthService(boolean is) {
    healthService = is;
  }

  /** Without its service nobody is asked before a reboot. */
  public void askService(boolean is) {
    askService = is;
  }

  /** What happens while the program waits; is told how often it has waited. */
  public void onPause(IntConsumer hook) {
    onPause = hook;
  }

  /** What happens when the program prints its result. */
  public void onPrint(Runnable hook) {
    onPrint = hook;
  }

  public List<Duration> pauses() {
    return pauses;
  }

  public FakeDisk disk() {
    return disk;
  }

  public Path root() {
    return root;
  }

  public BootState bootState() {
    return new BootControl(disk.content(efi())).read().orElseThrow().state();
  }

  /** The boot environment of another disk. */
  public BootState bootState(String other) {
    return new BootControl(disk.content(efi(other))).read().orElseThrow().state();
  }

  public Path efiDirectory() {
    return disk.content(efi());
  }

  public Path slot(Slot slot) {
    return disk.content(device(slot));
  }

  public static String device(Slot slot) {
    return entry(slot).device();
  }

  /** A slot's device on another disk. */
  public static String device(String other, Slot slot) {
    return FakeDisk.on(other, entry(slot));
  }

  public static String efi(String other) {
    return FakeDisk.on(other, FakeDisk.ENTRIES.get(0));
  }

  /** Every file of the boot environment, to compare. */
  public Map<String, String> environment() {
    return hashes(efiDirectory());
  }

  public Map<String, String> content(Slot slot) {
    return hashes(slot(slot));
  }

  public Map<String, String> content(String device) {
    return hashes(disk.content(device));
  }

  private void pause(Duration duration) {
    pauses.add(duration);
    onPause.accept(pauses.size());
  }

  /** The operator's programs are real ones, in the services that they have; all else the disk's. */
  private CommandRunner commands() {
    ProcessCommandRunner processes = new ProcessCommandRunner();
    return new CommandRunner() {
      @Override
      public CommandResult run(Command command) {
        if (command.program().startsWith("/")) {
          return processes.run(command);
        }
        CommandResult result = disk.run(command);
        if (command.arguments().contains(RebootGate.ASK_UNIT)) {
          return askService ? record("ask") : notFound(RebootGate.ASK_UNIT);
        }
        return command.arguments().contains(HealthService.UNIT) ? checkHealth() : result;
      }
    };
  }

  /** What the unit says. */
  private CommandResult checkHealth() {
    if (!healthService) {
      return notFound(HealthService.UNIT);
    }
    return record("health");
  }

  private static CommandResult notFound(String unit) {
    return new CommandResult(5, "", "Unit " + unit + " not found.");
  }

  /** As the unit of this command does. */
  private CommandResult record(String command) {
    Ended ended = run(command, "--json");
    write("run/node-agent/" + command + ".json", ended.out().getBytes(StandardCharsets.UTF_8));
    return new CommandResult(ended.exitCode() == 0 ? 0 : 1, "", "");
  }

  private static Map<String, String> hashes(Path directory) {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hashes.put(directory.relativize(file).toString(), Sha256.of(file).hex());
      }
      return hashes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String efi() {
    return FakeDisk.ENTRIES.get(0).device();
  }

  private static FakeDisk.Entry entry(Slot slot) {
    return FakeDisk.ENTRIES.get(slot == Slot.A ? 2 : 3);
  }

  private final class EfiFiles implements BootDecision.Disk {

    @Override
    public byte[] read(String name) {
      try {
        Path file = efiDirectory().resolve(BootControl.DIRECTORY).resolve(name);
        return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean write(String name, byte[] content) {
      if (protectedByFirmware) {
        return false;
      }
      Path file = efiDirectory().resolve(BootControl.DIRECTORY).resolve(name);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(content));
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
