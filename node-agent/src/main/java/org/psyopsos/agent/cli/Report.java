package org.psyopsos.agent.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.psyopsos.json.Json;

/** What a command has to say, for a person and for a program. */
final class Report {

  private final List<String> lines;
  private final ObjectNode object;

  Report(List<String> lines, ObjectNode object) {
    this.lines = List.copyOf(lines);
    this.object = object.deepCopy();
  }

  List<String> lines() {
    return lines;
  }

  byte[] json() {
    return Json.write(object);
  }
}
