package org.psyopsos.agent.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A real HTTP proxy on this machine: requests for whole addresses, and tunnels. Whatever host is
 * asked for, it leads to one port here, so that only the proxy knows the way.
 */
public final class TestProxy implements AutoCloseable {

  private static final List<String> REFUSAL =
      List.of(
          "HTTP/1.1 407 Proxy Authentication Required",
          "Proxy-Authenticate: Basic realm=\"proxy\"",
          "Content-Length: 0");

  private final TestListener listener;
  private final int port;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile Optional<String> password = Optional.empty();

  /**
   * A proxy.
   *
   * @param port on this machine that everything leads to
   */
  public TestProxy(int port) throws IOException {
    this.port = port;
    this.listener = new TestListener(this::serve);
  }

  /** Its address, without a slash at the end. */
  public String url() {
    return listener.url();
  }

  /** The same with this name and password. */
  public String url(String nameAndPassword) {
    return url().replace("http://", "http://" + nameAndPassword + "@");
  }

  /** From now on it wants them. */
  public void require(String nameAndPassword) {
    byte[] bytes = nameAndPassword.getBytes(StandardCharsets.UTF_8);
    password = Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  /** The first lines of what was asked of it. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    listener.close();
  }

  private void serve(Socket client) throws IOException {
    InputStream in = new BufferedInputStream(client.getInputStream());
    for (List<String> head = head(in); !head.isEmpty(); head = head(in)) {
      requests.add(head.get(0));
      if (isAllowed(head)) {
        tunnelOrForward(head, in, client);
        return;
      }
      write(client.getOutputStream(), String.join("\r\n", REFUSAL) + "\r\n\r\n");
    }
  }

  private void tunnelOrForward(List<String> head, InputStream in, Socket client)
      throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      if (head.get(0).startsWith("CONNECT ")) {
        write(client.getOutputStream(), "HTTP/1.1 200 Connection established\r\n\r\n");
      } else {
        write(server.getOutputStream(), forwarded(head));
      }
      TestListener.start(() -> copy(in, server));
      server.getInputStream().transferTo(client.getOutputStream());
    }
  }

  /** The request as the server wants it: a path, and an end after the answer. */
  private static String forwarded(List<String> head) {
    StringBuilder text = new StringBuilder();
    text.append(head.get(0).replaceFirst(" http://[^/]*", " ")).append("\r\n");
    head.stream()
        .skip(1)
        .filter(line -> !line.regionMatches(true, 0, "Proxy-", 0, 6))
        .filter(line -> !line.regionMatches(true, 0, "Connection:", 0, 11))
        .forEach(line -> text.append(line).append("\r\n"));
    return text.append("Connection: close\r\n\r\n").toString();
  }

  private boolean isAllowed(List<String> head) {
    return password.isEmpty() || head.contains("Proxy-Authorization: " + password.get());
  }

  /** The lines up to an empty one; none where the client has hung up. */
  private static List<String> head(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        String text = line.toString().strip();
        if (text.isEmpty()) {
          return lines;
        }
        lines.add(text);
        line.setLength(0);
      } else {
        line.append((char) c);
      }
    }
    return List.of();
  }

  private static void copy(InputStream in, Socket to) {
    try {
      in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      return; // One of the two has hung up.
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
