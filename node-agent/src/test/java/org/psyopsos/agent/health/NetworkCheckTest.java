package org.psyopsos.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.system.NodePaths;

/** The tables are a kernel's. */
class NetworkCheckTest {

  private static final String HEAD =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT \n";
  private static final String LOCAL =
      "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0 \n";
  private static final String DEFAULT =
      "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0 \n";
  private static final String IPV6_LOCAL =
      "fe800000000000000000000000000000 40 00000000000000000000000000000000 00"
          + " 00000000000000000000000000000000 00000100 00000002 00000000 00000001     eth0\n";
  private static final String IPV6_DEFAULT =
      "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
          + " fd000000000000000000000000000001 00000400 00000003 00000000 00000003     eth0\n";
  private static final String IPV6_REJECT =
      "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
          + " 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n";

  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
  private final NodePaths paths = new NodePaths(memory.getPath("/"));

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  @Test
  void aDefaultRouteOfEitherKindIsANetwork() throws IOException {
    assertThat(route(HEAD + LOCAL + DEFAULT, IPV6_LOCAL + IPV6_REJECT).healthy()).isTrue();
    assertThat(route(HEAD + LOCAL, IPV6_REJECT + IPV6_DEFAULT).healthy()).isTrue();
  }

  @Test
  void routesToSomeAndTheRouteThatRejectsAreNone() throws IOException {
    Finding found = route(HEAD + LOCAL, IPV6_LOCAL + IPV6_REJECT);
    assertThat(found.healthy()).isFalse();
    assertThat(found.told()).isEqualTo("there is no default route");
    assertThat(route(HEAD, "").healthy()).isFalse();
  }

  @Test
  void withoutTablesNothingIsSaid() {
    Finding found = NetworkCheck.route(paths);
    assertThat(found.healthy()).isTrue();
    assertThat(found.told()).startsWith("not checked: ");
  }

  @Test
  void aHostThatListensOrRefusesCanBeReached() throws IOException {
    InetSocketAddress address;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = InetSocketAddress.createUnresolved("127.0.0.1", server.getLocalPort());
      assertThat(NetworkCheck.host(address)).isEqualTo(reached(address, " can be reached"));
    }
    assertThat(NetworkCheck.host(address))
        .isEqualTo(reached(address, " can be reached, and refuses"));
  }

  @Test
  void aHostWithoutAnAddressCannotBeReached() {
    Finding found = NetworkCheck.host(InetSocketAddress.createUnresolved("nowhere.invalid", 53));
    assertThat(found.healthy()).isFalse();
    assertThat(found.told()).startsWith("nowhere.invalid:53 cannot be reached: ");
  }

  private static Finding reached(InetSocketAddress address, String how) {
    return new Finding(true, "127.0.0.1:" + address.getPort() + how);
  }

  private Finding route(String ipv4, String ipv6) throws IOException {
    Path directory = paths.routes().getParent();
    Files.createDirectories(directory);
    Files.writeString(paths.routes(), ipv4);
    Files.writeString(paths.ipv6Routes(), ipv6);
    return NetworkCheck.route(paths);
  }
}
