package org.psyopsos.agent.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.psyopsos.agent.health.HealthResult;
import org.psyopsos.agent.update.NodeState;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.json.Json;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * The files that everybody on the node may read. Versions, words of this program and names of
 * health checks: no message, no address, nothing that came from outside.
 *
 * @param directory that they lie in
 */
public record PublicState(Path directory) {

  private static final String UNKNOWN = "-";
  private static final String MODE = "rwxr-xr-x";

  /** For Prometheus. */
  public Path metrics() {
    return directory.resolve("metrics.prom");
  }

  /** One JSON object: is the node healthy, and if not, why? */
  public Path health() {
    return directory.resolve("health.json");
  }

  /** One line for prompts: slot, version, and {@code committed}, {@code trial} or {@code ill}. */
  public Path summary() {
    return directory.resolve("summary");
  }

  /** Replaces what was published before. */
  public void publish(NodeFacts facts) {
    create();
    PublicFile.write(metrics(), Metrics.of(facts));
    PublicFile.write(health(), new String(Json.write(health(facts)), StandardCharsets.UTF_8));
    PublicFile.write(summary(), summary(facts) + "\n");
  }

  private void create() {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(MODE));
      }
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot create the directory of what everybody may know")
              .at(directory)
              .found(String.valueOf(e.getMessage()))
              .hint("systemd-tmpfiles makes it at boot, by tmpfiles.d/node-agent.conf"),
          e);
    }
  }

  private static ObjectNode health(NodeFacts facts) {
    List<Ailment> ailments = Ailment.of(facts);
    ObjectNode json = Json.object();
    json.put("at", facts.at().toString()).put("healthy", ailments.isEmpty());
    ArrayNode reasons = json.putArray("reasons");
    ailments.forEach(ailment -> reasons.add(ailment.id()));
    ArrayNode failed = json.putArray("failedChecks");
    facts.health().stream()
        .filter(HealthResult::failed)
        .map(HealthResult::check)
        .forEach(failed::add);
    facts.state().ifPresent(state -> running(state, json));
    return json;
  }

  private static void running(NodeState state, ObjectNode json) {
    json.put("slot", state.booted().id());
    state.bootedVersion().ifPresent(version -> json.put("version", version.value()));
    json.put("trial", state.runningTrial().isPresent());
  }

  private static String summary(NodeFacts facts) {
    String slot = facts.state().map(state -> state.booted().toString()).orElse(UNKNOWN);
    String version =
        facts.state().flatMap(NodeState::bootedVersion).map(ReleaseVersion::value).orElse(UNKNOWN);
    return slot + " " + version + " " + condition(facts);
  }

  private static String condition(NodeFacts facts) {
    if (!Ailment.of(facts).isEmpty()) {
      return "ill";
    }
    return facts.state().flatMap(NodeState::runningTrial).isPresent() ? "trial" : "committed";
  }
}
