package org.psyopsos.release;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Forces what a file holds to the medium, while its next bytes are being fetched and hashed. */
final class Forcing implements Runnable {

  private final FileChannel channel;
  private final Thread thread = new Thread(this, "force");
  private @Nullable Throwable failure;

  private Forcing(FileChannel channel) {
    this.channel = channel;
  }

  /** Begins; the channel stays open until {@link #await}. */
  static Forcing begin(FileChannel channel) {
    Forcing forcing = new Forcing(channel);
    forcing.thread.setDaemon(true);
    forcing.thread.start();
    return forcing;
  }

  @Override
  public void run() {
    try {
      channel.force(false);
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Waits until all that the file held at the beginning is on the medium. */
  void await() throws IOException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while bytes were forced to the medium");
    }
    if (failure != null) {
      throw new IOException(String.valueOf(failure.getMessage()), failure);
    }
  }
}
