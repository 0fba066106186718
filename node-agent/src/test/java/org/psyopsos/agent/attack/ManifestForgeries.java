package org.psyopsos.agent.attack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.testing.TestRelease;

/** Manifests and chunk indexes that say what they should not; the manifests are signed. */
final class ManifestForgeries {

  private final HonestWorld world;
  private final TestRelease newest;
  private final String chunks;

  ManifestForgeries(HonestWorld world) {
    this.world = world;
    this.newest = world.newest;
    this.chunks = Target.CHUNKS.object(world);
  }

  void addTo(Fixtures fixtures) {
    mixedUp(fixtures);
    hostileValues(fixtures);
    hostilePaths(fixtures);
    chunkIndexes(fixtures);
    largerThanTheSlot(fixtures);
  }

  private void mixedUp(Fixtures fixtures) {
    byte[] older = world.followed.signedManifest().bytes();
    fixtures.deaddrop(
        "manifest-of-the-release-before",
        world.offer(
            json ->
                ((ObjectNode) json.get("release"))
                    .put("manifest", DeaddropNames.manifest(world.followed.manifest()))
                    .put("size", older.length)
                    .put("sha256", Sha256.of(older).hex())));
    fixtures.deaddrop(
        "manifest-replaced-by-the-one-before",
        HonestWorld.signed(world.repository.releaseKey, Target.MANIFEST.object(world), older));
    signed(fixtures, "manifest-for-another-repo", json -> json.put("repo", "other-repo"));
    signed(fixtures, "manifest-for-another-platform", json -> json.put("platform", "aarch64-rpi"));
    signed(fixtures, "manifest-of-another-type", json -> json.put("type", "psyopsESP"));
  }

  private void hostileValues(Fixtures fixtures) {
    signed(fixtures, "manifest-newer-format", json -> json.put("format", 2));
    signed(fixtures, "manifest-needs-newer-agent", json -> json.put("agentVersion", "99.0.0"));
    signed(fixtures, "manifest-agent-garbage", json -> json.put("agentVersion", "9999999999.0.0"));
    signed(fixtures, "manifest-other-layout", json -> json.put("layoutVersion", 2));
    signed(
        fixtures,
        "manifest-kernel-arguments",
        json -> json.put("kernelArguments", "quiet'; $(reboot) {x}\ninit=/bin/sh"));
    signed(
        fixtures,
        "manifest-tarball-elsewhere",
        json -> ((ObjectNode) json.get("tarball")).put("name", "../../etc/shadow"));
    signed(
        fixtures,
        "manifest-tarball-length-lies",
        json -> ((ObjectNode) json.get("tarball")).put("size", Long.MAX_VALUE));
    signed(fixtures, "manifest-file-size-huge", json -> file(json, 0).put("size", Long.MAX_VALUE));
    signed(fixtures, "manifest-mode-setuid", json -> file(json, 0).put("mode", "04755"));
    signed(
        fixtures,
        "manifest-too-many-files",
        json -> {
          ArrayNode files = (ArrayNode) json.get("files");
          ObjectNode last = file(json, 1);
          for (int i = 0; i < 255; i++) {
            files.add(last.deepCopy().put("path", "file" + i));
          }
        });
  }

  private void hostilePaths(Fixtures fixtures) {
    path(fixtures, "manifest-path-climbs", "dtbs/../../etc/shadow");
    path(fixtures, "manifest-path-absolute", "/etc/shadow");
    path(fixtures, "manifest-path-reserved", "channel.json");
    path(fixtures, "manifest-path-twice", "kernel");
    path(fixtures, "manifest-path-escape-sequences", "squashfs\u001b]0;owned\u0007");
  }

  private void chunkIndexes(Fixtures fixtures) {
    byte[] honest = newest.chunkIndex();
    fixtures.deaddrop("chunks-bit", chunks, Forgery.flip(honest, honest.length - 5));
    fixtures.deaddrop("chunks-of-the-release-before", chunks, world.followed.chunkIndex());
    signedChunks(fixtures, "chunks-lengths-do-not-add-up", index -> Forgery.flip(index, 19));
    signedChunks(fixtures, "chunks-endless-count", index -> replaced(index, 12, 0x7fffffff));
    signedChunks(fixtures, "chunks-longer-than-memory", index -> replaced(index, 16, 0x7fffffff));
    signedChunks(fixtures, "chunks-unknown-kind", index -> replaced(index, 20, 0xff000000));
    otherBytes(fixtures);
  }

  /** Index and tarball agree with the manifest in all but the first chunk. */
  private void otherBytes(Fixtures fixtures) {
    String attack = "chunks-of-other-bytes";
    byte[] index = Forgery.flip(newest.chunkIndex(), 24);
    Map<String, byte[]> objects = world.manifest(json -> name(json, index));
    fixtures.deaddrop(attack, objects);
    fixtures.deaddrop(attack, chunks, index);
    byte[] manifest = objects.get(Target.MANIFEST.object(world));
    fixtures.deaddrop(
        attack, Target.TARBALL.object(world), new Tar(newest).put(512, manifest).bytes());
  }

  /** Everything fits together and is signed, and it is a gibibyte. */
  private void largerThanTheSlot(Fixtures fixtures) {
    long size = 1L << 30;
    List<Chunk> zeros = new ArrayList<>();
    Chunk chunk = Chunk.of(Chunk.Kind.PLAIN, new byte[Chunk.MAX_LENGTH], 0, Chunk.MAX_LENGTH, 0);
    for (long i = 0; i < size / Chunk.MAX_LENGTH; i++) {
      zeros.add(chunk);
    }
    ChunkIndex honest = ChunkIndexCodec.read(newest.chunkIndex(), newest.manifest());
    byte[] index = ChunkIndexCodec.write(new ChunkIndex(List.of(honest.files().get(0), zeros)));
    Manifest manifest = newest.manifest();
    long grown = size - HonestWorld.SQUASHFS_SIZE;
    fixtures.deaddrop("manifest-larger-than-the-slot", Map.of(chunks, index));
    signed(
        fixtures,
        "manifest-larger-than-the-slot",
        json -> {
          file(json, 1).put("size", size);
          name(json, index);
          ((ObjectNode) json.get("tarball"))
              .put("size", manifest.tarball().size() + grown - padding());
        });
  }

  /** What rounding up adds to the honest squashfs, and not to a gibibyte. */
  private static long padding() {
    return Manifest.roundUp(HonestWorld.SQUASHFS_SIZE) - HonestWorld.SQUASHFS_SIZE;
  }

  private void signed(Fixtures fixtures, String attack, Consumer<ObjectNode> change) {
    fixtures.deaddrop(attack, world.manifest(change));
  }

  private void path(Fixtures fixtures, String attack, String path) {
    signed(fixtures, attack, json -> file(json, 1).put("path", path));
  }

  private void signedChunks(Fixtures fixtures, String attack, UnaryOperator<byte[]> change) {
    byte[] index = change.apply(newest.chunkIndex());
    fixtures.deaddrop(attack, chunks, index);
    signed(fixtures, attack, json -> name(json, index));
  }

  private static void name(ObjectNode json, byte[] index) {
    ((ObjectNode) json.get("chunks"))
        .put("size", index.length)
        .put("sha256", Sha256.of(index).hex());
  }

  private static ObjectNode file(ObjectNode json, int number) {
    return (ObjectNode) json.get("files").get(number);
  }

  private static byte[] replaced(byte[] bytes, int offset, int number) {
    return java.nio.ByteBuffer.wrap(bytes.clone()).putInt(offset, number).array();
  }
}
