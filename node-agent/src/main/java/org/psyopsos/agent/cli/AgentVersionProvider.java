package org.psyopsos.agent.cli;

import org.psyopsos.manifest.AgentVersion;
import picocli.CommandLine.IVersionProvider;

/** The version that manifests compare with the one that they need. */
final class AgentVersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"node-agent " + AgentVersion.CURRENT};
  }
}
