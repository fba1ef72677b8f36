/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.optimizer.CpSatPlanner;
import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example of the documentation, compiled and run. */
@Timeout(120)
class EmbeddingExampleTest {

    @Test
    void servesAFrame(@TempDir Path folder) {
        FileStore made = FileStore.open(folder);
        try (OrtBlockEngine engine = OrtBlockEngine.open(made.cacheFolder())) {
            BlockCatalog net = RealNets.write(made, "sign-detector", 1, DeviceProbe.current(), engine.version());
            assertThat(net.blocks()).hasSize(2);
        }
        PackedImage image = PackedImage.of(new byte[3 * 64 * 48], 64, 48, PixelFormat.RGB);

        assertThat(serve(folder, Path.of("target", "natives"), image)).isEqualTo("plan 1 answered 1x10 numbers");
    }

    private static String serve(Path storeFolder, Path nativesFolder, PackedImage image) {
        FileStore store = FileStore.open(storeFolder);
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder());
                Ashlar ashlar = Ashlar.builder()
                        .catalogs(store)
                        .profiles(store)
                        .engine(engine)
                        .planner(() -> CpSatPlanner.open(nativesFolder))
                        .device(DeviceProbe.current())
                        .budget(new ResourceBudget(Bytes.parse("512MiB"), 2))
                        .open()
                        .await()) {
            StreamSpec spec = StreamSpec.of("door-cam", "sign-detector", Duration.ofMillis(100), Duration.ofSeconds(2));
            StreamHandle door = ashlar.openStream(spec).await();
            FrameOutcome outcome =
                    door.submit(Frame.of(image)).toCompletableFuture().join();
            return outcome.fold(
                    result -> "plan " + result.revision() + " answered "
                            + result.outputs().get(0).shape() + " numbers",
                    dropped -> "dropped, " + dropped.reason());
        }
    }
}
