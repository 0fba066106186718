package org.psyopsos.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a command has to say: lines for a person, an object for a program. */
public final class Report {

  private final List<String> lines;
  private final ObjectNode object;

  public Report(List<String> lines, ObjectNode object) {
    this.lines = List.copyOf(lines);
    this.object = object.deepCopy();
  }

  public List<String> lines() {
    return lines;
  }

  /** The object as a document. */
  public byte[] json() {
    return Json.write(object);
  }
}
