package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.builder.sign.SecretKeyFile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which secret key signs. */
final class KeyOptions {

  @Option(
      names = {"-s", "--key"},
      paramLabel = "FILE",
      description = "Secret key file (default: release.key in the keys directory of tk.toml).")
  private Optional<Path> key = Optional.empty();

  @Mixin private PasswordOptions passwords = new PasswordOptions();

  /** Opens the key; asks for its password when it has one. */
  MinisignSecretKey open(Tk tk) throws IOException {
    Path file = tk.resolve(key).orElseGet(() -> new KeyDirectory(tk.settings().keys()).secretKey());
    return SecretKeyFile.open(file, passwords.source(tk.caller()));
  }
}
