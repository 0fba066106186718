package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.psyopsos.builder.trust.NextRoot;
import org.psyopsos.builder.trust.RootProposal;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RootLink;
import org.psyopsos.trust.TrustRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tk trust rotate}: the next root, with other keys or thresholds. */
@Command(
    name = "rotate",
    description = {
      "Makes the next root, with other keys or thresholds. A role of which nothing is said stays.",
      "--ROLE-key replaces all keys of a role, --add-ROLE-key adds to them.",
      "Without enough keys to sign it, it is a file that travels between the people."
    })
final class TrustRotateCommand implements Callable<Integer> {

  private final Tk tk;

  @Mixin private RoleOptions roles = new RoleOptions();

  @Option(
      names = "--add-root-key",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Public keys that join the role root.")
  private List<Path> addedRootKeys = List.of();

  @Option(
      names = "--add-release-key",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Public keys that join the role release.")
  private List<Path> addedReleaseKeys = List.of();

  @Option(
      names = "--add-channel-key",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Public keys that join the role channel.")
  private List<Path> addedChannelKeys = List.of();

  @Mixin private ProposalOptions proposal = new ProposalOptions();

  TrustRotateCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    RootLink current = tk.roots().newest();
    Map<Role, NextRoot.Change> changes = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      changes.put(role, change(role));
    }
    TrustRoot next = new NextRoot(current.root()).rotate(changes);
    proposal.finish(tk, file -> RootProposal.next(current, next, file.toString()), next.version());
    return ExitCode.OK.code();
  }

  private NextRoot.Change change(Role role) throws IOException {
    List<Path> added =
        switch (role) {
          case ROOT -> addedRootKeys;
          case RELEASE -> addedReleaseKeys;
          case CHANNEL -> addedChannelKeys;
        };
    return new NextRoot.Change(
        roles.keys(role, tk), RoleOptions.read(added, tk), roles.threshold(role));
  }
}
