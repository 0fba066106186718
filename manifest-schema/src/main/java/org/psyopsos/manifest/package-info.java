/** What a release consists of: its manifest, its files, its chunks. */
@NullMarked
package org.psyopsos.manifest;

import org.jspecify.annotations.NullMarked;
