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
import org.psyopsos.json.Report;
import org.psyopsos.trust.RootLink;
import org.psyopsos.trust.TrustRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tk trust show}: who may sign what, and who has signed that. */
@Command(
    name = "show",
    description = {
      "Shows a root: keys and thresholds of each role, what it changes, who has signed it.",
      "Signatures are verified first; a root.json has none with it."
    })
final class TrustShowCommand implements Callable<Integer> {

  private final Tk tk;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "An unfinished root, or a root.json (default: the newest root of the keys directory).")
  private Optional<Path> file = Optional.empty();

  TrustShowCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    tk.print(file.isPresent() ? report(tk.resolve(file.get())) : report(newest()));
    return ExitCode.OK.code();
  }

  private static Report report(Path shown) throws IOException {
    Optional<TrustRoot> bare = RootProposalFile.bare(shown);
    return bare.isPresent() ? RootReport.of(bare.get()) : report(RootProposalFile.read(shown));
  }

  private static Report report(RootProposal shown) {
    return new ProposalReport(shown).report();
  }

  private RootProposal newest() {
    RootDirectory directory = tk.roots();
    List<RootLink> links = directory.requireLinks();
    int last = links.size() - 1;
    Optional<RootLink> previous = last == 0 ? Optional.empty() : Optional.of(links.get(last - 1));
    return RootProposal.of(previous, links.get(last), directory.name(last + 1));
  }
}
