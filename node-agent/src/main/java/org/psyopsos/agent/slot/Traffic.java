package org.psyopsos.agent.slot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.psyopsos.json.JsonFields;
import org.psyopsos.release.SlotAssembly;

/**
 * What an update cost the network and the medium, in bytes.
 *
 * @param fetched that came from the source
 * @param reused that this node already held elsewhere
 * @param written to the partition
 * @param skipped that lay there already
 */
public record Traffic(long fetched, long reused, long written, long skipped) {

  public static final Traffic NONE = new Traffic(0, 0, 0, 0);

  /** What a partition has taken. */
  public static Traffic of(SlotAssembly.Counts counts) {
    return new Traffic(counts.fetched(), counts.reused(), counts.written(), counts.there());
  }

  /** The same for people. */
  public String message() {
    return "fetched %d, reused %d, written %d, skipped %d bytes"
        .formatted(fetched, reused, written, skipped);
  }

  public Traffic plus(Traffic other) {
    return new Traffic(
        fetched + other.fetched,
        reused + other.reused,
        written + other.written,
        skipped + other.skipped);
  }

  /** How documents hold it. */
  public void write(ObjectNode json) {
    json.put("fetched", fetched)
        .put("reused", reused)
        .put("written", written)
        .put("skipped", skipped);
  }

  /** Reads what {@link #write} wrote. */
  public static Traffic read(JsonFields json) {
    return new Traffic(
        bytes(json, "fetched"),
        bytes(json, "reused"),
        bytes(json, "written"),
        bytes(json, "skipped"));
  }

  /** So that sums of them stay numbers. */
  private static long bytes(JsonFields json, String name) {
    return json.number(name, 0, 1L << 60);
  }
}
