package org.psyopsos.agent.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.psyopsos.agent.health.BuiltInChecks;
import org.psyopsos.agent.health.HealthChecks;
import org.psyopsos.agent.health.HealthRecord;
import org.psyopsos.agent.health.HealthResult;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.settings.HealthSettings;
import org.psyopsos.agent.source.DeaddropSource;
import org.psyopsos.agent.system.Host;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.json.Report;
import picocli.CommandLine.Command;

/** {@code node-agent health}. */
@Command(
    name = "health",
    description = {
      "Runs its own health checks and those in /etc/node-agent/health.d, and says what they found.",
      "Nothing follows from it; 'commit' has it run by node-agent-health.service. Exit code 7: one",
      "that decides failed."
    })
final class HealthCommand implements Callable<Integer> {

  private final NodeAgent agent;

  HealthCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Host host = agent.host();
    List<HealthResult> results =
        Stream.concat(
                builtIn(host).stream(),
                new HealthChecks(host.paths().healthChecks(), host.commands()).run().stream())
            .toList();
    agent.print(
        new Report(
            results.stream().map(HealthResult::toString).toList(), HealthRecord.write(results)));
    return results.stream().anyMatch(HealthResult::failed)
        ? ExitCode.HEALTH_FAILED.code()
        : ExitCode.OK.code();
  }

  /** Settings that cannot be read are a failed check of their own, which {@code commit} makes. */
  private List<HealthResult> builtIn(Host host) {
    return settings()
        .map(
            settings ->
                new BuiltInChecks(
                        host, settings.health(), maxTemperature(settings), () -> ask(settings))
                    .run())
        .orElse(List.of());
  }

  private static int maxTemperature(AgentSettings settings) {
    return settings.gate().maxTemperature().orElse(HealthSettings.DEFAULT_MAX_TEMPERATURE);
  }

  private Optional<AgentSettings> settings() {
    try {
      return Optional.of(agent.settings());
    } catch (BadInput e) {
      agent.log().warning("its own checks are left out: " + e.problem().message());
      return Optional.empty();
    }
  }

  private String ask(AgentSettings settings) {
    new DeaddropSource(agent.deaddrop(settings.route()), settings.recipient())
        .latest(Optional.empty());
    return settings.shownDeaddrop() + " answers";
  }
}
