package org.psyopsos.agent.health;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Room on the root file system, and where the agent keeps its cache. */
final class DiskCheck {

  private static final long MEBIBYTE = 1 << 20;

  private DiskCheck() {}

  /** The first of these places that has too little room; one that is read-only needs none. */
  static Finding look(List<Path> places, int minMebibytes) {
    StringBuilder told = new StringBuilder();
    for (Path place : places) {
      try {
        FileStore store = Files.getFileStore(place);
        long free = store.getUsableSpace() / MEBIBYTE;
        if (!store.isReadOnly() && free < minMebibytes) {
          return new Finding(
              false,
              "expected at least " + minMebibytes + " MiB free on " + place + ", found " + free);
        }
        told.append(told.isEmpty() ? "" : ", ").append(free).append(" MiB free on ").append(place);
      } catch (IOException e) {
        return Finding.notChecked(place + ": " + e.getMessage());
      }
    }
    return new Finding(true, told.toString());
  }
}
