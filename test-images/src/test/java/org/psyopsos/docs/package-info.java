/** What the documents say is compared with what the programs are. */
package org.psyopsos.docs;
