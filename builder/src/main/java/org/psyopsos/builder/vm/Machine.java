package org.psyopsos.builder.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A kind of machine that QEMU emulates. */
public sealed interface Machine permits Pc, RaspberryPi {

  /** The program that emulates it. */
  String program();

  /** What runs its instructions. */
  Accelerator accelerator();

  /** The program and its arguments, for a machine with this disk. */
  List<String> arguments(Drive drive, QemuCommand.Options options);

  /** The same machine; what its firmware stores lasts from one QEMU to the next, in a directory. */
  Machine lasting(Path directory) throws IOException;

  /** Bytes of the smallest disk that it takes and that holds an image of so many. */
  long diskSize(long imageSize);
}
