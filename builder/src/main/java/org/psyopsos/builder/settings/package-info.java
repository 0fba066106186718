/** {@code tk.toml}: as written, then validated. */
@NullMarked
package org.psyopsos.builder.settings;

import org.jspecify.annotations.NullMarked;
