package org.psyopsos.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.sign.PublicKeyFile;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import picocli.CommandLine.Option;

/** The keys and the threshold of each role. */
final class RoleOptions {

  @Option(
      names = "--root-key",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Public keys that may sign the next root.")
  private List<Path> rootKeys = List.of();

  @Option(names = "--root-threshold", paramLabel = "N", description = "How many of them must.")
  private Optional<Integer> rootThreshold = Optional.empty();

  @Option(
      names = "--release-key",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Public keys that may sign releases.")
  private List<Path> releaseKeys = List.of();

  @Option(names = "--release-threshold", paramLabel = "N", description = "How many of them must.")
  private Optional<Integer> releaseThreshold = Optional.empty();

  @Option(
      names = "--channel-key",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Public keys that may sign what a channel offers.")
  private List<Path> channelKeys = List.of();

  @Option(names = "--channel-threshold", paramLabel = "N", description = "How many of them must.")
  private Optional<Integer> channelThreshold = Optional.empty();

  List<MinisignPublicKey> keys(Role role, Tk tk) throws IOException {
    return read(
        switch (role) {
          case ROOT -> rootKeys;
          case RELEASE -> releaseKeys;
          case CHANNEL -> channelKeys;
        },
        tk);
  }

  Optional<Integer> threshold(Role role) {
    return switch (role) {
      case ROOT -> rootThreshold;
      case RELEASE -> releaseThreshold;
      case CHANNEL -> channelThreshold;
    };
  }

  static List<MinisignPublicKey> read(List<Path> files, Tk tk) throws IOException {
    List<MinisignPublicKey> keys = new ArrayList<>();
    for (Path file : files) {
      keys.add(PublicKeyFile.read(tk.resolve(file)));
    }
    return keys;
  }
}
