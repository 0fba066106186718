package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.psyopsos.builder.sign.PublicKeyFile;
import org.psyopsos.builder.trust.NextRoot;
import org.psyopsos.builder.trust.RootProposal;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RootLink;
import org.psyopsos.trust.TrustRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tk trust revoke}: the next root, without a key. */
@Command(
    name = "revoke",
    description = {
      "Makes the next root, without a key.",
      "Without enough keys to sign it, it is a file that travels between the people."
    })
final class TrustRevokeCommand implements Callable<Integer> {

  private final Tk tk;

  @Parameters(paramLabel = "KEYID", description = "The key's id, as 'tk trust show' prints it.")
  private String key = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Only from this role: root, release or channel (default: from all).")
  private List<Role> roles = List.of();

  @Option(
      names = "--replacement",
      paramLabel = "FILE",
      description = "The public key that takes its place.")
  private Optional<Path> replacement = Optional.empty();

  @Mixin private ProposalOptions proposal = new ProposalOptions();

  TrustRevokeCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    RootLink current = tk.roots().newest();
    KeyId revoked = new KeyId(key.toUpperCase(Locale.ROOT));
    TrustRoot next = new NextRoot(current.root()).revoke(revoked, from(), joining());
    proposal.finish(tk, file -> RootProposal.next(current, next, file.toString()), next.version());
    return ExitCode.OK.code();
  }

  private Set<Role> from() {
    return roles.isEmpty() ? EnumSet.noneOf(Role.class) : EnumSet.copyOf(roles);
  }

  private Optional<MinisignPublicKey> joining() throws IOException {
    return replacement.isEmpty()
        ? Optional.empty()
        : Optional.of(PublicKeyFile.read(tk.resolve(replacement.get())));
  }
}
