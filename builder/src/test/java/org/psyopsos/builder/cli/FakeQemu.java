package org.psyopsos.builder.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.psyopsos.io.Command;

/** What a QEMU says on its monitor from its start to its end. */
final class FakeQemu {

  private static final String PATH = "socket,id=tk-monitor,path=";

  private FakeQemu() {}

  static void connect(Command command, String shutdownReason) {
    Path socket =
        command.arguments().stream()
            .filter(argument -> argument.startsWith(PATH))
            .map(argument -> Path.of(argument.substring(PATH.length())))
            .findFirst()
            .orElseThrow();
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Writer out = Channels.newWriter(channel, StandardCharsets.UTF_8);
        BufferedReader in =
            new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
      out.write("{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}\r\n");
      out.flush();
      in.readLine();
      out.write("{\"return\": {}}\r\n");
      out.write(
          "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \""
              + shutdownReason
              + "\"}}\r\n");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
