package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.builder.trust.RootDirectory;
import org.psyopsos.builder.trust.RootProposal;
import org.psyopsos.builder.trust.RootProposalCodec;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.DurableFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What becomes of a new root: it is signed at once, as far as keys were named. */
final class ProposalOptions {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Where an unfinished root goes (default: root-N.proposal.json in the keys directory).")
  private Optional<Path> output = Optional.empty();

  @Mixin private SigningKeys keys = new SigningKeys();

  /** Signs, and installs what is complete or writes what is to travel; says which. */
  void finish(Tk tk, Function<Path, RootProposal> unsigned, int version) throws IOException {
    KeyDirectory directory = new KeyDirectory(tk.settings().keys());
    Path file =
        tk.resolve(output).orElseGet(() -> directory.object("root-" + version + ".proposal.json"));
    requireAbsent(file);
    RootProposal proposal = unsigned.apply(file);
    for (MinisignSecretKey key : keys.open(tk)) {
      proposal = proposal.signedBy(key);
    }
    ProposalReport report = new ProposalReport(proposal);
    if (proposal.isComplete()) {
      report.installed(new RootDirectory(directory).install(proposal.link()));
    } else {
      Files.createDirectories(file.resolveSibling(""));
      DurableFiles.write(file, RootProposalCodec.write(proposal));
      report.written(file);
    }
    tk.print(report.report());
  }

  private static void requireAbsent(Path file) {
    if (Files.exists(file)) {
      throw new BadInput(
          Problem.of("an unfinished root is never overwritten: somebody may have signed it")
              .at(file)
              .hint("go on with 'tk trust sign', or delete it to start again"));
    }
  }
}
