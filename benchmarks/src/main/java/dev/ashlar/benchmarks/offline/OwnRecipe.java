/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.benchmarks.common.Ledger;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.descend.DescendOptions;
import dev.ashlar.blocks.descend.DescendantMaker;
import dev.ashlar.blocks.descend.HeadPolish;
import dev.ashlar.blocks.descend.PolishOptions;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.blocks.retrain.JointOptions;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Ashlar's own descendants, trained or in closed form, through the door that the command line uses. */
final class OwnRecipe {
    /** What polishing is called in the ledger. */
    static final String POLISH = StudyOptions.OURS + "-polish";

    private static final int MOST_TO_POLISH = 5000;

    private final GraphRunner runner;
    private final Ledger ledger;
    private final Path folder;
    private final Progress progress;

    OwnRecipe(GraphRunner runner, Ledger ledger, Path folder, Progress progress) {
        this.runner = runner;
        this.ledger = ledger;
        this.folder = folder;
        this.progress = progress;
    }

    /** The recipe with training. */
    Contender trained(Subject subject, StudyOptions options) {
        DistilOptions distil =
                DistilOptions.DEFAULT.withEpochs(options.epochs()).withSeed(options.seed());
        DescendOptions descend =
                closedForm(options).withSamples(options.samples()).withTraining(distil);
        if (options.joint()) {
            descend = descend.withJointTraining(JointOptions.DEFAULT.withSeed(options.seed()));
        }
        return make(StudyOptions.OURS, "Ashlar", subject, descend);
    }

    /** The recipe that stops before training. */
    Contender closed(Subject subject, StudyOptions options) {
        return make(StudyOptions.CLOSED_FORM, "Ashlar, closed form", subject, closedForm(options));
    }

    private static DescendOptions closedForm(StudyOptions options) {
        DescendOptions usual = DescendOptions.DEFAULT;
        return new DescendOptions(
                options.levels(),
                true,
                Math.min(usual.samples(), options.samples()),
                options.seed(),
                usual.worstError());
    }

    private Contender make(String name, String title, Subject subject, DescendOptions options) {
        FileStore store = FileStore.open(folder.resolve(name));
        ModelId model = subject.model().catalog().model();
        BlockCatalog catalog = store.models().contains(model)
                ? store.load(model)
                : ModelCutter.save(subject.model(), ModelCutter.cut(subject.model(), subject.cut()), store);
        String finished = name + ".finished";
        if (!ledger.knows(finished)) {
            try (Ledger.Meter meter = ledger.meter(name)) {
                catalog = new DescendantMaker(runner, store, options)
                        .descend(catalog, subject.fitted(), (what, done, total) -> {
                            meter.tick();
                            progress.at(title + ": " + what, done, total);
                        });
            }
            ledger.put(finished, 1);
        }
        return new Contender(name, title, store, catalog, ledger.get(name));
    }

    /** What was trained, and heads polished for these compositions. */
    Contender polished(Contender trained, Subject subject, List<BlockChain> chains, StudyOptions options) {
        PolishOptions how = PolishOptions.DEFAULT
                .withImages(Math.min(options.samples(), MOST_TO_POLISH))
                .withSeed(options.seed())
                .withTraining(DistilOptions.DEFAULT.withEpochs(options.epochs()).withSeed(options.seed()));
        BlockCatalog catalog = trained.store().load(trained.catalog().model());
        String work = chains + " " + how;
        String finished = POLISH + "."
                + Digest.sha256(work.getBytes(StandardCharsets.UTF_8)).value().substring(0, 12);
        if (!ledger.knows(finished)) {
            try (Ledger.Meter meter = ledger.meter(POLISH);
                    HeadPolish polish = HeadPolish.open(
                            runner, trained.store(), catalog, subject.fitted(), temporaryFolder(), how)) {
                for (int i = 0; i < chains.size(); i++) {
                    meter.tick();
                    progress.at(trained.title() + ": polishing", i, chains.size());
                    catalog = polish.polish(chains.get(i));
                }
            }
            ledger.put(finished, 1);
        }
        return new Contender(trained.name(), trained.title(), trained.store(), catalog, trained.cpuSeconds());
    }

    private Path temporaryFolder() {
        try {
            return Files.createDirectories(folder.resolve("activations"));
        } catch (IOException e) {
            throw new BenchmarkException("Cannot make the folder %s.".formatted(folder.resolve("activations")), e);
        }
    }
}
