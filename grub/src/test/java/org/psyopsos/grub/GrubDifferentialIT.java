package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;

/**
 * Real GRUB under real firmware runs the unchanged decision script over many environment files, on
 * a disk that it can write and on one that it cannot. Its decisions, and what it leaves in the
 * files, must be those of {@link BootDecision}: this is what makes simulations with the model
 * trustworthy.
 */
class GrubDifferentialIT {

  private static final Pattern ANSWER = Pattern.compile("@@(\\w+) (\\S+) (.*)");
  private static final Slot LAST_RESORT = Slot.A;

  /** Which of two disks is the first one differs from firmware to firmware. */
  private static final String ANSWERS =
      """

      set card="$root"
      set other=hd1,gpt1
      if [ "$card" = "$other" ]; then set other=hd0,gpt1; fi
      function answer {
        set place="$root"
        if [ "$place" = "$card" ]; then set place=card; fi
        echo "@@$1 $2 $psyopsos_slot $psyopsos_generation $psyopsos_trial $psyopsos_written $place"
      }
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void theScriptDecidesAsTheModelDoes(Platform platform) throws IOException {
    List<EnvironmentCase> cases = new ArrayList<>(EnvironmentCase.named());
    assertThat(cases).hasSizeGreaterThanOrEqualTo(40);
    cases.addAll(EnvironmentCase.random(200));
    cases.addAll(EnvironmentCase.crashes());
    TestDisk writable = disk(platform, "rw", cases);
    TestDisk readOnly = disk(platform, "ro", EnvironmentCase.named());

    String console =
        TestMachine.of(platform, directory)
            .disk("format=raw,file=" + writable.image())
            .spare("format=raw,readonly=on,file=" + readOnly.image())
            .run(Duration.ofMinutes(15));

    Map<String, String> answers = answers(console);
    writable.copyOut("cases", directory);
    SoftAssertions all = new SoftAssertions();
    for (EnvironmentCase files : cases) {
      RecordingDisk disk = new RecordingDisk(files, true);
      compare(all, answers, "rw " + files.name(), disk);
      compareFiles(all, directory.resolve("cases").resolve(files.name()), disk);
    }
    for (EnvironmentCase files : EnvironmentCase.named()) {
      compare(all, answers, "ro " + files.name(), new RecordingDisk(files, false));
    }
    all.assertAll();
  }

  private static void compare(
      SoftAssertions all, Map<String, String> answers, String name, RecordingDisk disk) {
    String expected = told(BootDecision.decide(disk, LAST_RESORT));
    all.assertThat(answers.get(name)).as(name).isEqualTo(expected);
  }

  private static void compareFiles(SoftAssertions all, Path left, RecordingDisk disk) {
    disk.files.forEach(
        (name, content) -> all.assertThat(left.resolve(name)).hasBinaryContent(content));
  }

  /** A bootable disk whose GRUB decides over the cases on both disks and powers off. */
  private TestDisk disk(Platform platform, String name, List<EnvironmentCase> cases)
      throws IOException {
    Path content = Files.createDirectory(directory.resolve(name));
    GrubLoader.into(content, platform, script(platform, cases));
    Path folder = Files.createDirectory(content.resolve("cases"));
    for (EnvironmentCase files : cases) {
      Path one = Files.createDirectory(folder.resolve(files.name()));
      for (Map.Entry<String, byte[]> file : new RecordingDisk(files, true).files.entrySet()) {
        Files.write(one.resolve(file.getKey()), file.getValue());
      }
    }
    TestMachine.firmwareFiles(platform, content);
    TestDisk disk = new TestDisk(directory.resolve(name + ".img"));
    try (Stream<Path> tops = Files.list(content)) {
      tops.forEach(disk::copyIn);
    }
    return disk;
  }

  private static String script(Platform platform, List<EnvironmentCase> cases) {
    StringBuilder script = new StringBuilder(TestMachine.terminals(platform));
    script.append(GrubConfig.decision()).append(ANSWERS);
    cases.forEach(files -> script.append(ask("rw", "$card", files)));
    EnvironmentCase.named().forEach(files -> script.append(ask("ro", "$other", files)));
    return script.append(TestMachine.end(platform)).toString();
  }

  private static String ask(String disk, String device, EnvironmentCase files) {
    String folder = "(" + device + ")/cases/" + files.name();
    return "psyopsos_decide \"%s\" %s\n".formatted(folder, LAST_RESORT.id())
        + "psyopsos_guard \"%s/boots\"\n".formatted(folder)
        + "answer %s %s\n".formatted(disk, files.name());
  }

  private static String told(BootDecision decision) {
    return decision.slot().id()
        + " "
        + decision.generation().map(Generation::toString).orElse("none")
        + (decision.trial() ? " yes " : " no ")
        + decision.written().id()
        + " card";
  }

  private static Map<String, String> answers(String console) {
    Map<String, String> answers = new TreeMap<>();
    Matcher matcher = ANSWER.matcher(console);
    while (matcher.find()) {
      answers.put(matcher.group(1) + " " + matcher.group(2), matcher.group(3));
    }
    assertThat(answers).as(console).isNotEmpty();
    return answers;
  }

  /** The files of a case as the model sees and changes them. */
  private static final class RecordingDisk implements BootDecision.Disk {
    private final Map<String, byte[]> files = new HashMap<>();
    private final boolean writable;

    RecordingDisk(EnvironmentCase files, boolean writable) {
      this.writable = writable;
      files.a().ifPresent(a -> this.files.put("env.a", files.bytesOfA()));
      files.b().ifPresent(b -> this.files.put("env.b", files.bytesOfB()));
      files.boots().ifPresent(boots -> this.files.put("boots", files.bytesOfBoots()));
    }

    @Override
    public byte[] read(String name) {
      return files.getOrDefault(name, new byte[0]);
    }

    @Override
    public boolean write(String name, byte[] content) {
      if (writable) {
        files.put(name, content);
      }
      return writable;
    }
  }
}
