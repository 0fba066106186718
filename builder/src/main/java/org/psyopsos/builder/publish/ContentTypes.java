package org.psyopsos.builder.publish;

/** What a web server should say that an object is. */
final class ContentTypes {

  private ContentTypes() {}

  static String of(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return switch (extension) {
      case "html" -> "text/html; charset=utf-8";
      case "json" -> "application/json";
      case "minisig", "pub" -> "text/plain; charset=utf-8";
      case "tar" -> "application/x-tar";
      default ->
          name.endsWith("/latest") ? "text/plain; charset=utf-8" : "application/octet-stream";
    };
  }
}
