package org.psyopsos.manifest;

import java.util.Set;

/** The files that a slot holds beside those that its manifest lists. */
public final class SlotFiles {

  /** Moved into place last: where it is, the slot is complete. */
  public static final String MANIFEST = Manifest.FILE_NAME;

  public static final String MANIFEST_SIGNATURE = "manifest.json.minisig";
  public static final String CHUNKS = "chunks";

  /** The channel document that offered what the slot holds; the rollback floor is read from it. */
  public static final String CHANNEL = "channel.json";

  public static final String CHANNEL_SIGNATURE = "channel.json.minisig";

  /** A directory with the root documents that the node has followed, and their signatures. */
  public static final String ROOTS = "root";

  /** A directory with the files of a release that is being installed. */
  public static final String INCOMING = "incoming";

  /** A directory that every ext4 file system has. */
  public static final String LOST_AND_FOUND = "lost+found";

  private static final Set<String> RESERVED =
      Set.of(
          MANIFEST,
          MANIFEST_SIGNATURE,
          CHUNKS,
          CHANNEL,
          CHANNEL_SIGNATURE,
          ROOTS,
          INCOMING,
          LOST_AND_FOUND);

  private SlotFiles() {}

  /** Whether a release may not hold a file of this name. */
  public static boolean isReserved(String path) {
    int slash = path.indexOf('/');
    String first = slash < 0 ? path : path.substring(0, slash);
    return RESERVED.contains(first)
        || first.startsWith(MANIFEST + ".")
        || first.startsWith(CHANNEL + ".");
  }
}
