package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.builder.sign.ScryptLimits;
import org.psyopsos.builder.sign.SecretKeyFile;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tk keygen}: a key pair, and the trust root that nodes carry. */
@Command(
    name = "keygen",
    description = "Makes a key pair and a trust root; never over ones that are there.")
final class KeygenCommand implements Callable<Integer> {

  private final Tk tk;

  @Option(
      names = {"-W", "--no-password"},
      description = "Leave the secret key unprotected, for machines that sign by themselves.")
  private boolean noPassword;

  @Mixin private PasswordOptions passwords = new PasswordOptions();

  KeygenCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    TkSettings settings = tk.settings();
    KeyDirectory keys = new KeyDirectory(settings.keys());
    keys.requireEmpty();
    MinisignSecretKey key = MinisignSecretKey.generate(tk.caller().random());
    List<Path> made = keys.create(key, secretKeyText(key), settings.repo());
    tk.print(new Report(lines(key, keys, made), json(key, made)));
    return ExitCode.OK.code();
  }

  private String secretKeyText(MinisignSecretKey key) {
    if (noPassword) {
      return SecretKeyFile.write(key);
    }
    String password = passwords.newPassword(tk.caller()).password("Password of the new key");
    if (password.isEmpty()) {
      throw new BadInput(
          Problem.of("an empty password").hint("for a key without one give --no-password"));
    }
    return SecretKeyFile.write(key, password, ScryptLimits.SENSITIVE, tk.caller().random());
  }

  private static List<String> lines(MinisignSecretKey key, KeyDirectory keys, List<Path> made) {
    List<String> lines = new ArrayList<>();
    made.forEach(file -> lines.add("wrote " + file));
    lines.add("key " + key.id() + ", public key " + key.publicKey().base64());
    lines.add("keep a copy of " + keys.secretKey() + ": without it nodes can never be updated");
    return lines;
  }

  private static ObjectNode json(MinisignSecretKey key, List<Path> made) {
    ObjectNode json = Json.object();
    json.put("keyId", key.id().hex()).put("publicKey", key.publicKey().base64());
    ArrayNode files = json.putArray("files");
    made.forEach(file -> files.add(file.toString()));
    return json;
  }
}
