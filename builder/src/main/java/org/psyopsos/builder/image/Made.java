package org.psyopsos.builder.image;

import java.nio.file.Path;

/**
 * A finished image.
 *
 * @param image the image
 * @param blockMap which of its blocks have to be written to a medium
 */
public record Made(Path image, Path blockMap) {}
