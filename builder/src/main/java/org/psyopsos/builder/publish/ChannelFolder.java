package org.psyopsos.builder.publish;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.DocumentId;
import org.psyopsos.deaddrop.SignatureObjects;
import org.psyopsos.json.Json;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/**
 * The documents of one channel and platform in a deaddrop: those for all, and those for single
 * nodes. They are counted together, so that a node may go from one kind to the other.
 */
final class ChannelFolder {

  private static final Pattern DOCUMENT =
      Pattern.compile("(?:nodes/([^/]+)/)?([1-9][0-9]{0,17})\\.json");

  private final Deaddrop deaddrop;
  private final TrustRoot root;
  private final Target target;

  ChannelFolder(Deaddrop deaddrop, TrustRoot root, Target target) {
    this.deaddrop = deaddrop;
    this.root = root;
    this.target = target;
  }

  /**
   * The target's newest document that is complete and verifies. One without enough signatures is
   * what a killed publisher left, or was signed by keys that count no more: its number is spent,
   * and nothing follows it.
   */
  Optional<ChannelDocument> newest() {
    return newest(target.node());
  }

  /**
   * The lowest free number above all documents of the channel that are by today's keys. Whoever
   * stole a key that was revoked since may have counted as high as one can.
   */
  long next() {
    NavigableSet<Long> taken = new TreeSet<>();
    long newest = 0;
    for (Optional<String> node : nodes()) {
      taken.addAll(numbers(node));
      newest = Math.max(newest, newest(node).map(ChannelDocument::seq).orElse(0L));
    }
    long next = newest + 1;
    while (taken.contains(next)) {
      next++;
    }
    return next;
  }

  /** Points the hint at the newest complete document, whoever published it. */
  void advanceLatest(List<String> uploaded) {
    String name = DeaddropNames.latest(target.channel(), target.platform(), target.node());
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

  private Optional<ChannelDocument> newest(Optional<String> node) {
    for (long seq : numbers(node).descendingSet()) {
      Optional<ChannelDocument> document = document(new DocumentId(node, seq));
      if (document.isPresent()) {
        return document;
      }
    }
    return Optional.empty();
  }

  private Optional<ChannelDocument> document(DocumentId id) {
    String name = id.name(target.channel(), target.platform());
    Optional<byte[]> bytes = deaddrop.read(name, Json.MAX_BYTES);
    List<byte[]> signatures =
        SignatureObjects.find(
            name,
            root.keys(Role.CHANNEL),
            object -> deaddrop.read(object, MinisignSignature.MAX_BYTES));
    if (bytes.isEmpty()
        || signatures.isEmpty()
        || !root.vouchesFor(Role.CHANNEL, new SignedDocument(name, bytes.get(), signatures))) {
      return Optional.empty();
    }
    return Optional.of(ChannelDocumentCodec.read(bytes.get(), name));
  }

  /** The channel's own folder, and that of every node that has one. */
  private List<Optional<String>> nodes() {
    return documents().stream().map(DocumentId::node).distinct().toList();
  }

  private NavigableSet<Long> numbers(Optional<String> node) {
    NavigableSet<Long> numbers = new TreeSet<>();
    for (DocumentId id : documents()) {
      if (id.node().equals(node)) {
        numbers.add(id.seq());
      }
    }
    return numbers;
  }

  private List<DocumentId> documents() {
    String folder =
        DeaddropNames.channelFolder(target.channel(), target.platform(), Optional.empty());
    return deaddrop.list(folder).stream()
        .map(name -> DOCUMENT.matcher(name.substring(folder.length())))
        .filter(Matcher::matches)
        .map(
            name ->
                new DocumentId(Optional.ofNullable(name.group(1)), Long.parseLong(name.group(2))))
        .toList();
  }
}
