package org.psyopsos.grub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * Two copies of the boot environment for GRUB to decide over.
 *
 * @param name a directory's name, at most 30 characters
 * @param a content of env.a; empty for a missing file
 * @param b content of env.b; empty for a missing file
 * @param boots content of boots; empty for a missing file
 */
record EnvironmentCase(
    String name, Optional<String> a, Optional<String> b, Optional<String> boots) {

  private static final ReleaseVersion V1 = new ReleaseVersion("20260101-000000");
  private static final ReleaseVersion V2 = new ReleaseVersion("20260203-040506");
  private static final BootState STEADY_B = BootState.committed(Slot.B);
  private static final String OLD = block(7, STEADY_B);
  private static final String TRIAL = block(8, STEADY_B.tryNext(Slot.A, V2, 3));

  /** Everything somebody has thought of. */
  static List<EnvironmentCase> named() {
    List<EnvironmentCase> cases = new ArrayList<>();
    cases.addAll(sound());
    cases.addAll(brokenNewestCopy());
    cases.addAll(hostile());
    cases.addAll(counts());
    return cases;
  }

  /** What power cuts have left in the simulation of the agent: {@code PowerCutTest}. */
  static List<EnvironmentCase> crashes() throws IOException {
    try (InputStream in = EnvironmentCase.class.getResourceAsStream("crash-environments.txt")) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
      List<EnvironmentCase> cases = new ArrayList<>();
      for (String line : lines) {
        String[] files = line.split(" \\| ", -1);
        String name = "crash-" + cases.size();
        cases.add(new EnvironmentCase(name, file(files[0]), file(files[1]), file(files[2])));
      }
      return cases;
    }
  }

  private static Optional<String> file(String line) {
    String[] words = line.split(" ", 3);
    int length = Integer.parseInt(words[0]);
    if (length == 0) {
      return Optional.empty();
    }
    if (words[1].equals("base64")) {
      byte[] bytes = Base64.getDecoder().decode(words[2]);
      return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    String text = words[2].replace("\\n", "\n");
    return Optional.of(text + "#".repeat(length - text.length()));
  }

  /** Copies damaged at random, the same ones every time. */
  static List<EnvironmentCase> random(int count) {
    Random random = new Random(20260101);
    List<EnvironmentCase> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(of("random-" + i, damaged(random, OLD), damaged(random, TRIAL)));
    }
    return cases;
  }

  byte[] bytesOfA() {
    return bytes(a);
  }

  byte[] bytesOfB() {
    return bytes(b);
  }

  byte[] bytesOfBoots() {
    return bytes(boots);
  }

  private static List<EnvironmentCase> sound() {
    List<EnvironmentCase> cases = new ArrayList<>();
    for (int attempts = 0; attempts <= 9; attempts++) {
      BootState tried =
          new BootState(
              Slot.B,
              Optional.of(new Trial(Slot.A, V2, attempts)),
              Optional.of(new BadVersion(V1, FailedBecause.HEALTH_CHECK)));
      cases.add(of("trial-" + attempts, OLD, block(8, tried)));
    }
    for (FailedBecause because : FailedBecause.values()) {
      BootState bad =
          new BootState(Slot.A, Optional.empty(), Optional.of(new BadVersion(V2, because)));
      cases.add(of("bad-" + because.id(), block(9, bad), TRIAL));
    }
    cases.add(of("newer-a", TRIAL, OLD));
    cases.add(of("newer-b", OLD, TRIAL));
    cases.add(of("equal", OLD, block(7, BootState.committed(Slot.A))));
    cases.add(of("equal-trial-in-b", OLD, TRIAL.replace("00000008", "00000007")));
    cases.add(of("8-then-9-digits-of-octal", block(8, STEADY_B), block(10, STEADY_B)));
    cases.add(of("greatest", block(99_999_999, BootState.committed(Slot.A)), OLD));
    cases.add(of("first-zero", block(0, BootState.committed(Slot.B)), "x"));
    cases.add(pair("no-a", Optional.empty(), Optional.of(TRIAL)));
    cases.add(pair("no-b", Optional.of(TRIAL), Optional.empty()));
    cases.add(pair("no-file", Optional.empty(), Optional.empty()));
    return cases;
  }

  private static List<EnvironmentCase> brokenNewestCopy() {
    List<EnvironmentCase> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 25, 26, 100, 186, 187, 188, 512, 1023, 1025, 2048}) {
      String resized = (TRIAL + "#".repeat(1024)).substring(0, size);
      cases.add(of("size-" + size, OLD, resized));
      cases.add(of("size-" + size + "-alone", "", resized));
    }
    cases.add(of("torn-at-64", OLD, TRIAL.substring(0, 64) + OLD.substring(64)));
    cases.add(of("torn-at-100", OLD, TRIAL.substring(0, 100) + OLD.substring(100)));
    cases.add(of("torn-at-512", OLD, TRIAL.substring(0, 512) + "\0".repeat(512)));
    cases.add(of("first-half-zero", OLD, "\0".repeat(512) + TRIAL.substring(512)));
    cases.add(of("no-header", OLD, "#" + TRIAL.substring(1).replace("GRUB", "grub")));
    cases.add(of("zeros", OLD, "\0".repeat(1024)));
    cases.add(of("ones", OLD, "\u00ff".repeat(1024)));
    cases.add(of("both-zeros", "\0".repeat(1024), "\0".repeat(1024)));
    cases.add(of("both-garbage", noise(1), noise(2)));
    cases.add(of("both-no-padding", OLD.replace("#", ""), TRIAL.replace("#", "")));
    cases.add(of("gzipped", OLD, gzip(TRIAL)));
    cases.add(changed("gend-differs", "gend=00000008", "gend=00000009"));
    cases.add(changed("gen-short", "gen=00000008", "gen=8"));
    cases.add(changed("gen-signed", "gen=00000008", "gen=-0000008"));
    cases.add(changed("gen-hex", "gen=00000008", "gen=0x000008"));
    cases.add(changed("no-gend", "gend=00000008\n", ""));
    cases.add(changed("committed-c", "committed=b", "committed=c"));
    cases.add(changed("committed-upper", "committed=b", "committed=B"));
    cases.add(changed("committed-empty", "committed=b", "committed="));
    cases.add(changed("committed-long", "committed=b", "committed=bb"));
    cases.add(changed("trial-is-committed", "trial=a", "trial=b"));
    cases.add(changed("trial-none-with-rest", "trial=a", "trial=_"));
    cases.add(changed("version-none", V2.value(), "_".repeat(15)));
    cases.add(changed("version-text", V2.value(), "20260203T040506"));
    cases.add(changed("version-impossible", V2.value(), "20269999-999999"));
    cases.add(changed("attempts-text", "attempts=3", "attempts=x"));
    cases.add(changed("attempts-negative", "attempts=3", "attempts=-1"));
    cases.add(changed("attempts-10", "attempts=3", "attempts=10"));
    cases.add(changed("attempts-missing", "attempts=3\n", ""));
    cases.add(changed("bad-because-alone", "because=________", "because=deadline"));
    cases.add(changed("bad-because-unknown", "because=________", "because=tired___"));
    return cases;
  }

  private static List<EnvironmentCase> hostile() {
    List<EnvironmentCase> cases = new ArrayList<>();
    cases.add(changed("attempts-twice", "attempts=3\n", "attempts=3\nattempts=3\n"));
    cases.add(changed("attempts-twice-2-3", "attempts=3\n", "attempts=2\nattempts=3\n"));
    cases.add(changed("attempts-twice-4-3", "attempts=3\n", "attempts=4\nattempts=3\n"));
    cases.add(changed("committed-twice", "committed=b\n", "committed=b\ncommitted=a\n"));
    cases.add(changed("root-first", "gen=0", "root=(hd9)\nprefix=(hd9)/x\ngen=0"));
    cases.add(changed("root-last", "gend=00000008\n", "gend=00000008\nroot=hd9\nprefix=(hd9)/x\n"));
    cases.add(changed("script-name", "gen=0", "psyopsos_slot=a\npsyopsos_copy=x\ngen=0"));
    cases.add(changed("option-in-gen", "gen=00000008", "gen=--set=1:root"));
    cases.add(changed("option-in-trial", "trial=a", "trial=--set=1:root"));
    cases.add(changed("option-in-attempts", "attempts=3", "attempts=--help"));
    cases.add(changed("operator-in-committed", "committed=b", "committed=)"));
    cases.add(changed("not-in-committed", "committed=b", "committed=!"));
    cases.add(changed("space-in-committed", "committed=b", "committed=b -o a = a"));
    cases.add(changed("quotes", "committed=b", "committed=\"b\"'b'"));
    cases.add(changed("dollar", "committed=b", "committed=$root"));
    cases.add(changed("substitution", "committed=b", "committed=b; set root=x"));
    cases.add(changed("brace", "committed=b", "committed={b}"));
    cases.add(changed("nul-in-value", "committed=b", "committed=b\0a"));
    cases.add(changed("nul-in-name", "committed=b", "committed\0x=b"));
    cases.add(changed("backslash-before-value", "committed=b", "committed=\\b"));
    cases.add(changed("backslash-in-attempts", "attempts=3", "attempts=\\3"));
    cases.add(changed("backslash-newline", "committed=b\n", "committed=b\\\n"));
    cases.add(changed("backslash-at-the-end", "gend=00000008\n", "gend=00000008\\\n"));
    cases.add(changed("line-without-equals", "attempts=3\n", "hello\nattempts=3\n"));
    cases.add(changed("line-without-equals-1st", "gen=00000008\n", "hello\ngen=00000008\n"));
    cases.add(changed("comment", "attempts=3\n", "#attempts=1\nattempts=3\n"));
    cases.add(changed("comment-with-backslash", "attempts=3\n", "#x\\\nattempts=3\n"));
    cases.add(changed("carriage-returns", "\n", "\r\n"));
    cases.add(changed("spaces-around", "attempts=3", "attempts = 3"));
    cases.add(changed("order", "attempts=3\n", "").plus("attempts=3\n"));
    cases.add(changed("unterminated", "gend=00000008\n", "gend=00000008"));
    cases.add(changed("after-the-padding", "", "").plus("\nx=y\n"));
    return cases;
  }

  /** Boots of the committed slot that nobody has found good. */
  private static List<EnvironmentCase> counts() {
    List<EnvironmentCase> cases = new ArrayList<>();
    for (int boots = 0; boots <= 9; boots++) {
      cases.add(counted("boots-" + boots, OLD, count(boots, Slot.B)));
      cases.add(counted("boots-" + boots + "-of-the-other", OLD, count(boots, Slot.A)));
    }
    String six = count(6, Slot.B);
    cases.add(counted("boots-6-on-trial", TRIAL, six));
    String usedUp = TRIAL.replace("attempts=3", "attempts=0");
    cases.add(counted("boots-6-trial-used-up", usedUp, six));
    cases.add(
        new EnvironmentCase(
            "boots-6-no-copy", Optional.empty(), Optional.empty(), Optional.of(six)));
    cases.add(
        new EnvironmentCase(
            "boots-6-of-last-resort",
            Optional.empty(),
            Optional.empty(),
            Optional.of(count(6, Slot.A))));
    cases.add(counted("boots-empty", OLD, ""));
    cases.add(counted("boots-zeros", OLD, "\0".repeat(1024)));
    cases.add(counted("boots-nothing-yet", OLD, padded(EnvironmentBlock.HEADER)));
    cases.add(counted("boots-no-room", OLD, EnvironmentBlock.HEADER + "#"));
    cases.add(counted("boots-short", OLD, six.substring(0, 60)));
    cases.add(counted("boots-10", OLD, six.replace("boots=6", "boots=10")));
    cases.add(counted("boots-text", OLD, six.replace("boots=6", "boots=x")));
    cases.add(counted("boots-of-c", OLD, six.replace("boots_of=b", "boots_of=c")));
    cases.add(counted("boots-of-nobody", OLD, six.replace("boots_of=b\n", "")));
    cases.add(counted("boots-twice", OLD, six.replace("boots=6\n", "boots=2\nboots=6\n")));
    cases.add(counted("boots-option", OLD, six.replace("boots=6", "boots=--help")));
    cases.add(counted("boots-foreign", OLD, six.replace("boots=6", "root=(hd9)\nboots=6")));
    return cases;
  }

  private static String count(int boots, Slot of) {
    return new String(new BootCount(boots, of).encode(), StandardCharsets.ISO_8859_1);
  }

  private EnvironmentCase plus(String end) {
    String changed = b.orElse("");
    String shortened = changed.substring(0, changed.indexOf("####"));
    return of(name, OLD, end.startsWith("\n") ? changed + end : padded(shortened + end));
  }

  private static EnvironmentCase changed(String name, String target, String replacement) {
    return of(name, OLD, padded(TRIAL.replace(target, replacement).replaceAll("#{10,}$", "")));
  }

  private static EnvironmentCase of(String name, String a, String b) {
    return pair(name, Optional.of(a), Optional.of(b));
  }

  private static EnvironmentCase pair(String name, Optional<String> a, Optional<String> b) {
    return new EnvironmentCase(name, a, b, Optional.empty());
  }

  private static EnvironmentCase counted(String name, String newest, String boots) {
    return new EnvironmentCase(name, Optional.of(OLD), Optional.of(newest), Optional.of(boots));
  }

  private static String damaged(Random random, String block) {
    StringBuilder text = new StringBuilder(block);
    int times = random.nextInt(3);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(Math.min(190, text.length()));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(8))));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, "\\=\n#a0_b\0".charAt(random.nextInt(9)));
        case 3 ->
            text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(30))));
        default -> text.setLength(at + 1 + random.nextInt(text.length() - at));
      }
    }
    return text.toString();
  }

  private static String noise(long seed) {
    byte[] bytes = new byte[1024];
    new Random(seed).nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static String padded(String text) {
    return text + "#".repeat(Math.max(0, 1024 - text.length()));
  }

  private static String block(int generation, BootState state) {
    byte[] block = EnvironmentBlock.encode(new NumberedState(new Generation(generation), state));
    return new String(block, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(Optional<String> content) {
    return content.orElse("").getBytes(StandardCharsets.ISO_8859_1);
  }
}
