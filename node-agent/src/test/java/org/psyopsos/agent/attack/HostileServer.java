package org.psyopsos.agent.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A web server that serves a deaddrop and says word for word what a {@link Misbehaviour} tells it
 * to. It speaks HTTP by itself: a server library would not send what is wrong.
 */
final class HostileServer implements AutoCloseable {

  private static final String BASE = "/drop/";
  private static final int LONGEST_REQUEST = 16 << 10;

  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<HostileAnswer> answers = new CopyOnWriteArrayList<>();
  private final Map<String, Misbehaviour> misbehaviours = new ConcurrentHashMap<>();
  private volatile Map<String, byte[]> objects = Map.of();

  HostileServer() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** Its address; ends with a slash. */
  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort() + BASE;
  }

  /** From now on these objects are served, honestly. */
  void serve(Map<String, byte[]> deaddrop) {
    objects = Map.copyOf(new TreeMap<>(deaddrop));
    misbehaviours.clear();
    requests.clear();
    answers.clear();
  }

  /** Answers requests for one object in this way. */
  void misbehave(String object, Misbehaviour misbehaviour) {
    misbehaviours.put(object, misbehaviour);
  }

  /** The names that were asked for, in order. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** The most bytes that one answer could send so far. */
  long longestAnswer() {
    return answers.stream().mapToLong(HostileAnswer::sent).max().orElse(0);
  }

  @Override
  public void close() throws IOException {
    end.countDown();
    listening.close();
    threads.shutdownNow();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        threads.execute(() -> converse(socket));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      String head = readHead(socket.getInputStream());
      String name = head.lines().findFirst().orElse("").replaceAll("^GET " + BASE + "| HTTP.*", "");
      requests.add(name);
      byte[] object = objects.get(name);
      HostileAnswer answer =
          new HostileAnswer(
              new HostileAnswer.Request(head, url() + name),
              object == null ? new byte[0] : object,
              socket,
              end);
      answers.add(answer);
      if (object == null) {
        answer.head("404 Not Found", "Content-Length: 0");
      } else {
        misbehaviours.getOrDefault(name, Misbehaviour.NONE).send(answer);
      }
    } catch (IOException e) {
      return; // The client has hung up, as it should on most of what is sent here.
    }
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (head.size() < LONGEST_REQUEST) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
      if (head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        break;
      }
    }
    return head.toString(StandardCharsets.US_ASCII);
  }
}
