package org.psyopsos.manifest;

import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * Arguments for the kernel, harmless in a GRUB script.
 *
 * @param value at most 512 printable ASCII characters, without quote, backslash, {@code $}, {@code
 *     ;}, {@code #}, brace, angle bracket, {@code &}, pipe or newline
 */
public record KernelArguments(String value) {

  /** The longest arguments that fit an environment block with room to spare. */
  public static final int MAX_LENGTH = 512;

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9 ._,:=/@%+*~^!?()\\[\\]-]*");

  public KernelArguments {
    if (value.length() > MAX_LENGTH || !HARMLESS.matcher(value).matches()) {
      throw new BadInput(
          Problem.of("kernel arguments that a boot loader may misread")
              .expected("at most 512 of A-Z a-z 0-9 space . _ , : = / @ % + * ~ ^ ! ? ( ) [ ] -")
              .found("'" + value + "'"));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
