package org.psyopsos.builder.publish;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.SignatureObjects;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.json.Json;
import org.psyopsos.layout.Platform;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/** The documents of one channel and platform in a deaddrop. */
final class ChannelFolder {

  private static final String JSON = ".json";

  private final Deaddrop deaddrop;
  private final TrustRoot root;
  private final String channel;
  private final Platform platform;

  ChannelFolder(Deaddrop deaddrop, TrustRoot root, String channel, Platform platform) {
    this.deaddrop = deaddrop;
    this.root = root;
    this.channel = channel;
    this.platform = platform;
  }

  /**
   * The newest document that is complete and verifies. One without enough signatures is what a
   * killed publisher left, or was signed by keys that count no more: its number is spent, and
   * nothing follows it.
   */
  Optional<ChannelDocument> newest() {
    for (long seq : numbers().descendingSet()) {
      Optional<ChannelDocument> document = document(seq);
      if (document.isPresent()) {
        return document;
      }
    }
    return Optional.empty();
  }

  /** The lowest number above all that were ever used. */
  long next() {
    NavigableSet<Long> numbers = numbers();
    return numbers.isEmpty() ? 1 : numbers.last() + 1;
  }

  /** Points the hint at the newest complete document, whoever published it. */
  void advanceLatest(List<String> uploaded) {
    String name = DeaddropNames.channelLatest(channel, platform);
    Optional<ChannelDocument> before;
    Optional<ChannelDocument> newest = newest();
    do {
      before = newest;
      if (before.isPresent()) {
        String line = before.get().seq() + "\n";
        deaddrop.replace(name, Payload.of(line.getBytes(StandardCharsets.UTF_8)));
        uploaded.add(name);
      }
      newest = newest();
    } while (!newest.equals(before));
  }

  private Optional<ChannelDocument> document(long seq) {
    String name = DeaddropNames.channelDocument(channel, platform, seq);
    Optional<byte[]> bytes = deaddrop.read(name, Json.MAX_BYTES);
    List<byte[]> signatures =
        SignatureObjects.find(
            name,
            root.keys(Role.CHANNEL),
            object -> deaddrop.read(object, MinisignSignature.MAX_BYTES));
    if (bytes.isEmpty()
        || signatures.isEmpty()
        || !isByTodaysKeys(new SignedDocument(name, bytes.get(), signatures))) {
      return Optional.empty();
    }
    return Optional.of(ChannelDocumentCodec.read(bytes.get(), name));
  }

  private boolean isByTodaysKeys(SignedDocument document) {
    try {
      root.verify(Role.CHANNEL, document);
      return true;
    } catch (Untrusted e) {
      if (e.reason() == Reason.UNKNOWN_KEY) {
        return false;
      }
      throw e;
    }
  }

  private NavigableSet<Long> numbers() {
    NavigableSet<Long> numbers = new TreeSet<>();
    String latest = DeaddropNames.channelLatest(channel, platform);
    String folder = latest.substring(0, latest.lastIndexOf('/') + 1);
    for (String name : deaddrop.list(folder)) {
      String base = name.substring(folder.length());
      if (base.matches("[1-9][0-9]{0,17}\\.json")) {
        numbers.add(Long.parseLong(base.substring(0, base.length() - JSON.length())));
      }
    }
    return numbers;
  }
}
