package org.psyopsos.agent.settings;

import org.jspecify.annotations.Nullable;

/** {@code node-agent.toml} as it is written; {@link AgentSettings} is what it means. */
record AgentToml(
    @Nullable String deaddrop,
    @Nullable String repo,
    @Nullable String channel,
    @Nullable String node,
    @Nullable String hardware,
    @Nullable String platform,
    @Nullable Integer bootAttempts,
    @Nullable String reboot,
    @Nullable String commitDeadline,
    @Nullable String pollInterval) {}
