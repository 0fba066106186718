/** minisign public keys and signatures; verification only. */
@NullMarked
package org.psyopsos.signature;

import org.jspecify.annotations.NullMarked;
