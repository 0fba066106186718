package org.psyopsos.agent.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.psyopsos.testing.TestKey;
import org.psyopsos.trust.TrustRootCodec;

/**
 * The bytes of every attack, made anew: the same in every run, because keys and contents follow
 * from names. They lie in the tree too, for people to look at and to check with other tools.
 */
final class Fixtures {

  /** Where the attacks lie. */
  static final Path FOLDER = Path.of("src/test/resources/attacks");

  /** The honest deaddrop that each attack is laid over. */
  static final String BASE = "_base";

  private static final String DEADDROP = "deaddrop/";
  private static final String NODE = "node/";

  private final Map<String, byte[]> files = new TreeMap<>();

  private Fixtures() {}

  /** All files by their path below {@link #FOLDER}. */
  static Map<String, byte[]> all() {
    HonestWorld world = new HonestWorld();
    Fixtures fixtures = new Fixtures();
    fixtures.base(world);
    new SignatureForgeries(world).addTo(fixtures);
    new RootForgeries(world).addTo(fixtures);
    new OfferForgeries(world).addTo(fixtures);
    new ManifestForgeries(world).addTo(fixtures);
    new TarballForgeries(world).addTo(fixtures);
    return fixtures.files;
  }

  /** Objects that the attacker's server holds in place of the honest ones. */
  void deaddrop(String attack, Map<String, byte[]> objects) {
    objects.forEach((name, bytes) -> files.put(attack + "/" + DEADDROP + name, bytes));
  }

  void deaddrop(String attack, String name, byte[] bytes) {
    deaddrop(attack, Map.of(name, bytes));
  }

  /** A file of the node that somebody has replaced. */
  void node(String attack, String path, byte[] bytes) {
    files.put(attack + "/" + NODE + path, bytes);
  }

  /** The honest deaddrop, as it lies in the tree. */
  static Map<String, byte[]> baseDeaddrop() {
    return below(BASE + "/" + DEADDROP);
  }

  /** What an attacker's server holds in place of honest objects, as it lies in the tree. */
  static Map<String, byte[]> attackersObjects(String attack) {
    return below(attack + "/" + DEADDROP);
  }

  /** What is replaced on the node, as it lies in the tree. */
  static Map<String, byte[]> replacedOnNode(String attack) {
    return below(attack + "/" + NODE);
  }

  /** The files of a folder by their path in it; none where there is no such folder. */
  static Map<String, byte[]> below(String folder) {
    Path directory = FOLDER.resolve(folder);
    Map<String, byte[]> found = new LinkedHashMap<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        found.put(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void base(HonestWorld world) {
    deaddrop(BASE, world.deaddrop());
    node(BASE, "etc/node-agent/root.json", TrustRootCodec.write(world.repository.root()));
    publicKey("root", world.repository.rootKey);
    publicKey("release", world.repository.releaseKey);
    publicKey("channel", world.repository.channelKey);
  }

  private void publicKey(String name, TestKey key) {
    files.put(
        BASE + "/" + name + ".pub", key.publicKey().fileText().getBytes(StandardCharsets.UTF_8));
  }
}
