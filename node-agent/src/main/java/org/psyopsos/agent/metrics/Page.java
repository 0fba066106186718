package org.psyopsos.agent.metrics;

import java.nio.charset.StandardCharsets;

/**
 * One answer.
 *
 * @param status of HTTP
 * @param type of the body
 * @param body which may be empty of meaning, but not of bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record Page(int status, String type, byte[] body) {

  private static final String TEXT = "text/plain; charset=utf-8";

  static Page text(int status, String text) {
    return new Page(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }
}
