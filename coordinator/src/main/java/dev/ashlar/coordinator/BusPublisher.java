/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import io.vertx.core.eventbus.EventBus;

/**
 * Publishes plans and alerts on the event bus.
 *
 * <p><b>Threading</b>: safe for use by many threads; publishing does not wait.
 */
final class BusPublisher implements PlanListener, AlertListener {
    private final EventBus bus;
    private final String prefix;

    BusPublisher(EventBus bus, String prefix) {
        this.bus = bus;
        this.prefix = prefix;
    }

    @Override
    public void adopted(AdoptedPlan plan) {
        bus.publish(prefix + "plan.adopted", BusReplies.plan(plan));
    }

    @Override
    public void refused(RefusedPlan refusal) {
        bus.publish(prefix + "plan.refused", BusReplies.refusal(refusal));
    }

    @Override
    public void measured(MeasuredPlan news) {
        bus.publish(prefix + "plan.measured", BusReplies.measured(news));
    }

    @Override
    public void alerted(Alert alert) {
        bus.publish(prefix + "alert", BusReplies.alert(alert));
    }
}
