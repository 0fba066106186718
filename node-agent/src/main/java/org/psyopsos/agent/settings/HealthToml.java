package org.psyopsos.agent.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code [health]} as it is written; {@link HealthSettings} is what it means. */
record HealthToml(
    @Nullable String disk,
    @Nullable String units,
    @Nullable String network,
    @Nullable String deaddrop,
    @Nullable String temperature,
    @Nullable List<String> ignoreUnits,
    @Nullable Integer minFreeDisk,
    @Nullable String host,
    @Nullable String patience) {

  static final HealthToml EMPTY =
      new HealthToml(null, null, null, null, null, null, null, null, null);
}
