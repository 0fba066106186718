package org.psyopsos.builder.vm;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.psyopsos.failure.Failure;
import org.psyopsos.json.Json;

/**
 * Hears from one QEMU, over its machine protocol (QMP), why the machine ended. QEMU is the one that
 * connects: there is no moment at which it runs unheard.
 */
final class QemuMonitor implements AutoCloseable {

  /** What the guest asks for by a reset, and what a watchdog or a triple fault does. */
  private static final String RESET = "guest-reset";

  private final Path socket;
  private final ServerSocketChannel server;
  private final CompletableFuture<String> reason = new CompletableFuture<>();

  private QemuMonitor(Path socket, ServerSocketChannel server) {
    this.socket = socket;
    this.server = server;
  }

  /**
   * Waits for one QEMU.
   *
   * @param socket a path of at most 107 bytes where nothing is
   */
  static QemuMonitor at(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    QemuMonitor monitor = new QemuMonitor(socket, server);
    Thread thread = new Thread(monitor::listen, "QEMU's monitor");
    thread.setDaemon(true);
    thread.start();
    return monitor;
  }

  /** What QEMU has to be told. */
  List<String> arguments() {
    return List.of(
        "-chardev",
        "socket,id=tk-monitor,path=" + QemuCommand.escaped(socket),
        "-mon",
        "chardev=tk-monitor,mode=control");
  }

  /** Whether the machine reset itself. To be asked when QEMU has ended well. */
  boolean reset() throws IOException {
    try {
      return reason.join().equals(RESET);
    } catch (CompletionException e) {
      throw new IOException("QEMU's monitor", e.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }

  private void listen() {
    try (SocketChannel qemu = server.accept();
        BufferedReader from = new BufferedReader(Channels.newReader(qemu, StandardCharsets.UTF_8));
        BufferedWriter to = new BufferedWriter(Channels.newWriter(qemu, StandardCharsets.UTF_8))) {
      to.write("{\"execute\": \"qmp_capabilities\"}\n");
      to.flush();
      reason.complete(from.lines().reduce("", QemuMonitor::lastReason));
    } catch (IOException | UncheckedIOException | Failure e) {
      reason.completeExceptionally(e);
    }
  }

  /** QEMU 7.2, "QEMU QMP Reference Manual": event SHUTDOWN, with one ShutdownCause. */
  private static String lastReason(String before, String message) {
    return Json.read(
        message.getBytes(StandardCharsets.UTF_8),
        "what QEMU's monitor says",
        fields ->
            fields.optionalText("event").equals(Optional.of("SHUTDOWN"))
                ? fields.object("data", data -> data.text("reason"))
                : before);
  }
}
