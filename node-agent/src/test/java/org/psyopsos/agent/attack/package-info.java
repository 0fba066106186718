/** Every attack that the agent must withstand, each with a folder of what the attacker sends. */
package org.psyopsos.agent.attack;
