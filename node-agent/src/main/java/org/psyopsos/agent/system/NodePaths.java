package org.psyopsos.agent.system;

import java.nio.file.Path;
import java.util.List;

/**
 * Every place on a node that the agent reads or writes outside the partitions.
 *
 * @param root what all of them are relative to; {@code /} on a node
 */
public record NodePaths(Path root) {

  public Path config() {
    return root.resolve("etc/node-agent/node-agent.toml");
  }

  /** Settings of this one node, on its secret partition; their keys win. */
  public Path secretConfig() {
    return root.resolve("run/psyops/secret/node-agent.toml");
  }

  public Path trustRoot() {
    return root.resolve("etc/node-agent/root.json");
  }

  public Path healthChecks() {
    return root.resolve("etc/node-agent/health.d");
  }

  /** What {@code node-agent-health.service} found. */
  public Path healthRecord() {
    return runtime().resolve("health.json");
  }

  /** A cache: it may vanish at any time. */
  public Path cache() {
    return root.resolve("var/lib/node-agent");
  }

  /** Where {@code node-agent-fetch.socket} listens. */
  public Path fetchSocket() {
    return root.resolve("run/node-agent-fetch.socket");
  }

  /** Mount points and the lock. */
  public Path runtime() {
    return root.resolve("run/node-agent");
  }

  /** Held while an agent is at work. */
  public Path lock() {
    return runtime().resolve("lock");
  }

  /** What the boot environment was when the agent first looked at it in this boot. */
  public Path firstLook() {
    return runtime().resolve("first-look.json");
  }

  /** There where a trial of this boot is over: node-agent-give-up.service looks for it. */
  public Path settled() {
    return runtime().resolve("settled");
  }

  /** What everybody may know of the node. */
  public Path publicState() {
    return root.resolve("run/node-agent-public");
  }

  public Path kernelCommandLine() {
    return root.resolve("proc/cmdline");
  }

  /**
   * The models of the board, most special first, each ended by a zero byte; a device tree has it.
   */
  public Path deviceTreeModels() {
    return root.resolve("sys/firmware/devicetree/base/compatible");
  }

  /** A PC's firmware tells here what the machine is. */
  public Path firmwareTables() {
    return root.resolve("sys/class/dmi/id");
  }

  /** There where systemd-timesyncd has set the clock by the network. */
  public Path clockSynchronized() {
    return root.resolve("run/systemd/timesync/synchronized");
  }

  /** Clocks that go on without power, where the machine has any. */
  public Path hardwareClocks() {
    return root.resolve("sys/class/rtc");
  }

  public Path uptime() {
    return root.resolve("proc/uptime");
  }

  /** Each of these that exists keeps the node as it is; its first line says why. */
  public List<Path> holds() {
    return List.of(root.resolve("etc/node-agent/hold"), runtime().resolve("hold"));
  }

  /** What {@code node-agent-ask.service} was answered. */
  public Path askRecord() {
    return runtime().resolve("ask.json");
  }

  /** Where the D-Bus daemon listens, on a node that has one. */
  public Path systemBus() {
    return root.resolve("run/dbus/system_bus_socket");
  }

  /** There while systemd-logind runs: sd_login(3) tells it by this directory. */
  public Path loginSeats() {
    return root.resolve("run/systemd/seats");
  }

  /** Where the slot is mounted that this system runs from: the initramfs decides. */
  List<Path> runningSlot() {
    return List.of(root, root.resolve("run/psyops/slot"));
  }

  public Path memory() {
    return root.resolve("proc/meminfo");
  }

  public Path thermalZones() {
    return root.resolve("sys/class/thermal");
  }

  public Path blockDevices() {
    return root.resolve("sys/class/block");
  }

  /** The kernel's routes, for IPv4 and IPv6. */
  public Path routes() {
    return root.resolve("proc/net/route");
  }

  public Path ipv6Routes() {
    return root.resolve("proc/net/ipv6_route");
  }
}
