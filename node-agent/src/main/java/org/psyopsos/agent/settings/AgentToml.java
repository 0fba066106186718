package org.psyopsos.agent.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code node-agent.toml} as it is written; {@link AgentSettings} is what it means. */
record AgentToml(
    @Nullable String deaddrop,
    @Nullable String proxy,
    @Nullable String repo,
    @Nullable String channel,
    @Nullable String node,
    @Nullable String hardware,
    @Nullable String platform,
    @Nullable Integer bootAttempts,
    @Nullable String reboot,
    @Nullable String commitDeadline,
    @Nullable String pollInterval,
    @Nullable List<String> rebootWindows,
    @Nullable String timeZone,
    @Nullable List<String> ask,
    @Nullable String askTimeout,
    @Nullable Integer maxTemperature,
    @Nullable Integer minFreeMemory,
    @Nullable String textfile,
    @Nullable HealthToml health,
    @Nullable DevicesToml devices) {}
