package org.psyopsos.agent.crash;

import java.io.IOException;
import org.psyopsos.agent.door.Change;

/** Something comes in between a process and its disk, at one of the changes that it makes. */
final class Interruption implements SimulatedDisk.Fault {

  private final boolean lasting;
  private int left;

  private Interruption(int left, boolean lasting) {
    this.left = left;
    this.lasting = lasting;
  }

  /** The end of a process, at once: no code of it runs any more. */
  static final class Ended extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** The medium refuses one change. */
  static Interruption error(int changes) {
    return new Interruption(changes, false);
  }

  /**
   * Does something in a node whose process ends after so many changes.
   *
   * @return whether it did end there
   */
  static boolean ends(SimulatedNode node, int changes, Runnable work) {
    Interruption end = new Interruption(changes, true);
    node.disk().failing(end);
    node.node()
        .disk()
        .beforeEach(
            command -> {
              if (end.left < 0) {
                throw new Ended();
              }
            });
    try {
      work.run();
      return false;
    } catch (Ended e) {
      return true;
    } finally {
      node.disk().failing(change -> {});
      node.node().disk().beforeEach(command -> {});
    }
  }

  @Override
  public void before(Change change) throws IOException {
    if (change instanceof Change.Closed || left < -1) {
      if (lasting && left < 0) {
        throw new Ended();
      }
      return;
    }
    left--;
    if (left < 0 && lasting) {
      throw new Ended();
    }
    if (left == -1) {
      throw new IOException("Input/output error");
    }
  }
}
