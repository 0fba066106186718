package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.deaddrop.Hardware;
import org.psyopsos.failure.BadInput;

/** What the machine's firmware says that it is. */
public final class HardwareModel {

  private static final int LONGEST = 4096;

  private HardwareModel() {}

  /** The id of the model; none where the firmware says nothing that is one. */
  public static Optional<String> of(NodePaths paths) {
    try {
      return text(paths.deviceTreeModels())
          .map(models -> Hardware.require(models.split("\0", 2)[0]))
          .or(() -> ofPc(paths.firmwareTables()));
    } catch (BadInput e) {
      return Optional.empty();
    }
  }

  private static Optional<String> ofPc(Path tables) {
    return text(tables.resolve("sys_vendor"))
        .flatMap(
            vendor ->
                text(tables.resolve("product_name")).map(product -> Hardware.of(vendor, product)));
  }

  private static Optional<String> text(Path file) {
    try (var in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
