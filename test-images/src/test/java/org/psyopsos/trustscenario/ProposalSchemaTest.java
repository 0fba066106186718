package org.psyopsos.trustscenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What travels between signers fits the published schema. */
class ProposalSchemaTest {

  @TempDir private Path directory;

  @Test
  void everyProposalOfTheDocumentedCommandsFits() throws IOException {
    PublishingMachine team = PublishingMachine.ofTheTeam(directory.resolve("team"));
    team.runDocumented("Lost root key", team.keyId("cem"));

    for (int version = 1; version <= 2; version++) {
      String text = Files.readString(team.file("keys/root-" + version + ".proposal.json"));
      assertThat(schema().validate(text, InputFormat.JSON)).isEmpty();
      assertThat(schema().validate(text.replace("\"document\"", "\"root\""), InputFormat.JSON))
          .isNotEmpty();
    }
  }

  private static JsonSchema schema() throws IOException {
    Path file =
        Path.of("..", "manifest-schema/src/main/resources/schema/root-proposal.schema.json");
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(file));
  }
}
