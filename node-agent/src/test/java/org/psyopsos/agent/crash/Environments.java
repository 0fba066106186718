package org.psyopsos.agent.crash;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every boot environment that a power cut has left in the simulation, one of each kind: those that
 * differ only in how great their generations are, not in their order, are of one kind. Real GRUB
 * decides over each of them in {@code GrubDifferentialIT}, which has them as a resource.
 */
final class Environments {

  private static final Pattern GENERATION = Pattern.compile("(?<=gend?=)[0-9]{8}");
  private static final Pattern TEXT = Pattern.compile("[\\n -~]*");

  private final NavigableSet<String> kinds = new TreeSet<>();

  /** Takes what an EFI partition holds. */
  synchronized void add(Tree efi) {
    List<String> files =
        List.of(Grub.ENV_A, Grub.ENV_B, Grub.COUNT).stream()
            .map(name -> new String(efi.bytes(name), StandardCharsets.ISO_8859_1))
            .toList();
    NavigableSet<String> generations = new TreeSet<>();
    files.forEach(
        file -> GENERATION.matcher(file).results().map(m -> m.group()).forEach(generations::add));
    List<String> ranks = List.copyOf(generations);
    kinds.add(
        files.stream()
            .map(file -> GENERATION.matcher(file).replaceAll(found -> rank(ranks, found.group())))
            .map(Environments::line)
            .collect(Collectors.joining(" | ")));
  }

  /** A line for each kind. */
  synchronized List<String> lines() {
    return List.copyOf(kinds);
  }

  private static String rank(List<String> ranks, String generation) {
    return "%08d".formatted(ranks.indexOf(generation) + 1);
  }

  /** The length, and the text up to its padding; other bytes in base 64. */
  private static String line(String file) {
    Matcher text = TEXT.matcher(file);
    return file.length()
        + (text.matches()
            ? " text " + file.replaceFirst("#*$", "").replace("\n", "\\n")
            : " base64 "
                + Base64.getEncoder().encodeToString(file.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
