package org.psyopsos.deaddrop;

import java.util.Optional;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.Names;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignSignature;

/** The names of all objects in a deaddrop, relative to its base; no other class makes one. */
public final class DeaddropNames {

  /** The page for people. */
  public static final String INDEX = "index.html";

  /** Where all objects of releases lie. */
  public static final String RELEASES = "os/";

  /** Where the documents of all channels lie. */
  public static final String CHANNELS = "channels/";

  /** What the name of a {@link #latest} ends with, after the folder's slash. */
  public static final String LATEST = "latest";

  /** What follows a release's stem in the name of its manifest, here and on a builder's disk. */
  public static final String MANIFEST_SUFFIX = ".manifest.json";

  private DeaddropNames() {}

  public static String root(int version) {
    return "root/" + version + ".json";
  }

  public static String rootSignature(int version, KeyId key) {
    return cosignature(root(version), key);
  }

  /** The unsigned hint that holds the newest sequence number in decimal and a line feed. */
  public static String channelLatest(String channel, Platform platform) {
    return latest(channel, platform, Optional.empty());
  }

  /** The same for the documents of one node. */
  public static String nodeLatest(String channel, Platform platform, String node) {
    return latest(channel, platform, Optional.of(node));
  }

  /** The hint of a channel's documents, or of those of one node. */
  public static String latest(String channel, Platform platform, Optional<String> node) {
    return channelFolder(channel, platform, node) + LATEST;
  }

  /** An object of a release by the name that its manifest gives, such as a tarball's. */
  public static String releaseObject(String name) {
    return RELEASES + name;
  }

  public static String tarball(Manifest manifest) {
    return RELEASES + manifest.tarball().name();
  }

  public static String chunks(Manifest manifest) {
    return RELEASES + manifest.chunks().name();
  }

  public static String manifest(Manifest manifest) {
    return manifest(manifest.type(), manifest.platform(), manifest.version());
  }

  /** The manifest of a release. */
  public static String manifest(ReleaseType type, Platform platform, ReleaseVersion version) {
    return RELEASES + type.stem(platform, version) + MANIFEST_SUFFIX;
  }

  /** The signature that lies beside an object. */
  public static String signature(String object) {
    return object + MinisignSignature.SUFFIX;
  }

  /**
   * The signature of one signer among several: each signer of a root document, and whoever signs
   * another object after the first.
   */
  public static String cosignature(String object, KeyId key) {
    return object + "." + key + MinisignSignature.SUFFIX;
  }

  /** The pointer that psyopsOS's own client reads. */
  public static String latestPointer(ReleaseType type, Platform platform) {
    return RELEASES + type.id() + "." + type.qualifier(platform) + ".latest.tar.minisig";
  }

  /** Where the documents of a channel lie, or those of one node; ends with a slash. */
  public static String channelFolder(String channel, Platform platform, Optional<String> node) {
    return CHANNELS
        + Names.require("channel", channel)
        + "/"
        + platform.id()
        + "/"
        + node.map(name -> "nodes/" + Names.require("node", name) + "/").orElse("");
  }
}
