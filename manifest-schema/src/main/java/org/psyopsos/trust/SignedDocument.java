package org.psyopsos.trust;

import java.util.List;

/** A document and its signatures as they were fetched; nothing in it may be believed yet. */
public final class SignedDocument {

  private final String name;
  private final byte[] bytes;
  private final List<byte[]> signatures;

  /**
   * Keeps copies.
   *
   * @param name the object's name, for errors
   * @param bytes the document
   * @param signatures the {@code .minisig} files beside it
   */
  public SignedDocument(String name, byte[] bytes, List<byte[]> signatures) {
    this.name = name;
    this.bytes = bytes.clone();
    this.signatures = signatures.stream().map(byte[]::clone).toList();
  }

  public SignedDocument(String name, byte[] bytes, byte[] signature) {
    this(name, bytes, List.of(signature));
  }

  public String name() {
    return name;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public List<byte[]> signatures() {
    return signatures.stream().map(byte[]::clone).toList();
  }
}
