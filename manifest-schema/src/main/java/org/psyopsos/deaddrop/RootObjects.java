package org.psyopsos.deaddrop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.psyopsos.trust.RootLink;

/** Root documents and their signatures as named objects, in a deaddrop or a directory. */
public final class RootObjects {

  private RootObjects() {}

  /**
   * The bytes by name, in the order to write them in: a document comes after its signatures, and
   * after all lower versions, so that a reader finds either nothing or what it can verify.
   */
  public static Map<String, byte[]> of(List<RootLink> links) {
    Map<String, byte[]> objects = new LinkedHashMap<>();
    for (RootLink link : links) {
      int version = link.root().version();
      link.signatures()
          .forEach((key, bytes) -> objects.put(DeaddropNames.rootSignature(version, key), bytes));
      objects.put(DeaddropNames.root(version), link.document());
    }
    return objects;
  }
}
