/**
 * Keys stolen and lost, played through with the commands of docs/keys.md: the real {@code tk} on
 * one side, the real {@code node-agent} on a node whose disk is a directory on the other.
 */
@NullMarked
package org.psyopsos.trustscenario;

import org.jspecify.annotations.NullMarked;
