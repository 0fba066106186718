package org.psyopsos.agent.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.DocumentId;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/**
 * The repository that is attacked, before anybody attacks it. Its channel has offered three
 * releases, as numbers 4, 5 and 6; the node runs the second.
 */
final class HonestWorld {

  /** The number of the document that the node has followed. */
  static final long FOLLOWED = 5;

  /** The number of the newest document, which the node has not seen. */
  static final long NEWEST = 6;

  static final int KERNEL_SIZE = 9000;
  static final int SQUASHFS_SIZE = 6000;

  final TestRepository repository = new TestRepository();
  final TestRelease first = release("20261119-110000");
  final TestRelease followed = release("20261120-110000");
  final TestRelease newest = release("20261121-110000");

  /** Every object of the deaddrop by its name. */
  Map<String, byte[]> deaddrop() {
    Map<String, byte[]> objects = new TreeMap<>();
    objects.put(Target.LATEST.object(this), number(NEWEST));
    objects.putAll(offer(first, FOLLOWED - 1, json -> {}));
    objects.putAll(offer(followed, FOLLOWED, json -> {}));
    objects.putAll(offer(newest, NEWEST, json -> {}));
    for (TestRelease release : new TestRelease[] {first, followed, newest}) {
      objects.put(DeaddropNames.tarball(release.manifest()), release.tarball());
      objects.put(DeaddropNames.chunks(release.manifest()), release.chunkIndex());
      objects.putAll(
          signed(
              repository.releaseKey,
              DeaddropNames.manifest(release.manifest()),
              release.signedManifest().bytes()));
    }
    return objects;
  }

  /** What {@code latest} holds. */
  static byte[] number(long seq) {
    return (seq + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** A channel document under its name, changed and then signed by the channel's key. */
  Map<String, byte[]> offer(TestRelease release, long seq, Consumer<ObjectNode> change) {
    ObjectNode json = JsonText.read(ChannelDocumentCodec.write(repository.channel(release, seq)));
    Duration earlier = Duration.ofDays(NEWEST - seq);
    json.put("issued", TestRepository.ISSUED.minus(earlier).toString());
    json.put("expires", TestRepository.EXPIRES.minus(earlier).toString());
    change.accept(json);
    return signed(repository.channelKey, offerName(seq), JsonText.write(json));
  }

  /** The newest channel document, changed and then signed by the channel's key. */
  Map<String, byte[]> offer(Consumer<ObjectNode> change) {
    return offer(newest, NEWEST, change);
  }

  /** The manifest of the newest release, changed and signed by its key, and an offer of it. */
  Map<String, byte[]> manifest(Consumer<ObjectNode> change) {
    ObjectNode json = JsonText.read(newest.signedManifest().bytes());
    change.accept(json);
    return manifest(JsonText.write(json), repository.releaseKey);
  }

  /** Any bytes as the manifest of the newest release, and an offer of them. */
  Map<String, byte[]> manifest(byte[] bytes, TestKey signer) {
    Map<String, byte[]> objects = signed(signer, Target.MANIFEST.object(this), bytes);
    objects.putAll(
        offer(
            json ->
                ((ObjectNode) json.get("release"))
                    .put("size", bytes.length)
                    .put("sha256", Sha256.of(bytes).hex())));
    return objects;
  }

  /** An object and the signature beside it. */
  static Map<String, byte[]> signed(TestKey signer, String name, byte[] bytes) {
    Map<String, byte[]> objects = new LinkedHashMap<>();
    objects.put(name, bytes);
    objects.put(DeaddropNames.signature(name), signer.sign(bytes, "a test"));
    return objects;
  }

  static String offerName(long seq) {
    return DocumentId.ofChannel(seq).name(TestRepository.CHANNEL, TestRepository.PLATFORM);
  }

  /** Readable files, so that a person sees at once what belongs where; three chunks, and two. */
  private TestRelease release(String version) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("kernel", text("kernel of " + version, KERNEL_SIZE));
    files.put("squashfs", text("squashfs of " + version, SQUASHFS_SIZE));
    return TestRelease.of(repository, version, TestRepository.PLATFORM, files);
  }

  private static byte[] text(String line, int length) {
    String numbered = "%s, byte %08d\n";
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(numbered.formatted(line, text.length()));
    }
    return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }
}
