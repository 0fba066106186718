package org.psyopsos.builder.tools;

/**
 * A package of Debian that a Raspberry Pi boots by. It is not for a PC to install: {@code
 * raspi-firmware} brings hooks that fail there with each new kernel.
 *
 * @param name in Debian
 * @param setting of {@code tk.toml} that says where its files are
 */
public record RaspberryPiPackage(String name, String setting) {

  /** How to get its files onto any machine. */
  public String hint() {
    return "test-images/recipes/boot-files fetches Debian's "
        + name
        + " and installs nothing; "
        + setting
        + " in tk.toml says where it is";
  }
}
