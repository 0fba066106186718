/** Device trees: what tells a kernel which board it runs on. */
@NullMarked
package org.psyopsos.builder.devicetree;

import org.jspecify.annotations.NullMarked;
