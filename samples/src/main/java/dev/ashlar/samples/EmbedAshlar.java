/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.samples;

import dev.ashlar.coordinator.AdoptedPlan;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.optimizer.CpSatPlanner;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.data.DataSetOptions;
import dev.ashlar.store.data.DataSets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Looks at the pictures of a folder with a network of a store, then again with less memory. */
public final class EmbedAshlar {
    private EmbedAshlar() {}

    /**
     * Prints what became of each picture.
     *
     * @param args the folder of the store, the network's name in it, a folder of pictures
     */
    public static void main(String[] args) {
        ImageSet pictures = DataSets.open(Path.of(args[2]), DataSetOptions.plain());
        List<PackedImage> images = IntStream.range(0, pictures.size())
                .mapToObj(i -> pictures.sample(i).image())
                .toList();
        serve(Path.of(args[0]), args[1], images, System.out::println);
    }

    static void serve(Path folder, String network, List<PackedImage> images, Consumer<String> out) {
        // tag::example
        FileStore store = FileStore.open(folder);
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder());
                Ashlar ashlar = Ashlar.builder()
                        .catalogs(store)
                        .profiles(store)
                        .engine(engine)
                        .planner(() -> CpSatPlanner.open(store.cacheFolder().resolve("natives")))
                        .device(DeviceProbe.current())
                        .budget(new ResourceBudget(Bytes.parse("512MiB"), 2))
                        .open()
                        .await()) {
            StreamSpec camera = StreamSpec.of("door-cam", network, Duration.ofMillis(100), Duration.ofMillis(80));
            StreamHandle door = ashlar.openStream(camera).await();
            for (PackedImage image : images) {
                FrameOutcome outcome =
                        door.submit(Frame.of(image)).toCompletableFuture().join();
                out.accept(outcome.fold(
                        result -> result.chain() + " answered " + result.outputs() + " under plan " + result.revision(),
                        dropped -> "dropped: " + dropped.reason()));
            }
            // A byte less than this plan occupies. The next one swaps what it must, and the stream goes on.
            Bytes less = Bytes.of(ashlar.plan().forecast().memoryBytes() - 1);
            AdoptedPlan adopted = ashlar.setBudget(new ResourceBudget(less, 2)).await();
            out.accept("plan " + adopted.revision() + ": " + adopted.plan().chains());
            ashlar.explain().await().gains().forEach(gain -> out.accept(gain.toString()));
        }
        // end::example
    }
}
