package org.psyopsos.agent.attack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Tarballs of the signed length that are not the signed ones. */
final class TarballForgeries {

  private static final String KERNEL = "kernel";
  private static final String SQUASHFS = "squashfs";
  private static final int MANIFEST = 512;
  private static final int MODE = 100;
  private static final int SIZE = 124;
  private static final int SIZE_LENGTH = 12;

  private final HonestWorld world;

  TarballForgeries(HonestWorld world) {
    this.world = world;
  }

  void addTo(Fixtures fixtures) {
    otherBytes(fixtures);
    names(fixtures);
    types(fixtures);
    sizes(fixtures);
  }

  private void otherBytes(Fixtures fixtures) {
    fixtures.deaddrop(
        "tarball-of-the-release-before", Target.TARBALL.object(world), world.followed.tarball());
    tarball(fixtures, "tarball-bit-in-manifest", tar -> tar.flip(MANIFEST + 100));
    tarball(fixtures, "tarball-bit-in-first-chunk", tar -> tar.flip(tar.content(KERNEL)));
    tarball(fixtures, "tarball-bit-in-third-chunk", tar -> tar.flip(tar.content(KERNEL) + 8200));
    tarball(
        fixtures,
        "tarball-bit-in-padding",
        tar -> tar.flip(tar.content(KERNEL) + HonestWorld.KERNEL_SIZE));
    tarball(fixtures, "tarball-bit-in-checksum", tar -> tar.flip(tar.header(KERNEL) + 150));
    tarball(fixtures, "tarball-member-behind-the-end", tar -> tar.flip(tar.bytes().length - 1000));
  }

  private void names(Fixtures fixtures) {
    tarball(fixtures, "tarball-name-climbs", tar -> tar.name(KERNEL, "../../etc/shadow"));
    tarball(fixtures, "tarball-name-absolute", tar -> tar.name(KERNEL, "/etc/shadow"));
    tarball(
        fixtures,
        "tarball-name-in-prefix",
        tar -> tar.field(KERNEL, 345, 155, ascii("../../../etc")));
    tarball(fixtures, "tarball-member-twice", tar -> tar.name(SQUASHFS, KERNEL));
    tarball(
        fixtures,
        "tarball-name-escape-sequences",
        tar -> tar.name(KERNEL, "\u001b[2J\u0007ker\nnel"));
  }

  private void types(Fixtures fixtures) {
    tarball(
        fixtures,
        "tarball-symbolic-link",
        tar -> tar.type(KERNEL, '2').linkName(KERNEL, "/etc/shadow"));
    tarball(
        fixtures,
        "tarball-hard-link",
        tar -> tar.type(KERNEL, '1').linkName(KERNEL, "/etc/shadow"));
    tarball(fixtures, "tarball-device", tar -> tar.type(KERNEL, '4'));
    tarball(fixtures, "tarball-directory", tar -> tar.type(KERNEL, '5'));
    tarball(fixtures, "tarball-gnu-long-name", tar -> tar.type(KERNEL, 'L'));
    tarball(fixtures, "tarball-gnu-sparse", tar -> tar.type(KERNEL, 'S'));
    tarball(
        fixtures,
        "tarball-pax-path",
        tar ->
            tar.type(KERNEL, 'x').put(tar.content(KERNEL), ascii("28 path=../../../etc/shadow\n")));
    tarball(
        fixtures,
        "tarball-pax-huge",
        tar ->
            tar.type(KERNEL, 'x')
                .field(KERNEL, SIZE, SIZE_LENGTH, ascii("77777777777"))
                .put(tar.content(KERNEL), ascii("8589934591 comment=")));
    tarball(fixtures, "tarball-setuid", tar -> tar.field(KERNEL, MODE, 8, ascii("0004755")));
  }

  private void sizes(Fixtures fixtures) {
    byte[] binary = new byte[SIZE_LENGTH];
    binary[0] = (byte) 0x80;
    binary[4] = 0x7f;
    tarball(fixtures, "tarball-size-binary", tar -> tar.field(KERNEL, SIZE, SIZE_LENGTH, binary));
    byte[] negative = new byte[SIZE_LENGTH];
    Arrays.fill(negative, (byte) 0xff);
    tarball(
        fixtures, "tarball-size-negative", tar -> tar.field(KERNEL, SIZE, SIZE_LENGTH, negative));
    tarball(
        fixtures,
        "tarball-size-shorter",
        tar -> tar.field(KERNEL, SIZE, SIZE_LENGTH, ascii("00000000000")));
  }

  private void tarball(Fixtures fixtures, String attack, UnaryOperator<Tar> change) {
    fixtures.deaddrop(
        attack, Target.TARBALL.object(world), change.apply(new Tar(world.newest)).bytes());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
