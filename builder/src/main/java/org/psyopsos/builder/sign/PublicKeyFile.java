package org.psyopsos.builder.sign;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.signature.MinisignPublicKey;

/** minisign's public key files. */
public final class PublicKeyFile {

  private PublicKeyFile() {}

  /**
   * Reads a key.
   *
   * @throws BadInput where the file holds no public key
   */
  public static MinisignPublicKey read(Path file) throws IOException {
    try {
      return MinisignPublicKey.ofText(Files.readString(file));
    } catch (BadInput e) {
      throw new BadInput(
          e.problem().at(file).hint("name a .pub file, as tk keygen and minisign -G make"), e);
    } catch (MalformedInputException e) {
      throw new BadInput(
          Problem.of("not a minisign public key").at(file).expected("a text file"), e);
    }
  }
}
