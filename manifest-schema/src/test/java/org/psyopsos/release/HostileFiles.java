package org.psyopsos.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.json.Json;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ArtifactRole;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.settings.TomlFile;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.TrustRootCodec;

/**
 * A program that reads every file of the fuzz targets' corpus and what is too large to lie there,
 * and prints a line for each: its name, what became of it, and how many bytes of a stream were
 * taken. {@link BoundedHeapTest} starts it with little memory.
 */
final class HostileFiles {

  private static final TestRepository REPOSITORY = new TestRepository();
  private static final TestRelease RELEASE = TestRelease.of(REPOSITORY, "20261121-101500");
  private static final int RECORD = 24;

  private HostileFiles() {}

  record Settings(String key) {}

  public static void main(String[] arguments) throws IOException {
    corpus(Path.of(arguments[0]));
    tarballs();
    documents();
    indexes();
    settings(Path.of(arguments[1]));
  }

  private static void corpus(Path resources) throws IOException {
    try (Stream<Path> all = Files.walk(resources)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        String target = resources.relativize(file).getName(3).toString();
        String name = target.replace("FuzzTestInputs", "") + "/" + file.getFileName();
        switch (target) {
          case "TarballReaderFuzzTestInputs" -> tarball(name, InputStream.nullInputStream(), bytes);
          case "ManifestCodecFuzzTestInputs" -> print(name, () -> ManifestCodec.read(bytes, name));
          case "ChannelDocumentCodecFuzzTestInputs" ->
              print(name, () -> ChannelDocumentCodec.read(bytes, name));
          case "TrustRootCodecFuzzTestInputs" ->
              print(name, () -> TrustRootCodec.read(bytes, name));
          case "MinisignSignatureFuzzTestInputs" ->
              print(name, () -> MinisignSignature.parse(bytes, name));
          case "MinisignPublicKeyFuzzTestInputs" ->
              print(name, () -> MinisignPublicKey.ofText(text(bytes)));
          case "ChunkIndexCodecFuzzTestInputs" ->
              print(name, () -> ChunkIndexCodec.read(bytes, vouchingFor(bytes, 1 << 20)));
          default -> throw new IllegalStateException("no reader for " + file);
        }
      }
    }
  }

  private static void tarballs() {
    byte[] good = RELEASE.tarball();
    tarball("endless-zeros", new Endless((byte) 0));
    tarball("endless-text", new Endless((byte) 'x'));
    tarball("good-then-endless", new Endless((byte) 0), good);
    tarball("pax-header-of-8-gib", new Endless((byte) 'x'), header('x', "77777777777 "));
    tarball("gnu-long-name-of-8-gib", new Endless((byte) 'x'), header('L', "77777777777 "));
    tarball("member-of-8-gib", new Endless((byte) 'x'), header('0', "77777777777 "));
    byte[] endlessKernel = Arrays.copyOf(good, (int) RELEASE.manifest().files().get(0).offset());
    tarball("kernel-without-end", new Endless((byte) 'x'), endlessKernel);
  }

  private static void documents() {
    int room = Json.MAX_BYTES - 10;
    document("nested-arrays", "[".repeat(room));
    document("nested-objects", "{\"a\":".repeat(room / 5));
    document("long-string", "{\"format\":\"" + "x".repeat(room - 12) + "\"}");
    document("long-number", "{\"format\":" + "9".repeat(room - 12) + "}");
    document("large-exponent", "{\"format\":1e999999999}");
    document("long-name", "{\"" + "x".repeat(room - 6) + "\":1}");
    document("many-elements", "{\"files\":[" + "1,".repeat(room / 2 - 8) + "1]}");
    document("many-escapes", "{\"format\":\"" + "\\u0000".repeat(room / 6 - 4) + "\"}");
    document("many-names", manyNames(room));
    document("too-long", " ".repeat(Json.MAX_BYTES + 1));
    print("long-signature", () -> MinisignSignature.parse(new byte[1 << 20], "s"));
    print("lines", () -> MinisignSignature.parse(utf8("\n".repeat(12 << 10)), "s"));
    print("long-key", () -> MinisignPublicKey.ofText("A".repeat(1 << 20)));
  }

  private static void indexes() {
    int records = (ChunkIndexCodec.MAX_BYTES - 16) / RECORD;
    index("records-of-one-byte", records, records, records);
    index("records-that-add-up-to-more", records, records, records - 1);
    index("more-records-than-bytes", records, 1_000_000, 1_000_000);
  }

  private static void settings(Path scratch) throws IOException {
    toml(scratch, "toml-nested-arrays", "a = " + "[".repeat(200_000));
    toml(scratch, "toml-dotted-keys", "a.".repeat(100_000) + "a = 1");
    toml(scratch, "toml-long-number", "a = " + "9".repeat(200_000));
    toml(scratch, "toml-many-tables", "[[a]]\n".repeat(30_000));
    toml(scratch, "toml-too-long", "#".repeat(1 << 20));
  }

  private static void tarball(String name, InputStream rest, byte[]... beginning) {
    byte[] first = beginning.length == 0 ? new byte[0] : beginning[0];
    Counted in =
        new Counted(new SequenceInputStream(new java.io.ByteArrayInputStream(first), rest));
    String verdict = verdict(() -> read(in));
    System.out.println(name + " " + verdict + " " + in.count);
  }

  private static boolean read(InputStream in) {
    VerifiedRelease verified =
        new ReleaseVerifier(REPOSITORY.root(), TestRepository.PLATFORM, AgentVersion.CURRENT)
            .verify(RELEASE.signedManifest(), ReleaseType.OS);
    try {
      TarballReader.read(
          verified, ChunkIndexCodec.read(RELEASE.chunkIndex(), RELEASE.manifest()), in, IGNORED);
      return true;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void document(String name, String json) {
    byte[] bytes = utf8(json);
    print("manifest-" + name, () -> ManifestCodec.read(bytes, name));
    print("channel-" + name, () -> ChannelDocumentCodec.read(bytes, name));
    print("root-" + name, () -> TrustRootCodec.read(bytes, name));
  }

  private static void index(String name, int records, int said, long fileSize) {
    ByteBuffer index = ByteBuffer.allocate(16 + RECORD * records);
    index.put(utf8("TKCHUNK1")).putInt(1).putInt(said);
    for (int i = 0; i < records; i++) {
      index.putInt(1).putInt(0).position(16 + RECORD * (i + 1));
    }
    byte[] bytes = index.array();
    print(name, () -> ChunkIndexCodec.read(bytes, vouchingFor(bytes, fileSize)));
  }

  private static void toml(Path scratch, String name, String toml) throws IOException {
    Path file = Files.writeString(scratch.resolve(name), toml);
    print(name, () -> TomlFile.read(file, Settings.class));
  }

  /** A manifest with one file that vouches for the index: only its form can be wrong. */
  private static Manifest vouchingFor(byte[] index, long fileSize) {
    Manifest model = RELEASE.manifest();
    Sha256 any = Sha256.of(new byte[0]);
    return new Manifest(
        model.type(),
        model.repo(),
        model.platform(),
        model.version(),
        model.created(),
        model.kernelVersion(),
        model.agentVersion(),
        model.layoutVersion(),
        model.kernelArguments(),
        new Manifest.Tarball("a.tar", 2048 + Manifest.roundUp(fileSize) + 1024),
        new Manifest.ChunkIndexFile("a.chunks", index.length, Sha256.of(index)),
        List.of(new Artifact("file", ArtifactRole.KERNEL, 0644, fileSize, any, 2048)));
  }

  /** The manifest's own header with another type and size, and the checksum that fits. */
  private static byte[] header(char type, String size) {
    byte[] header = Arrays.copyOf(RELEASE.tarball(), 512);
    header[156] = (byte) type;
    System.arraycopy(utf8(size), 0, header, 124, 12);
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    System.arraycopy(utf8("%06o\0 ".formatted(sum)), 0, header, 148, 8);
    return header;
  }

  private static String manyNames(int room) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < room / 10; i++) {
      fields.add("\"%05d\":1".formatted(i));
    }
    return "{" + String.join(",", fields) + "}";
  }

  private static void print(String name, Supplier<?> reader) {
    System.out.println(name + " " + verdict(reader) + " 0");
  }

  private static String verdict(Supplier<?> reader) {
    try {
      Objects.requireNonNull(reader.get());
      return "accepted";
    } catch (Untrusted refusal) {
      return refusal.reason().name();
    } catch (BadInput refusal) {
      return "BAD_INPUT";
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static final TarballReader.Content IGNORED =
      new TarballReader.Content() {
        @Override
        public void begin(Artifact file) {}

        @Override
        public void chunk(byte[] bytes, int length) {}

        @Override
        public void end() {}
      };

  private static final class Counted extends java.io.FilterInputStream {

    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }

  /** The same byte for ever. */
  private static final class Endless extends InputStream {

    private final byte value;

    Endless(byte value) {
      this.value = value;
    }

    @Override
    public int read() {
      return value & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      Arrays.fill(into, offset, offset + length, value);
      return length;
    }
  }
}
