package org.psyopsos.agent.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.psyopsos.agent.system.NodePaths;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.io.BoundedFiles;

/** Whether there is a network: a default route, or a host that answers. */
final class NetworkCheck {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int LONGEST = 1 << 20;

  /** RTF_UP and RTF_REJECT of the kernel's route.h. */
  private static final int UP = 0x1;

  private static final int REJECT = 0x200;

  private NetworkCheck() {}

  /** Whether the kernel has a way to everywhere; where it tells no routes there is no network. */
  static Finding route(NodePaths paths) {
    String ipv4 = text(paths.routes());
    String ipv6 = text(paths.ipv6Routes());
    if (ipv4.isEmpty() && ipv6.isEmpty()) {
      return Finding.notChecked("the kernel tells no routes");
    }
    boolean found =
        rows(ipv4).anyMatch(NetworkCheck::isIpv4Default)
            || rows(ipv6).anyMatch(NetworkCheck::isIpv6Default);
    return new Finding(found, found ? "there is a default route" : "there is no default route");
  }

  /** Whether a host can be reached; one that refuses the connection can. */
  static Finding host(InetSocketAddress address) {
    String shown = HarmlessText.of(address.getHostString() + ":" + address.getPort());
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()),
          (int) TIMEOUT.toMillis());
      return new Finding(true, shown + " can be reached");
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("refused")
          ? new Finding(true, shown + " can be reached, and refuses")
          : unreachable(shown, e);
    } catch (IOException e) {
      return unreachable(shown, e);
    }
  }

  private static Finding unreachable(String shown, IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new Finding(false, shown + " cannot be reached: " + HarmlessText.of(why));
  }

  /** Interface, destination, gateway, flags, three counters, mask; numbers in hex. */
  private static boolean isIpv4Default(String[] row) {
    return row.length > 7 && isZero(row[1]) && isZero(row[7]) && isOpen(row[3]);
  }

  /** Destination and its prefix, source and its, gateway, three counters, flags, interface. */
  private static boolean isIpv6Default(String[] row) {
    return row.length > 9 && isZero(row[0]) && isZero(row[1]) && isOpen(row[8]);
  }

  private static boolean isZero(String hex) {
    return hex.matches("0+");
  }

  private static boolean isOpen(String flags) {
    return flags.matches("[0-9A-Fa-f]{1,8}")
        && (Integer.parseUnsignedInt(flags, 16) & (UP | REJECT)) == UP;
  }

  private static Stream<String[]> rows(String table) {
    return table.lines().map(line -> line.strip().split("\\s+", -1));
  }

  private static String text(Path file) {
    try {
      return new String(BoundedFiles.read(file, LONGEST), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }
}
