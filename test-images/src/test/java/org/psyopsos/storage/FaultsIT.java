package org.psyopsos.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.psyopsos.crash.WriteLog;
import org.psyopsos.io.CommandResult;
import org.psyopsos.scenario.Programs;
import org.psyopsos.storage.Fault.Refusal;
import org.psyopsos.storage.Fault.Request;
import org.psyopsos.vm.Thorough;

/**
 * The medium refuses a write or a flush of the packaged agent: it says so, the node boots as
 * before, and the next attempt on a sound medium succeeds.
 */
@Order(1)
final class FaultsIT {

  private static final int THREADS = 2;
  private static final double NANOS = 1e9;

  /** One in so many is reported at least; of the others the file system's journal makes good. */
  private static final int FEWEST_MET = 4;

  /** A request that can be written by half. */
  private static final int SECTORS_OF_TWO_PIECES = 16;

  private Card card;

  @BeforeEach
  void start() {
    card = Card.get();
  }

  @Test
  void ofAnInstallation() throws Exception {
    WriteLog writes = record("faults-slot").writes(card);
    int requests = writes.requests().size();
    int flushes = writes.epochs().size() - 1;
    List<Fault> faults = new ArrayList<>();
    faults.addAll(some(3, requests, n -> Fault.once(Request.WRITE, n, Refusal.EIO)));
    faults.addAll(some(1, requests, n -> Fault.once(Request.WRITE, n, Refusal.ENOSPC)));
    faults.addAll(some(1, requests, n -> Fault.from(Request.WRITE, n, Refusal.EIO)));
    faults.addAll(some(3, flushes, n -> Fault.once(Request.FLUSH, n, Refusal.EIO)));
    List<Integer> middles = middles(writes);
    faults.addAll(
        some(2, middles.size(), n -> Fault.once(Request.PART, middles.get(n - 1), Refusal.EIO)));
    assertThat(requests).isGreaterThan(40);
    meet("installation", new SlotTarget(card), faults);
  }

  @Test
  void ofAnUpdateOfTheEfiPartition() throws Exception {
    Recording recording = record("faults-efi", "--target", "efisys", "--loader");
    WriteLog writes = recording.writes(card);
    int requests = writes.requests().size();
    List<Fault> faults = new ArrayList<>();
    faults.addAll(some(4, requests, n -> Fault.once(Request.WRITE, n, Refusal.EIO)));
    faults.addAll(some(2, requests, n -> Fault.from(Request.WRITE, n, Refusal.ENOSPC)));
    faults.addAll(
        some(2, writes.epochs().size() - 1, n -> Fault.once(Request.FLUSH, n, Refusal.EIO)));
    List<Integer> middles = middles(writes);
    faults.addAll(
        some(2, middles.size(), n -> Fault.once(Request.PART, middles.get(n - 1), Refusal.EIO)));
    assertThat(requests).isGreaterThan(40);
    Path look = recording.log().resolveSibling("look");
    meet("update of the EFI partition", EfiTarget.of(card, recording, look), faults);
  }

  private void meet(String name, Target target, List<Fault> faults) {
    long begin = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<CompletableFuture<FaultyUpdate.Result>> runs =
          faults.stream()
              .map(fault -> CompletableFuture.supplyAsync(() -> update(target, fault), threads))
              .toList();
      List<FaultyUpdate.Result> results = runs.stream().map(CompletableFuture::join).toList();
      long refused = results.stream().filter(FaultyUpdate.Result::refused).count();
      System.out.printf(
          "%s: %d faults, %d of them reported, the others did not matter; %.1f s%n",
          name, faults.size(), refused, (System.nanoTime() - begin) / NANOS);
      assertThat(results.stream().flatMap(result -> result.complaints().stream())).isEmpty();
      assertThat(refused).as("some were met").isGreaterThanOrEqualTo(faults.size() / FEWEST_MET);
    } finally {
      threads.shutdownNow();
    }
  }

  private FaultyUpdate.Result update(Target target, Fault fault) {
    try {
      String options = String.join("", target.options());
      String name = "faults" + options + "/" + fault.toString().replace(' ', '-');
      Path directory = card.emptyDirectory(name);
      FaultyUpdate.Result result = FaultyUpdate.of(card, target, fault, directory);
      if (result.complaints().isEmpty()) {
        Programs.run("rm", "-rf", directory.toString());
      }
      return result;
    } catch (IOException e) {
      return new FaultyUpdate.Result(false, List.of(fault + ": " + e));
    }
  }

  private Recording record(String name, String... options) throws IOException {
    Path disk = card.copyTo(card.emptyDirectory(name).resolve("disk.img"));
    try (Agent agent = Agent.in(disk.getParent(), card)) {
      return Recording.of(disk, agent.namespace(), seen -> succeed(agent.apply(seen, options)));
    }
  }

  private static void succeed(CommandResult result) {
    assertThat(result.exitStatus()).as(result.errors()).isZero();
  }

  private static List<Integer> middles(WriteLog writes) {
    return writes.requests().stream()
        .filter(request -> request.sectors() >= SECTORS_OF_TWO_PIECES)
        .map(WriteLog.Write::middle)
        .distinct()
        .toList();
  }

  /** At all of 1 to {@code last} where everything is wanted, or at so many of them. */
  private static List<Fault> some(int count, int last, IntFunction<Fault> fault) {
    int step = Thorough.isOn() ? 1 : Math.max(1, last / count);
    Stream<Fault> all = IntStream.rangeClosed(1, last).filter(n -> n % step == 0).mapToObj(fault);
    return all.toList();
  }
}
