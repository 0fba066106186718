package org.psyopsos.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThermalZoneTest {

  @TempDir private Path zones;

  @Test
  void aZoneIsHotWhereTheFirstOfItsTripPointsSaysSo() throws IOException {
    zone("thermal_zone0", "type", "pch_cannonlake", "temp", "98499");
    zone("thermal_zone0", "trip_point_0_type", "passive", "trip_point_0_temp", "70000");
    zone("thermal_zone0", "trip_point_1_type", "critical", "trip_point_1_temp", "119000");
    zone("thermal_zone0", "trip_point_2_type", "hot", "trip_point_2_temp", "115000");
    assertThat(ThermalZone.all(zones))
        .containsExactly(
            new ThermalZone("thermal_zone0 (pch_cannonlake)", 98, OptionalInt.of(115)));
  }

  @Test
  void passiveAndActiveTripPointsAreThereForWork() throws IOException {
    zone("thermal_zone0", "type", "x86_pkg_temp", "temp", "70000");
    zone("thermal_zone0", "trip_point_0_type", "passive", "trip_point_0_temp", "80000");
    zone("thermal_zone0", "trip_point_1_type", "active", "trip_point_1_temp", "90000");
    assertNotHotAnywhere();
  }

  @Test
  void tripPointsThatFirmwareLeftOutAreNone() throws IOException {
    zone("thermal_zone0", "temp", "16800");
    zone("thermal_zone0", "trip_point_0_type", "critical", "trip_point_0_temp", "20800");
    zone("thermal_zone0", "trip_point_1_type", "hot", "trip_point_1_temp", "-274000");
    zone("thermal_zone0", "trip_point_2_type", "hot", "trip_point_2_temp", "0");
    zone("thermal_zone0", "trip_point_3_type", "hot", "trip_point_3_temp", "warm");
    zone("thermal_zone0", "trip_point_4_type", "hot", "trip_point_5_temp", "80000");
    assertNotHotAnywhere();
  }

  @Test
  void brokenSensorsAreNone() throws IOException {
    zone("thermal_zone0", "temp", "999000");
    zone("thermal_zone1", "temp", "unknown");
    zone("thermal_zone2", "type", "acpitz");
    zone("cooling_device0", "temp", "40000");
    assertThat(ThermalZone.all(zones)).isEmpty();
    assertThat(ThermalZone.all(zones.resolve("nowhere"))).isEmpty();
  }

  @Test
  void aKindCannotWriteLinesOfItsOwn() throws IOException {
    zone("thermal_zone0", "type", "a\nb", "temp", "-40000");
    assertThat(ThermalZone.all(zones))
        .containsExactly(new ThermalZone("thermal_zone0 (a?b)", -40, OptionalInt.empty()));
  }

  private void assertNotHotAnywhere() {
    assertThat(ThermalZone.all(zones))
        .singleElement()
        .extracting(ThermalZone::hotAt)
        .isEqualTo(OptionalInt.empty());
  }

  /** Adds files to a zone, in pairs of a name and what it holds. */
  private void zone(String zone, String... files) throws IOException {
    Path directory = Files.createDirectories(zones.resolve(zone));
    for (int i = 0; i + 1 < files.length; i += 2) {
      Files.writeString(directory.resolve(files[i]), files[i + 1] + "\n");
    }
  }
}
