package org.psyopsos.agent.metrics;

/**
 * Text in the format that Prometheus scrapes. Source: prometheus.io, exposition formats, version
 * 0.0.4.
 */
final class Exposition {

  private final StringBuilder text = new StringBuilder();
  private String family = "";

  /** Begins a value that goes up and down; its samples follow. */
  Exposition gauge(String name, String help) {
    return begin(name, help, "gauge");
  }

  /** Begins a value that only grows. */
  Exposition counter(String name, String help) {
    return begin(name, help, "counter");
  }

  /**
   * A sample of the family that was begun.
   *
   * @param labels a name and a value in turn
   */
  Exposition sample(long value, String... labels) {
    text.append(family);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      text.append(escaped(labels[i + 1])).append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    return this;
  }

  Exposition sample(boolean value, String... labels) {
    return sample(value ? 1 : 0, labels);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private Exposition begin(String name, String help, String type) {
    family = name;
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
