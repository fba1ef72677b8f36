/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all who listen of trouble.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

    private final List<AlertListener> listeners;
    private final LongSupplier revision;
    private final AtomicLong raised = new AtomicLong();

    /** @param revision of the plan in force */
    Alerts(List<AlertListener> listeners, LongSupplier revision) {
        this.listeners = List.copyOf(listeners);
        this.revision = revision;
    }

    void raise(AlertCode code, String subject, String message) {
        raised.incrementAndGet();
        LOG.warn("{} ({}): {}", code, subject, message);
        Alert alert = new Alert(code, subject, message, revision.getAsLong());
        for (AlertListener listener : listeners) {
            try {
                listener.alerted(alert);
            } catch (Throwable t) {
                // Whatever a listener throws, the others hear of it too.
                LOG.warn("A listener to alerts failed.", t);
            }
        }
    }

    /** How many there have been. */
    long raised() {
        return raised.get();
    }
}
