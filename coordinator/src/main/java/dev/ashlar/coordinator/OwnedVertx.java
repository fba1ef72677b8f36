/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import org.jspecify.annotations.Nullable;

/**
 * An instance of Vert.x to live in.
 *
 * @param vertx the instance
 * @param own whether it was made for this and ends with it
 */
record OwnedVertx(Vertx vertx, boolean own) {

    /** {@code existing}, or a small instance that writes no files and does not keep the JVM alive. */
    static OwnedVertx of(@Nullable Vertx existing) {
        if (existing != null) {
            return new OwnedVertx(existing, false);
        }
        VertxOptions small = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        return new OwnedVertx(Vertx.vertx(small), true);
    }

    /** Closes an own instance. */
    Future<Void> close() {
        return own ? vertx.close() : Future.succeededFuture();
    }
}
