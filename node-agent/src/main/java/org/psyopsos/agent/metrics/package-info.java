/** What everybody on a node may know of it: for prompts, Prometheus and load balancers. */
@NullMarked
package org.psyopsos.agent.metrics;

import org.jspecify.annotations.NullMarked;
