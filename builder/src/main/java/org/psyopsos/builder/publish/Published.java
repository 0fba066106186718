package org.psyopsos.builder.publish;

import java.util.List;
import org.psyopsos.deaddrop.ChannelDocument;

/**
 * What publishing came to.
 *
 * @param document the channel document that nodes follow now
 * @param advanced whether it is a new one; {@code false} where this release was on offer already
 * @param uploaded names of the objects that were created or replaced, in order
 * @param present names of the objects that were there already with the same bytes
 */
public record Published(
    ChannelDocument document, boolean advanced, List<String> uploaded, List<String> present) {

  public Published {
    uploaded = List.copyOf(uploaded);
    present = List.copyOf(present);
  }
}
