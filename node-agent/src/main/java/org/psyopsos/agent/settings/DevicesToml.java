package org.psyopsos.agent.settings;

import org.jspecify.annotations.Nullable;

/** {@code [devices]} as it is written. */
record DevicesToml(@Nullable String a, @Nullable String b, @Nullable String efisys) {}
