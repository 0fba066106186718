package org.psyopsos.agent.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.DurableFiles;

/**
 * A file that everybody may read, replaced in one step. Its directory may belong to another user,
 * as node_exporter's does: no link that lies there is followed.
 */
public final class PublicFile {

  private static final String MODE = "rw-r--r--";

  private PublicFile() {}

  public static void write(Path file, String text) {
    Path temporary = DurableFiles.temporaryFor(file);
    try {
      Files.deleteIfExists(temporary);
      Files.write(
          temporary,
          text.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
      Files.getFileAttributeView(temporary, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(PosixFilePermissions.fromString(MODE));
      DurableFiles.moveIntoPlace(temporary, file);
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot publish what the node says of itself")
              .at(file)
              .found(String.valueOf(e))
              .hint("does its directory exist, and may node-agent.service write to it?"),
          e);
    }
  }
}
