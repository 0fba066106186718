package org.psyopsos.builder.settings;

import static java.util.Objects.requireNonNullElse;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.psyopsos.builder.settings.DeaddropSettings.Bucket;
import org.psyopsos.builder.settings.DeaddropSettings.Directory;
import org.psyopsos.builder.settings.DeaddropSettings.Place;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.DiskLayout.Partition;
import org.psyopsos.layout.PartitionLabel;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.settings.TomlFile;

/** Reads {@code tk.toml} and fills in what it leaves out. */
public final class TkSettingsFile {

  private static final String S3 = "s3://";

  private final Path file;
  private final SettingsPaths paths;

  private TkSettingsFile(Path file) {
    this.file = file;
    this.paths = new SettingsPaths(file.toAbsolutePath().normalize().resolveSibling(""));
  }

  /**
   * Reads a settings file.
   *
   * @throws BadInput where it is missing, malformed, or holds an unknown key or a wrong value
   */
  public static TkSettings read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInput(
          Problem.of("no settings file")
              .at(file)
              .hint("make one with 'tk init', or name it with --config FILE"));
    }
    return new TkSettingsFile(file).settings(TomlFile.read(file, TkToml.class));
  }

  private TkSettings settings(TkToml toml) {
    return new TkSettings(
        required("repo", toml.repo()),
        machine(at("platform", () -> Platform.ofId(required("platform", toml.platform()))), toml),
        at("layout", () -> layout(toml.layout())),
        at("artifacts.directory", () -> artifacts(toml.artifacts())),
        at("artifacts.grub", () -> grub(toml.artifacts())),
        at("kernel.arguments", () -> arguments(toml.kernel())),
        at("keys.directory", () -> keys(toml.keys())),
        at("deaddrop", () -> deaddrop(toml.deaddrop())),
        at("output.directory", () -> output(toml.output())));
  }

  private MachineSettings machine(Platform platform, TkToml toml) {
    MachineSettingsReader reader = new MachineSettingsReader(paths, platform);
    String given = toml.artifacts() == null ? null : toml.artifacts().memtest();
    Optional<Path> memtest = at("artifacts.memtest", () -> reader.memtest(given));
    return at("rpi", () -> reader.rpi(toml.rpi())).orElseGet(() -> new MachineSettings.Pc(memtest));
  }

  private Path artifacts(TkToml.@Nullable Artifacts given) {
    return paths.directory(given == null ? null : given.directory(), "artifacts");
  }

  private Path grub(TkToml.@Nullable Artifacts given) {
    return paths.directory(given == null ? null : given.grub(), "/usr/lib/grub");
  }

  private Path keys(TkToml.@Nullable Keys given) {
    return paths.directory(given == null ? null : given.directory(), "keys");
  }

  private Path output(TkToml.@Nullable Output given) {
    return paths.directory(given == null ? null : given.directory(), "out");
  }

  private static KernelArguments arguments(TkToml.@Nullable Kernel kernel) {
    return new KernelArguments(
        kernel == null ? "" : requireNonNullElse(kernel.arguments(), "").strip());
  }

  private static DiskLayout layout(TkToml.@Nullable Layout layout) {
    DiskLayout defaults = DiskLayout.defaults();
    if (layout == null) {
      return defaults;
    }
    List<Partition> slots = slots(layout.slot(), defaults);
    return new DiskLayout(
        single(layout.efi(), defaults.efi()),
        single(layout.secret(), defaults.secret()),
        slots.get(0),
        slots.get(1));
  }

  private static Partition single(TkToml.@Nullable Single given, Partition otherwise) {
    if (given == null) {
      return otherwise;
    }
    return new Partition(
        given.label() == null ? otherwise.label() : new PartitionLabel(given.label()),
        size(given.sizeMib(), otherwise));
  }

  private static List<Partition> slots(TkToml.@Nullable Pair given, DiskLayout defaults) {
    if (given == null) {
      return List.of(defaults.a(), defaults.b());
    }
    List<String> labels =
        requireNonNullElse(
            given.labels(), List.of(defaults.a().label().value(), defaults.b().label().value()));
    if (labels.size() != 2) {
      throw new BadInput(
          Problem.of("layout.slot.labels needs one label for each slot")
              .expected("2 labels")
              .found(labels.size()));
    }
    long size = size(given.sizeMib(), defaults.a());
    return labels.stream().map(label -> new Partition(new PartitionLabel(label), size)).toList();
  }

  private static long size(@Nullable Long mib, Partition otherwise) {
    if (mib == null) {
      return otherwise.size();
    }
    if (mib < 1 || mib > 1 << 20) {
      throw new BadInput(Problem.of("size_mib out of bounds").expected("1 to 1048576").found(mib));
    }
    return mib * DiskLayout.MIB;
  }

  private DeaddropSettings deaddrop(TkToml.@Nullable Deaddrop given) {
    TkToml.Deaddrop toml =
        given == null ? new TkToml.Deaddrop(null, null, null, null, null) : given;
    return new DeaddropSettings(
        place(requireNonNullElse(toml.url(), "deaddrop"), toml),
        requireNonNullElse(toml.channel(), "stable"),
        DeaddropSettings.validity(requireNonNullElse(toml.expiresDays(), 30L)));
  }

  private Place place(String url, TkToml.Deaddrop toml) {
    if (url.startsWith(S3)) {
      return bucket(url, toml);
    }
    if (url.contains("://")) {
      throw new BadInput(
          Problem.of("not a deaddrop that can be published to")
              .expected("a directory or s3://BUCKET/PREFIX")
              .found("'" + url + "'"));
    }
    return new Directory(paths.path(url).normalize());
  }

  private static Bucket bucket(String url, TkToml.Deaddrop toml) {
    String path = url.substring(S3.length());
    int slash = path.indexOf('/');
    String name = slash < 0 ? path : path.substring(0, slash);
    String prefix = slash < 0 ? "" : path.substring(slash + 1).replaceAll("/+$", "");
    if (name.isEmpty()) {
      throw new BadInput(
          Problem.of("no bucket in the URL").expected("s3://BUCKET/PREFIX").found(url));
    }
    return new Bucket(
        name,
        prefix.isEmpty() ? "" : prefix + "/",
        Optional.ofNullable(toml.endpoint()).map(TkSettingsFile::endpoint),
        requireNonNullElse(toml.region(), "us-east-1"));
  }

  private static URI endpoint(String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && uri.getScheme() != null && uri.getScheme().matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput(notAnEndpoint(text), e);
    }
    throw new BadInput(notAnEndpoint(text));
  }

  private static Problem notAnEndpoint(String text) {
    return Problem.of("not an endpoint").expected("https://HOST[:PORT]").found("'" + text + "'");
  }

  private String required(String key, @Nullable String value) {
    if (value == null) {
      throw new BadInput(
          Problem.of("a key is missing").at(file).expected(key).hint("see 'tk init' for a model"));
    }
    return value;
  }

  /** Says in which key of which file a wrong value stands. */
  private <T> T at(String key, Supplier<T> value) {
    try {
      return value.get();
    } catch (BadInput e) {
      throw new BadInput(placed(key, e.problem()), e);
    }
  }

  private Problem placed(String key, Problem problem) {
    return problem.where().equals(file.toString()) ? problem : problem.within(file + ": " + key);
  }
}
