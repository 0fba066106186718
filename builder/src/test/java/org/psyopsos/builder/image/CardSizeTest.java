package org.psyopsos.builder.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.failure.BadInput;
import org.psyopsos.layout.DiskLayout;

class CardSizeTest {

  @ParameterizedTest
  @CsvSource({
    "4GB, 4000000000",
    "4 gb, 4000000000",
    "3.7GiB, 3972844748",
    "3700MiB, 3879731200",
    "256MB, 256000000",
    "2TB, 2000000000000",
    "1tib, 1099511627776",
    "3965190144, 3965190144",
    "512B, 512",
    "999999999999999999TB, 9223372036854775807"
  })
  void isReadAsPeopleAndProgramsWriteIt(String text, long bytes) {
    assertThat(CardSize.of(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GB", "-4GB", "4G B", "4 gigabytes", "4,5GB", "1e9", "0x10"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> CardSize.of(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll("not the size of a card", "'" + text + "'");
  }

  @Test
  void anImageMayFillTheCardAndNotBeAByteLarger() {
    DiskLayout layout = TestReleases.smallLayout();
    long image = 122 * DiskLayout.MIB;
    assertThatCode(() -> new CardSize(image).requireRoomFor(layout)).doesNotThrowAnyException();
    assertThatThrownBy(() -> new CardSize(image - 1).requireRoomFor(layout))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.problem().expected()).isEqualTo("at most 122.0 MiB (127926271 bytes)");
              assertThat(e.problem().found()).isEqualTo("122.0 MiB (127926272 bytes)");
              assertThat(e.problem().hint()).contains("slot.size_mib at most 31");
            });
  }

  @Test
  void theHintSaysWhereSmallerSlotsAreNotEnough() {
    assertThatThrownBy(
            () -> new CardSize(32 * DiskLayout.MIB).requireRoomFor(TestReleases.smallLayout()))
        .isInstanceOfSatisfying(
            BadInput.class,
            e ->
                assertThat(e.problem().hint())
                    .contains(
                        "slot.size_mib alone", "efi.size_mib is 40", "secret.size_mib is 16"));
  }
}
