package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.builder.sign.SecretKeyFile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which secret keys sign, where several people may. */
final class SigningKeys {

  @Option(
      names = {"-s", "--key"},
      paramLabel = "FILE",
      description = "Secret key file; may be given several times.")
  private List<Path> keys = List.of();

  @Mixin private PasswordOptions passwords = new PasswordOptions();

  /** Opens the keys that were named; asks for the password of each that has one. */
  List<MinisignSecretKey> open(Tk tk) throws IOException {
    return open(tk, List.of());
  }

  /** The same, and {@code otherwise} where none was named. */
  List<MinisignSecretKey> open(Tk tk, List<Path> otherwise) throws IOException {
    List<MinisignSecretKey> opened = new ArrayList<>();
    for (Path file : keys.isEmpty() ? otherwise : keys) {
      opened.add(SecretKeyFile.open(tk.resolve(file), passwords.source(tk.caller())));
    }
    return opened;
  }
}
