package org.psyopsos.agent.fetch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** The agent's end of a connection to a fetcher. */
public final class FetchConnection {

  private final DataInputStream in;
  private final DataOutputStream out;
  private final Closeable socket;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Over these streams.
   *
   * @param socket closing it ends a read that another thread waits in
   */
  public FetchConnection(InputStream in, OutputStream out, Closeable socket) {
    this.in = new DataInputStream(new BufferedInputStream(in));
    this.out = new DataOutputStream(new BufferedOutputStream(out));
    this.socket = socket;
  }

  /** Connects to the socket of {@code node-agent-fetch.socket}, which starts a fetcher. */
  public static FetchConnection to(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    return new FetchConnection(
        Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
  }

  DataInputStream in() {
    return in;
  }

  DataOutputStream out() {
    return out;
  }

  boolean isClosed() {
    return closed.get();
  }

  /** The fetcher ends by it, whatever it is doing. */
  void close() {
    closed.set(true);
    try {
      socket.close();
    } catch (IOException e) {
      return; // Nothing more is wanted of it.
    }
  }
}
