/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * A wish for which no plan was adopted.
 *
 * @param revision of the plan that stays in force
 * @param wish what was asked, for people
 * @param refusal why it was refused
 */
record RefusedPlan(long revision, String wish, CoordinatorException refusal) {}
