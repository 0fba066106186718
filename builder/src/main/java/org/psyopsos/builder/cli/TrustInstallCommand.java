package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.psyopsos.builder.trust.RootDirectory;
import org.psyopsos.builder.trust.RootProposal;
import org.psyopsos.builder.trust.RootProposalFile;
import org.psyopsos.failure.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tk trust install}: takes a root in that was completed elsewhere. */
@Command(
    name = "install",
    description = "Takes a root that enough people have signed into the keys directory.")
final class TrustInstallCommand implements Callable<Integer> {

  private final Tk tk;

  @Parameters(paramLabel = "FILE", description = "What the last signer's 'tk trust sign' wrote.")
  private Path file = Path.of("");

  TrustInstallCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    RootDirectory roots = tk.roots();
    RootProposal proposal = RootProposalFile.read(tk.resolve(file));
    roots.requireFits(proposal);
    ProposalReport report = new ProposalReport(proposal);
    report.installed(roots.install(proposal.link()));
    tk.print(report.report());
    return ExitCode.OK.code();
  }
}
