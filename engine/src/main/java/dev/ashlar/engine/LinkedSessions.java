/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The linked sessions that are open, each once, whichever chains use it: a chain that differs from another in one piece
 * opens that piece alone.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 *
 * @param <S> sessions
 */
final class LinkedSessions<S> {

    /**
     * What a session computes.
     *
     * @param blocks that are linked in it, in order
     * @param reads tensors it is fed with
     * @param writes tensors it answers with
     */
    record Key(List<Digest> blocks, Set<String> reads, List<String> writes) {
        Key {
            blocks = List.copyOf(blocks);
            reads = Set.copyOf(reads);
            writes = List.copyOf(writes);
        }
    }

    private static final class Shared<S> {
        private final S session;
        private final long bytes;
        private int leases;

        Shared(S session, long bytes) {
            this.session = session;
            this.bytes = bytes;
        }
    }

    private final Consumer<? super S> closer;

    // Guarded by the monitor of this object.
    private final Map<Key, Shared<S>> open = new HashMap<>();

    /** @param closer closes a session that nobody leases any more; may throw, and then it stays open */
    LinkedSessions(Consumer<? super S> closer) {
        this.closer = closer;
    }

    /** One chain's right to a session, which closes with the last of them. */
    final class Lease implements AutoCloseable {
        private final Key key;
        private final Shared<S> shared;
        private boolean closed;

        private Lease(Key key, Shared<S> shared) {
            this.key = key;
            this.shared = shared;
        }

        S session() {
            return shared.session;
        }

        /** This chain's part of what the session occupies beyond what it has mapped. */
        long bytes() {
            synchronized (LinkedSessions.this) {
                return shared.bytes / Math.max(1, shared.leases);
            }
        }

        /** Gives it up; the second time nothing happens. */
        @Override
        public void close() {
            synchronized (LinkedSessions.this) {
                if (closed) {
                    return;
                }
                if (shared.leases == 1) {
                    closer.accept(shared.session);
                    open.remove(key, shared);
                }
                shared.leases--;
                closed = true;
            }
        }
    }

    /** A lease on a session that is open, or null if none is. */
    synchronized @Nullable Lease find(Key key) {
        Shared<S> shared = open.get(key);
        return shared == null ? null : lease(key, shared);
    }

    /** A lease on a session that was just opened, or on its equal that somebody else has opened meanwhile. */
    synchronized Lease share(Key key, S session, long bytes) {
        Shared<S> known = open.get(key);
        if (known != null) {
            closer.accept(session);
            return lease(key, known);
        }
        Shared<S> shared = new Shared<>(session, bytes);
        open.put(key, shared);
        return lease(key, shared);
    }

    private Lease lease(Key key, Shared<S> shared) {
        shared.leases++;
        return new Lease(key, shared);
    }
}
