package org.psyopsos.agent.attack;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A clock that somebody turns: each look at it finds the next reading, and at last the same. */
final class SteppingClock extends Clock {

  private final Deque<Instant> readings;

  SteppingClock(List<Instant> readings) {
    this.readings = new ArrayDeque<>(readings);
  }

  @Override
  public Instant instant() {
    return readings.size() > 1 ? readings.remove() : readings.element();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("nobody asks for another zone");
  }
}
