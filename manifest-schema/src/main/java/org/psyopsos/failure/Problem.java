package org.psyopsos.failure;

import java.util.Objects;

/**
 * What is wrong, told so that a person can act: what, where, expected, found, and a hint.
 *
 * @param what one sentence without a full stop, such as {@code "the kernel is empty"}
 * @param where a path, URL, slot or setting; empty where there is no such place
 * @param expected what should have been there; empty where it goes without saying
 * @param found what was there instead; empty where it goes without saying
 * @param hint what to do next; empty where nothing can be done
 */
public record Problem(String what, String where, String expected, String found, String hint) {

  public Problem {
    Objects.requireNonNull(what);
    Objects.requireNonNull(where);
    Objects.requireNonNull(expected);
    Objects.requireNonNull(found);
    Objects.requireNonNull(hint);
  }

  public static Problem of(String what) {
    return new Problem(what, "", "", "", "");
  }

  public Problem at(Object place) {
    return new Problem(what, String.valueOf(place), expected, found, hint);
  }

  /** The same, found while reading {@code outer}: the place that it has so far lies in there. */
  public Problem within(Object outer) {
    return at(where.isEmpty() ? outer : outer + ": " + where);
  }

  public Problem expected(Object value) {
    return new Problem(what, where, String.valueOf(value), found, hint);
  }

  public Problem found(Object value) {
    return new Problem(what, where, expected, String.valueOf(value), hint);
  }

  public Problem hint(String advice) {
    return new Problem(what, where, expected, found, advice);
  }

  /** Everything but the hint, on one line. */
  public String message() {
    StringBuilder line = new StringBuilder(what);
    if (!where.isEmpty()) {
      line.append(": ").append(where);
    }
    if (!expected.isEmpty()) {
      line.append("; expected ").append(expected);
    }
    if (!found.isEmpty()) {
      line.append(expected.isEmpty() ? "; found " : ", found ").append(found);
    }
    return line.toString();
  }
}
