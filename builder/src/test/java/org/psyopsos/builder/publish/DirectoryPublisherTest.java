package org.psyopsos.builder.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;

class DirectoryPublisherTest extends PublisherContract {

  private int count;

  @Override
  Deaddrop deaddrop() throws IOException {
    return new DirectoryDeaddrop(folder.resolve("deaddrop" + count++));
  }

  @Test
  void leavesNothingUnderTheFinalNameWhenReadingFails() throws IOException {
    Path place = folder.resolve("place");
    Deaddrop deaddrop = new DirectoryDeaddrop(place);
    Payload broken = Payload.of(folder.resolve("no-such-file"));

    assertThatThrownBy(() -> deaddrop.createNew("os/x", broken)).isInstanceOf(BadInput.class);

    try (Stream<Path> files = Files.walk(place)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }
}
