package org.psyopsos.agent.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** A {@link PrintStream} that does not keep it to itself where nobody reads it any more. */
final class CheckedOutput extends OutputStream {

  private final PrintStream out;

  CheckedOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void write(int one) throws IOException {
    out.write(one);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    out.write(bytes, offset, count);
    check();
  }

  @Override
  public void flush() throws IOException {
    check();
  }

  /** Flushes, too. */
  private void check() throws IOException {
    if (out.checkError()) {
      throw new IOException("nobody reads this any more");
    }
  }
}
