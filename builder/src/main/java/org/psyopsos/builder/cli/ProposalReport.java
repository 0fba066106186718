package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.trust.RootChanges;
import org.psyopsos.builder.trust.RootProposal;
import org.psyopsos.builder.trust.SignatureCount;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.trust.TrustRoot;

/** What there is to say about a root and its signatures. */
final class ProposalReport {

  private final RootProposal proposal;
  private final List<String> lines = new ArrayList<>();
  private final ObjectNode json = Json.object();

  ProposalReport(RootProposal proposal) {
    this.proposal = proposal;
    RootReport.describe(proposal.root(), lines, json);
    json.put("complete", proposal.isComplete());
    proposal.previous().ifPresent(this::changes);
    signatures();
  }

  /** Adds that the root is on its way. */
  void written(Path file) {
    lines.add("wrote " + file);
    lines.add(
        proposal.isComplete()
            ? "complete; next, where the keys directory is: tk trust install " + name(file)
            : "next: pass it on, to be signed with: tk trust sign " + name(file) + " -s KEY");
    json.put("file", file.toString());
  }

  /** Adds that the root counts from now on. */
  void installed(List<Path> files) {
    ArrayNode installed = json.putArray("installed");
    files.forEach(file -> installed.add(file.toString()));
    files.forEach(file -> lines.add("wrote " + file));
    lines.add("complete; next: tk deploy, and new images carry it");
  }

  Report report() {
    return new Report(lines, json);
  }

  private void changes(TrustRoot before) {
    List<String> changes = RootChanges.between(before, proposal.root());
    lines.add("changes against root " + before.version() + ":");
    changes.forEach(change -> lines.add("  " + change));
    ArrayNode array = json.putArray("changes");
    changes.forEach(array::add);
  }

  private void signatures() {
    ArrayNode array = json.putArray("signatures");
    for (SignatureCount count : proposal.counts()) {
      lines.add(line(count));
      ObjectNode entry = array.addObject();
      entry.put("root", count.version()).put("threshold", count.threshold());
      RootReport.put(entry, "present", count.present());
      RootReport.put(entry, "missing", count.missing());
    }
  }

  private static String line(SignatureCount count) {
    StringBuilder line = new StringBuilder();
    line.append("signed by ").append(count.present().size()).append(" of ");
    line.append(count.threshold()).append(" that root ").append(count.version());
    line.append(" asks for");
    if (!count.present().isEmpty()) {
      line.append(": ").append(RootReport.text(count.present()));
    }
    if (!count.isEnough()) {
      line.append("; to sign: ").append(RootReport.text(count.missing()));
    }
    return line.toString();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
