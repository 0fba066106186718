package org.psyopsos.builder.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.testing.TestKey;

class DirectoryPublisherTest extends PublisherContract {

  private int count;

  @Override
  Deaddrop deaddrop() throws IOException {
    return new DirectoryDeaddrop(folder.resolve("deaddrop" + count++));
  }

  @Test
  void stockMinisignVerifiesEverySignature() throws IOException {
    Deaddrop deaddrop = deaddrop();
    publish(release("20261121-101500"), ReleaseOnDisk.NOW, deaddrop);
    Path place = Path.of(deaddrop.place());

    List<String> signatures =
        deaddrop.list("").stream().filter(name -> name.endsWith(".minisig")).toList();

    assertThat(signatures).hasSize(5);
    for (String signature : signatures) {
      new ProcessCommandRunner()
          .runOrFail(
              "minisign",
              "-V",
              "-H",
              "-P",
              keyOf(signature).publicKey().base64(),
              "-m",
              place.resolve(signedBy(signature)).toString(),
              "-x",
              place.resolve(signature).toString());
    }
  }

  private static TestKey keyOf(String signature) {
    String folder = signature.substring(0, signature.indexOf('/'));
    return switch (folder) {
      case "root" -> ReleaseOnDisk.REPOSITORY.rootKey;
      case "channels" -> ReleaseOnDisk.REPOSITORY.channelKey;
      default -> ReleaseOnDisk.REPOSITORY.releaseKey;
    };
  }

  /** What a signature is over; the pointer's is over the newest tarball. */
  private static String signedBy(String signature) {
    return signature
        .replaceFirst("(\\.[0-9A-F]{16})?\\.minisig$", "")
        .replace(".latest.", ".20261121-101500.");
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
