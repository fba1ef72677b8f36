/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

/**
 * What the system says of itself at one moment; times count up from its start, in ticks of the system.
 *
 * @param totalTicks of all cores, idle ones included
 * @param idleTicks in which nothing ran
 * @param stealTicks that a host gave to others
 * @param ownTicks that this process used
 * @param kilohertz clock of the fastest core; 0 where the system does not tell
 * @param throttles how often cores were slowed down for their heat
 */
public record MachineSample(
        long totalTicks, long idleTicks, long stealTicks, long ownTicks, long kilohertz, long throttles) {}
