package org.psyopsos.builder.cli;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.builder.trust.RootProposal;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tk trust init}: the first root of several people. */
@Command(
    name = "init",
    description = {
      "Makes the first root of several keys; a threshold that is not given is 1.",
      "It is a file that travels between the people until enough have signed it."
    })
final class TrustInitCommand implements Callable<Integer> {

  private final Tk tk;

  @Mixin private RoleOptions roles = new RoleOptions();

  @Mixin private ProposalOptions proposal = new ProposalOptions();

  TrustInitCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    new KeyDirectory(tk.settings().keys()).requireNoRoot();
    Map<Role, RoleKeys> keys = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      keys.put(role, keys(role));
    }
    TrustRoot root = new TrustRoot(tk.settings().repo(), 1, keys);
    proposal.finish(tk, file -> RootProposal.first(root, file.toString()), root.version());
    return ExitCode.OK.code();
  }

  private RoleKeys keys(Role role) throws IOException {
    List<MinisignPublicKey> keys = roles.keys(role, tk);
    if (keys.isEmpty()) {
      throw new BadInput(
          Problem.of("no keys for the role " + role.id())
              .hint("name public keys with --" + role.id() + "-key FILE"));
    }
    try {
      return new RoleKeys(keys, roles.threshold(role).orElse(1));
    } catch (BadInput e) {
      throw new BadInput(e.problem().within("role " + role.id()), e);
    }
  }
}
