/** TOML settings files, read strictly. */
@NullMarked
package org.psyopsos.settings;

import org.jspecify.annotations.NullMarked;
