package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.trust.RootDirectory;
import org.psyopsos.builder.trust.RootProposal;
import org.psyopsos.builder.trust.RootProposalFile;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.trust.RootLink;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tk trust show}: who may sign what, and who has signed that. */
@Command(
    name = "show",
    description = {
      "Shows a root: keys and thresholds of each role, what it changes, who has signed it.",
      "Verifies it first."
    })
final class TrustShowCommand implements Callable<Integer> {

  private final Tk tk;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "An unfinished root (default: the newest root of the keys directory).")
  private Optional<Path> file = Optional.empty();

  TrustShowCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    RootProposal shown =
        file.isPresent() ? RootProposalFile.read(tk.resolve(file.get())) : newest();
    tk.print(new ProposalReport(shown).report());
    return ExitCode.OK.code();
  }

  private RootProposal newest() {
    RootDirectory directory = tk.roots();
    List<RootLink> links = directory.requireLinks();
    int last = links.size() - 1;
    Optional<RootLink> previous = last == 0 ? Optional.empty() : Optional.of(links.get(last - 1));
    return RootProposal.of(previous, links.get(last), directory.name(last + 1));
  }
}
