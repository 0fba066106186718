package org.psyopsos.agent.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.psyopsos.agent.fetch.FetchConnection;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.source.HttpObjects;
import org.psyopsos.agent.source.Route;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/**
 * A node's life in a few seconds. The build has Java list the classes that it loads meanwhile:
 * those are what the archive of classes on a node holds (docs/adr/0077).
 */
public final class Rehearsal {

  private final Path directory;
  private final TestRepository repository = new TestRepository();

  private Rehearsal(Path directory) {
    this.directory = directory;
  }

  /** Plays it below the directory that is the one argument. */
  public static void main(String[] arguments) throws IOException {
    Path parent = Files.createDirectories(Path.of(arguments[0]));
    new Rehearsal(Files.createTempDirectory(parent, "node")).play();
    System.exit(0); // OkHttp's threads would linger.
  }

  private void play() throws IOException {
    FakeNode node =
        new FakeNode(directory, repository, TestRelease.of(repository, "20261121-100000"));
    node.healthCheck("10-fine", "#!/bin/sh\necho fine\n");
    try (TestDeaddrop deaddrop = new TestDeaddrop()) {
      deaddrop.publish(repository, TestRelease.of(repository, "20261121-110000"), 2);
      node.configure(deaddrop.url(), "textfile = \"" + directory.resolve("agent.prom") + "\"");
      expect(0, node, "status");
      expect(0, node, "check");
      node.fetched();
      expect(0, node, "run");
      node.boot();
      node.journal(true);
      expect(0, node, "commit");
      expect(0, node, "why");
      expect(0, node, "status", "--json");
      expect(3, node, "check");
      expect(0, node, "run");
      beginTls(deaddrop.port());
    }
    expect(5, node, "check");
    connectAsUnderSystemd(directory.resolve("socket"));
  }

  /** As far as it goes with a server that does not speak it. */
  private static void beginTls(int port) {
    URI address = URI.create("https://127.0.0.1:" + port + "/");
    try {
      new HttpObjects(Route.to(address), HttpLimits.DEFAULT).ask("latest", 1, Optional.empty());
      throw new IllegalStateException("that server speaks no TLS: " + address);
    } catch (Unreachable e) {
      return;
    }
  }

  private static void connectAsUnderSystemd(Path socket) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      FetchConnection.to(socket);
    }
  }

  private static void expect(int exitCode, FakeNode node, String... arguments) {
    FakeNode.Ended ended = node.run(arguments);
    if (ended.exitCode() != exitCode) {
      throw new IllegalStateException(
          Arrays.toString(arguments) + " ended with " + ended.exitCode() + ": " + ended.err());
    }
  }
}
