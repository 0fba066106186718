package org.psyopsos.agent.gate;

import java.util.Optional;
import org.psyopsos.agent.settings.GateSettings;
import org.psyopsos.agent.system.Host;
import org.psyopsos.agent.system.Node;

/** Whether a run may begin. */
public final class StartGate {

  private final Host host;
  private final Readiness readiness;

  public StartGate(Host host, GateSettings settings) {
    this.host = host;
    this.readiness = new Readiness(host, settings);
  }

  /** Why not; none where it may. */
  public Optional<NotNow> look() {
    return Hold.look(host.paths().holds()).or(readiness::look);
  }

  /** The same, as to the disk. */
  public Optional<NotNow> lookAt(Node node) {
    return readiness.readOnly(node.slot(node.booted().other()));
  }
}
