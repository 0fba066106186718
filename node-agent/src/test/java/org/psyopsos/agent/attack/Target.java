package org.psyopsos.agent.attack;

import java.util.Collection;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.testing.TestRepository;

/** What an update is made of, in the order in which a node asks for it. */
enum Target {
  /** Nothing at all. */
  NOTHING,
  LATEST,
  ROOT,
  OFFER,
  OFFER_SIGNATURE,
  MANIFEST,
  MANIFEST_SIGNATURE,
  CHUNKS,
  TARBALL;

  /** The name of the object in the deaddrop, of the newest release. */
  String object(HonestWorld world) {
    String offer = HonestWorld.offerName(HonestWorld.NEWEST);
    String manifest = DeaddropNames.manifest(world.newest.manifest());
    return switch (this) {
      case NOTHING -> throw new IllegalArgumentException("no object");
      case ROOT -> DeaddropNames.root(2);
      case LATEST -> DeaddropNames.channelLatest(TestRepository.CHANNEL, TestRepository.PLATFORM);
      case OFFER -> offer;
      case OFFER_SIGNATURE -> DeaddropNames.signature(offer);
      case MANIFEST -> manifest;
      case MANIFEST_SIGNATURE -> DeaddropNames.signature(manifest);
      case CHUNKS -> DeaddropNames.chunks(world.newest.manifest());
      case TARBALL -> DeaddropNames.tarball(world.newest.manifest());
    };
  }

  /** How far somebody has come who asked for these names. */
  static Target furthest(Collection<String> names) {
    return names.stream().map(Target::of).max(Target::compareTo).orElse(NOTHING);
  }

  private static Target of(String name) {
    boolean signature = name.endsWith(".minisig");
    if (name.startsWith("root/")) {
      return ROOT;
    }
    if (name.startsWith("channels/")) {
      return name.endsWith("/latest") ? LATEST : signature ? OFFER_SIGNATURE : OFFER;
    }
    if (name.contains(".manifest.json")) {
      return signature ? MANIFEST_SIGNATURE : MANIFEST;
    }
    return name.endsWith(".chunks") ? CHUNKS : TARBALL;
  }
}
