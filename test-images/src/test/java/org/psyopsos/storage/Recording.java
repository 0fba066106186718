package org.psyopsos.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.psyopsos.crash.CrashState;
import org.psyopsos.crash.WriteLog;

/**
 * What was written to a card.
 *
 * @param before the card as it was
 * @param log of the requests since
 * @param after the card as it is
 */
record Recording(Path before, Path log, Path after) {

  /** Something that is done to a card. */
  @FunctionalInterface
  interface Deed {
    void with(Path card) throws IOException;
  }

  /**
   * Records what is done.
   *
   * @param card is changed
   */
  static Recording of(Path card, Namespace namespace, Deed deed) throws IOException {
    Path before = card.resolveSibling("before.img");
    Path log = card.resolveSibling("writes.log");
    Card.copy(card, before);
    try (ExportedImage image = ExportedImage.recording(namespace, card, log)) {
      deed.with(image.path());
    }
    return new Recording(before, log, card);
  }

  /** All requests, to whatever partition. */
  WriteLog writes(Card card) throws IOException {
    return WriteLog.of(log, card.whole());
  }

  /** The card as it was. */
  CrashState first() throws IOException {
    try (FileChannel channel = FileChannel.open(before, StandardOpenOption.READ)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return CrashState.of(bytes);
    }
  }
}
