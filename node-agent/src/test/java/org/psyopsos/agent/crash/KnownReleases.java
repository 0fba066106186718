package org.psyopsos.agent.crash;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import org.psyopsos.grub.BootCount;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.testing.TestRelease;

/** The releases that a node may hold, to be told again by what lies in a partition. */
final class KnownReleases {

  private final Map<String, Known> byManifest = new HashMap<>();

  /** A release, and what its files hold. */
  private record Known(
      TestRelease release, ChunkIndex index, Map<String, Content> files, Content chunks) {

    static Known of(TestRelease release) {
      byte[] tarball = release.tarball();
      Map<String, Content> files = new HashMap<>();
      for (Artifact file : release.manifest().files()) {
        int from = Math.toIntExact(file.offset());
        files.put(
            file.path(),
            new Content(Arrays.copyOfRange(tarball, from, from + Math.toIntExact(file.size()))));
      }
      byte[] chunks = release.chunkIndex();
      return new Known(
          release, ChunkIndexCodec.read(chunks, release.manifest()), files, new Content(chunks));
    }

    Manifest manifest() {
      return release.manifest();
    }
  }

  KnownReleases(List<TestRelease> releases) {
    for (TestRelease release : releases) {
      Content manifest = new Content(release.signedManifest().bytes());
      byManifest.put(manifest.hash(), Known.of(release));
    }
  }

  /** The version of the release that a slot holds as a whole; none where it holds none so. */
  Optional<ReleaseVersion> whole(Tree slot) {
    return slot.file(SlotFiles.MANIFEST)
        .map(manifest -> byManifest.get(manifest.hash()))
        .filter(known -> isWhole(known, slot))
        .map(known -> known.manifest().version());
  }

  private static boolean isWhole(Known known, Tree slot) {
    return known.files().entrySet().stream()
            .allMatch(file -> holds(slot, file.getKey(), file.getValue()))
        && holds(slot, SlotFiles.CHUNKS, known.chunks())
        && Arrays.equals(
            slot.bytes(SlotFiles.MANIFEST_SIGNATURE),
            known.release().signedManifest().signatures().get(0));
  }

  private static boolean holds(Tree slot, String path, Content content) {
    return slot.file(path).filter(found -> found.hash().equals(content.hash())).isPresent();
  }

  /**
   * The same for states from which an agent that starts anew does the same. What is being put
   * together counts by the chunks in it that are whole, since that is how the agent looks at it; of
   * another temporary file it counts that it is there, and of the boots that GRUB counts, whether
   * anybody has ended them, and how many they are when the other slot's turn is near.
   */
  String situation(DiskState state) {
    return situation(state.efi()) + "\n" + situation(state.a()) + "\n" + situation(state.b());
  }

  private String situation(Tree tree) {
    StringBuilder text = new StringBuilder();
    text.append(tree.directories()).append(tree.secondNames());
    for (Entry<String, Content> file : tree.files().entrySet()) {
      text.append('\n').append(file.getKey()).append(' ').append(kind(tree, file));
    }
    return text.toString();
  }

  private String kind(Tree tree, Entry<String, Content> file) {
    String path = file.getKey();
    String suffix = DurableFiles.TEMPORARY_SUFFIX;
    if (path.startsWith(SlotFiles.INCOMING + "/")) {
      return chunks(path.substring(SlotFiles.INCOMING.length() + 1), file.getValue());
    }
    if (path.endsWith(suffix)) {
      String target = path.substring(0, path.length() - suffix.length());
      return chunks(target, file.getValue()) + holds(tree, target, file.getValue());
    }
    return path.equals(Grub.COUNT) ? turn(file.getValue()) : file.getValue().hash();
  }

  private static String turn(Content file) {
    return Grub.counted(file)
        .map(BootCount::boots)
        .map(boots -> boots > 0 && boots < BootCount.OF_COMMITTED ? "some" : boots.toString())
        .orElse("torn");
  }

  /** Which chunks of each release's file of this path are there. */
  private String chunks(String path, Content content) {
    StringBuilder all = new StringBuilder();
    for (Known known : byManifest.values()) {
      if (known.files().containsKey(path)) {
        all.append(chunks(known, path, content));
      }
    }
    return all.toString();
  }

  private static BitSet chunks(Known known, String path, Content content) {
    BitSet there = new BitSet();
    List<String> paths = known.manifest().files().stream().map(Artifact::path).toList();
    List<Chunk> chunks = known.index().files().get(paths.indexOf(path));
    byte[] wanted = known.files().get(path).bytes();
    byte[] found = content.bytes();
    int from = 0;
    for (int i = 0; i < chunks.size(); i++) {
      int to = from + chunks.get(i).length();
      there.set(i, to <= found.length && Arrays.equals(wanted, from, to, found, from, to));
      from = to;
    }
    return there;
  }
}
