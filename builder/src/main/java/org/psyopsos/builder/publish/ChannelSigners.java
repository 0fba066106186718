package org.psyopsos.builder.publish;

import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;

/** Keys that may sign what a channel offers, as many as must. */
public final class ChannelSigners implements Publisher.ChannelSigner {

  private final List<MinisignSecretKey> keys;

  private ChannelSigners(List<MinisignSecretKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * These keys.
   *
   * @throws BadInput where the root does not list one of them in the role channel, or they are too
   *     few for its threshold
   */
  public static ChannelSigners of(TrustRoot root, List<MinisignSecretKey> keys) {
    RoleKeys role = root.keys(Role.CHANNEL);
    for (MinisignSecretKey key : keys) {
      if (!role.keys().contains(key.publicKey())) {
        throw new BadInput(
            Problem.of(
                    "no node would follow this key: root "
                        + root.version()
                        + " does not list"
                        + " it in the role channel")
                .expected("key " + String.join(" or ", ids(role)))
                .found("key " + key.id())
                .hint("name another with -s, or add it with 'tk trust rotate --add-channel-key'"));
      }
    }
    long different = keys.stream().map(MinisignSecretKey::id).distinct().count();
    if (different < role.threshold() || different < keys.size()) {
      throw new BadInput(
          Problem.of("not as many different keys as the role channel asks for")
              .expected(role.threshold() + " of " + String.join(", ", ids(role)))
              .found(different)
              .hint("give -s once for each"));
    }
    return new ChannelSigners(keys);
  }

  @Override
  public List<byte[]> sign(byte[] document, String trustedComment) {
    List<byte[]> signatures = new ArrayList<>();
    keys.forEach(key -> signatures.add(key.sign(document, trustedComment)));
    return signatures;
  }

  private static List<String> ids(RoleKeys role) {
    return role.keys().stream().map(MinisignPublicKey::id).map(id -> id.hex()).toList();
  }
}
