package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.sign.FileSigner;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tk sign}: what {@code minisign -S -H} does. */
@Command(name = "sign", description = "Signs files; minisign -V -H verifies the signatures.")
final class SignCommand implements Callable<Integer> {

  private final Tk tk;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to sign.")
  private List<Path> files = List.of();

  @Option(
      names = "--add",
      description = "Add to the signature of somebody else: FILE.KEYID.minisig.")
  private boolean add;

  @Option(
      names = {"-t", "--comment"},
      paramLabel = "TEXT",
      description = "The trusted comment (default: minisign's, time and file name).")
  private Optional<String> comment = Optional.empty();

  @Mixin private KeyOptions key = new KeyOptions();

  SignCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    List<String> lines = new ArrayList<>();
    ObjectNode json = Json.object();
    ArrayNode written = json.putArray("signatures");
    MinisignSecretKey opened = key.open(tk);
    FileSigner signer = new FileSigner(opened, tk.caller().clock().instant());
    for (Path file : files) {
      Path resolved = tk.resolve(file);
      Path signature = add ? signer.add(resolved, comment) : signer.sign(resolved, comment);
      lines.add("wrote " + signature);
      written.add(signature.toString());
    }
    tk.print(new Report(lines, json.put("keyId", opened.id().hex())));
    return ExitCode.OK.code();
  }
}
