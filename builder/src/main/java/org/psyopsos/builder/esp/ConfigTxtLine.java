package org.psyopsos.builder.esp;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * A line that a site adds to {@code config.txt}.
 *
 * @param text without what ends it
 * @param file that it stands in
 */
record ConfigTxtLine(String text, Path file) {

  /** The firmware leaves out what goes beyond, without a word. */
  private static final int LONGEST = 98;

  /** With less the firmware takes its smallest form. */
  private static final int LEAST_MEGABYTES = 32;

  /**
   * What only the release may say: which files the firmware loads and where, and what U-Boot needs.
   * Some take their value after a blank.
   */
  private static final Pattern OURS =
      key(
          "kernel|kernel_address|kernel_old|os_prefix|arm_64bit|armstub|upstream_kernel"
              + "|start_x|start_debug|start_file|fixup_file"
              + "|initramfs|ramfsfile|ramfsaddr|boot_ramdisk"
              + "|device_tree|device_tree_address|device_tree_end|enable_uart|include");

  private static final Pattern MEMORY = key("gpu_mem|gpu_mem_256|gpu_mem_512|gpu_mem_1024");

  /** No leading zero: that may be a number to the base of eight. */
  private static final Pattern MEGABYTES = Pattern.compile("\\s*=\\s*([1-9][0-9]{0,8})\\s*");

  private static Pattern key(String names) {
    return Pattern.compile("\\s*(" + names + ")(?=[\\s=]|$)", Pattern.CASE_INSENSITIVE);
  }

  /**
   * Lets pass what the firmware reads as a whole and what leaves U-Boot where it is.
   *
   * @throws BadInput that shows the line
   */
  void require() {
    if (text.length() > LONGEST) {
      throw refused(
          Problem.of("a line is too long for config.txt")
              .expected("at most " + LONGEST + " characters")
              .hint("the firmware leaves out what goes beyond"));
    }
    Matcher ours = OURS.matcher(text);
    if (ours.lookingAt()) {
      throw refused(
          Problem.of("a line of config.txt may keep U-Boot from starting")
              .expected("no " + ours.group(1) + ": the release says what the firmware loads")
              .hint("take the line out of the file that rpi.config in tk.toml names"));
    }
    Matcher memory = MEMORY.matcher(text);
    if (memory.lookingAt() && !isEnough(text.substring(memory.end()))) {
      throw refused(
          Problem.of(
                  "with less memory the firmware loads start_cd.elf or start4cd.elf, which the"
                      + " release does not hold")
              .expected(memory.group(1) + " of at least " + LEAST_MEGABYTES)
              .hint("give the firmware more in the file that rpi.config in tk.toml names"));
    }
  }

  private static boolean isEnough(String value) {
    Matcher megabytes = MEGABYTES.matcher(value);
    return megabytes.matches() && Integer.parseInt(megabytes.group(1)) >= LEAST_MEGABYTES;
  }

  private BadInput refused(Problem problem) {
    return new BadInput(problem.at(file).found("'" + text + "'"));
  }
}
