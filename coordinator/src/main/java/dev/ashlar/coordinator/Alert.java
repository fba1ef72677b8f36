/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * Trouble that people should hear of, while what was in force goes on.
 *
 * @param code what kind
 * @param subject what it is about: a stream, a network, or {@code memory}
 * @param message what happened and what may help, a sentence or more
 * @param revision of the plan in force when it happened
 */
public record Alert(AlertCode code, String subject, String message, long revision) {}
