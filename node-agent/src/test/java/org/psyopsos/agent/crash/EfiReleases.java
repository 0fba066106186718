package org.psyopsos.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.UBootName;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/**
 * Two releases of the EFI partition of one platform.
 *
 * @param os what runs
 * @param before what is there
 * @param after what is offered
 */
record EfiReleases(
    TestRepository repository, TestRelease os, TestRelease before, TestRelease after) {

  /** As an image is. */
  DiskState begin() {
    return Scenarios.fresh(repository, os, Optional.of(before));
  }

  StoredObjects offer() {
    return StoredObjects.published(
        deaddrop -> {
          deaddrop.publish(os);
          deaddrop.publish(after);
          deaddrop.offer(repository, repository.channel(os, Optional.of(after), 1));
        });
  }

  /** The new release is there, and nothing that is only of the old one. */
  void requireIn(Tree efi, boolean loader) {
    for (Artifact file : after.manifest().files()) {
      boolean left = !loader && after.manifest().platform().isLoader(file.path());
      Manifest expected = (left ? before : after).manifest();
      assertThat(Sha256.of(efi.bytes(file.path())))
          .as(file.path())
          .isEqualTo(expected.file(file.path()).orElseThrow().sha256());
    }
    assertThat(efi.files().keySet()).noneMatch(name -> name.endsWith("~"));
    assertThat(uBoots(efi.files().keySet()))
        .isEqualTo(
            uBoots(
                after.manifest().files().stream().map(Artifact::path).collect(Collectors.toSet())));
  }

  private static Set<String> uBoots(Set<String> paths) {
    return paths.stream().filter(UBootName::is).collect(Collectors.toSet());
  }
}
