package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.trust.RootDirectory;
import org.psyopsos.builder.trust.RootProposal;
import org.psyopsos.builder.trust.RootProposalCodec;
import org.psyopsos.builder.trust.RootProposalFile;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.io.DurableFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tk trust sign}: one more signature under a root. */
@Command(
    name = "sign",
    description = {
      "Signs an unfinished root and says who has still to sign.",
      "When nobody has, it is taken into the keys directory, where there is one.",
      "Needs no settings and no network: look at the file with 'tk trust show' first."
    })
final class TrustSignCommand implements Callable<Integer> {

  private final Tk tk;

  @Parameters(paramLabel = "FILE", description = "What init, rotate or revoke wrote.")
  private Path file = Path.of("");

  @Mixin private KeyOptions key = new KeyOptions();

  TrustSignCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    Path travelling = tk.resolve(file);
    RootProposal unsigned = RootProposalFile.read(travelling);
    Optional<RootDirectory> roots = tk.rootsIfThere();
    roots.ifPresent(directory -> directory.requireFits(unsigned));
    RootProposal signed = unsigned.signedBy(key.open(tk));
    DurableFiles.write(travelling, RootProposalCodec.write(signed));
    ProposalReport report = new ProposalReport(signed);
    if (signed.isComplete() && roots.isPresent()) {
      report.installed(roots.get().install(signed.link()));
    } else {
      report.written(travelling);
    }
    tk.print(report.report());
    return ExitCode.OK.code();
  }
}
