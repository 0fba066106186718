package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileSystem;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.agent.testing.TestProxy;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** The networks that a node may find itself in: with a log-in page, a proxy, without IPv4. */
class NetworkTest {

  private static final String PAGE =
      "<!DOCTYPE html>\n<html><title>Welcome, guest</title></html>\n";
  private static final String WORD = "canary-6f1e";

  private final FileSystem files =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setAttributeViews("basic", "posix").build());
  private final TestRepository repository = new TestRepository();
  private final TestRelease v2 = TestRelease.of(repository, "20261121-110000");
  private TestDeaddrop deaddrop;
  private TestProxy proxy;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    deaddrop.publish(repository, v2, 2);
    proxy = new TestProxy(deaddrop.port());
    node =
        new FakeNode(
            files.getPath("/node"), repository, TestRelease.of(repository, "20261121-100000"));
    node.configure(deaddrop.url());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    deaddrop.close();
    files.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLogInPageInPlaceOfAnyObjectIsToldAndNothingWasForged(boolean byFetcher) {
    if (byFetcher) {
      node.fetched();
    }
    for (String name : deaddrop.names()) {
      deaddrop.answer(name, NetworkTest::sendPage);
      unreachable(
          "the network answers in place of the deaddrop: " + deaddrop.url() + name,
          "expected the object, found a web page",
          "Open any http:// address in a browser");
      deaddrop.answerAsEver(name);
    }
    assertThat(node.content(Slot.B)).isEmpty();
    assertThat(node.run("apply").exitCode()).isZero();
  }

  @Test
  void aRedirectToALogInPageIsNotFollowed() {
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://portal.example/login");
          exchange.sendResponseHeaders(302, -1);
        });
    unreachable("found a redirect to http://portal.example/login", "log-in page");
  }

  @Test
  void aNetworkThatSaysThatOneMustLogIn() {
    deaddrop.answer(TestDeaddrop.LATEST, exchange -> exchange.sendResponseHeaders(511, -1));
    unreachable("the network answers in place of the deaddrop", "found HTTP 511", "log-in page");
  }

  @Test
  void aPageBesideALargerReleaseIsNoLogInPage() {
    String tarball = DeaddropNames.tarball(v2.manifest());
    deaddrop.answer(
        tarball,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          byte[] object = deaddrop.get(tarball);
          exchange.sendResponseHeaders(200, object.length);
          exchange.getResponseBody().write(object);
        });
    assertThat(node.run("apply").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProxyIsAskedForAHostThatOnlyItKnows(boolean byFetcher) {
    if (byFetcher) {
      node.fetched();
    }
    node.configure("http://deaddrop.invalid/drop/", "proxy = \"" + proxy.url() + "\"");
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(proxy.requests())
        .contains("GET http://deaddrop.invalid/drop/" + TestDeaddrop.LATEST + " HTTP/1.1")
        .allSatisfy(line -> assertThat(line).startsWith("GET http://deaddrop.invalid/drop/"));
    assertThat(node.bootState().trial()).isPresent();
  }

  @Test
  void aProxyThatWantsAPasswordGetsItAndNobodyElseIsTold() {
    proxy.require("attic:" + WORD);
    node.configure("http://deaddrop.invalid/drop/", "proxy = \"" + proxy.url() + "\"");
    node.write(
        "run/psyops/secret/node-agent.toml",
        ("proxy = \"" + proxy.url("attic:" + WORD) + "\"").getBytes(UTF_8));
    Ended ended = node.run("apply", "--debug");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err() + ended.out() + node.run("status").out()).doesNotContain(WORD);
  }

  @Test
  void aProxyThatRefusesThePasswordIsTold() {
    proxy.require("attic:another");
    node.configure(
        "http://deaddrop.invalid/drop/", "proxy = \"" + proxy.url("attic:" + WORD) + "\"");
    Ended ended =
        unreachable("the proxy refuses", "found HTTP 407", "name and password in 'proxy'");
    assertThat(ended.err()).doesNotContain(WORD);
  }

  @Test
  void aProxyThatDoesNotAnswerIsTold() {
    proxy.close();
    node.configure(deaddrop.url(), "proxy = \"" + proxy.url("attic:" + WORD) + "\"");
    Ended ended = unreachable("does not answer", "check the network, and 'deaddrop' and 'proxy'");
    assertThat(ended.err()).doesNotContain(WORD);
    assertThat(deaddrop.requests()).isEmpty();
  }

  @Test
  void whereTheSettingsNameNoneNoProxyIsUsed() {
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", proxy.url().replaceFirst(".*:", ""));
    System.setProperty("http.nonProxyHosts", "");
    try {
      assertThat(node.run("check").exitCode()).isZero();
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
      System.clearProperty("http.nonProxyHosts");
    }
    assertThat(proxy.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeaddropThatOnlyHasAnIpv6Address(boolean byFetcher) throws IOException {
    if (byFetcher) {
      node.fetched();
    }
    byte[] address = new byte[16];
    address[15] = 1;
    InetAddress loopback = InetAddress.getByAddress(address);
    String url;
    try (TestDeaddrop six = new TestDeaddrop(loopback)) {
      six.publish(repository, v2, 2);
      url = "http://[::1]:" + six.port() + "/drop/";
      node.configure(url);
      Ended ended = node.run("apply");
      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(six.requests()).contains(TestDeaddrop.LATEST);
    }
    assertThat(node.run("check").err()).contains("the deaddrop does not answer: " + url);
  }

  private static void sendPage(HttpExchange exchange) throws IOException {
    byte[] page = PAGE.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
  }

  /** Runs {@code apply}; afterwards the node is as before. */
  private Ended unreachable(String... told) {
    Map<String, String> environment = node.environment();
    Map<String, String> running = node.content(Slot.A);
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.UNREACHABLE.code());
    assertThat(ended.err()).contains(told);
    assertThat(node.environment()).isEqualTo(environment);
    assertThat(node.content(Slot.A)).isEqualTo(running);
    assertThat(node.rebootAsked()).isFalse();
    return ended;
  }
}
