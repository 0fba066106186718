package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.psyopsos.manifest.Names;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tk keygen}: a key pair, and the trust root that nodes carry. */
@Command(
    name = "keygen",
    description = {
      "Makes a key pair and a trust root that lists it; never over ones that are there.",
      "With --name makes a key pair alone, for 'tk trust'."
    })
final class KeygenCommand implements Callable<Integer> {

  private static final String ALL_LOST = "without it nodes can never be updated";
  private static final String LOST = "who loses it has to be replaced with 'tk trust'";

  private final Tk tk;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Make NAME.key and NAME.pub in the keys directory, and no trust root.")
  private Optional<String> name = Optional.empty();

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
    MinisignSecretKey key = MinisignSecretKey.generate(tk.caller().random());
    if (name.isPresent()) {
      makePair(key, keys, Names.require("key", name.get()));
    } else {
      makeAll(key, keys, settings.repo());
    }
    return ExitCode.OK.code();
  }

  private void makePair(MinisignSecretKey key, KeyDirectory keys, String pair) throws IOException {
    keys.requireNoPair(pair);
    report(key, keys.createPair(key, secretKeyText(key), pair), keys.secretKey(pair), LOST);
  }

  private void makeAll(MinisignSecretKey key, KeyDirectory keys, String repo) throws IOException {
    keys.requireEmpty();
    report(key, keys.create(key, secretKeyText(key), repo), keys.secretKey(), ALL_LOST);
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

  private void report(MinisignSecretKey key, List<Path> made, Path secret, String without) {
    List<String> lines = new ArrayList<>();
    made.forEach(file -> lines.add("wrote " + file));
    lines.add("key " + key.id() + ", public key " + key.publicKey().base64());
    lines.add("keep a copy of " + secret + ": " + without);
    tk.print(new Report(lines, json(key, made)));
  }

  private static ObjectNode json(MinisignSecretKey key, List<Path> made) {
    ObjectNode json = Json.object();
    json.put("keyId", key.id().hex()).put("publicKey", key.publicKey().base64());
    ArrayNode files = json.putArray("files");
    made.forEach(file -> files.add(file.toString()));
    return json;
  }
}
