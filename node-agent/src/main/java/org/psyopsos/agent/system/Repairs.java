package org.psyopsos.agent.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.failure.HarmlessText;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;

/**
 * What the agent found broken on its node and mended, for {@code status}: a disk that needs this
 * again and again is about to fail.
 */
public final class Repairs {

  private static final String FILE = "repairs.json";
  private static final int KEPT = 20;

  private final Host host;
  private final CacheFile file;

  public Repairs(Host host) {
    this.host = host;
    this.file = new CacheFile(host.paths().cache().resolve(FILE));
  }

  /**
   * One repair.
   *
   * @param at when
   * @param what for people
   */
  public record Repair(Instant at, String what) {

    public void write(ObjectNode json) {
      json.put("at", at.toString()).put("what", what);
    }

    private static Repair read(JsonFields json) {
      return new Repair(json.instant("at"), json.text("what"));
    }
  }

  /**
   * Repairs, as far as they are remembered.
   *
   * @param total how many there were
   * @param last the newest of them, oldest first
   */
  public record History(long total, List<Repair> last) {

    public static final History NONE = new History(0, List.of());

    public History {
      last = List.copyOf(last.subList(Math.max(0, last.size() - KEPT), last.size()));
    }

    private History with(Repair repair) {
      List<Repair> more = new ArrayList<>(last);
      more.add(repair);
      return new History(total + 1, more);
    }

    private static History read(JsonFields json) {
      return new History(
          json.number("total", 0, Long.MAX_VALUE - 1), json.objects("last", Repair::read));
    }
  }

  public History history() {
    return file.read(History::read).orElse(History.NONE);
  }

  /** Remembers one; where that is impossible the repair counts all the same. */
  public void remember(String what) {
    Repair repair = new Repair(host.clock().instant(), HarmlessText.of(what));
    History history = history().with(repair);
    ObjectNode json = Json.object().put("total", history.total());
    ArrayNode last = json.putArray("last");
    history.last().forEach(one -> one.write(last.addObject()));
    try {
      file.write(json);
    } catch (IOException e) {
      return; // A full cache must not stop what is being mended from being mended.
    }
  }
}
