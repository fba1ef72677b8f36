/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.profile.CompositionJudge;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.quality.Truth;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A composition that is judged beside what its original has answered. */
final class ProfileJudging implements CompositionJudge.Judging {
    private final BlockCatalog catalog;
    private final BlockChain chain;
    private final ProfileJudge.Prepared by;
    private final NetworkInputs inputs;
    private final List<Tensor> original;
    private ScoreSums sums = ScoreSums.NONE;
    private int judged;
    private @Nullable Truth truth;

    ProfileJudging(BlockCatalog catalog, BlockChain chain, ProfileJudge.Prepared by) {
        this.catalog = catalog;
        this.chain = chain;
        this.by = by;
        this.inputs = NetworkInputs.of(by.images(), catalog);
        this.original = catalog.outputs().stream()
                .map(output -> Tensor.allocate(output.type(), output.nominal()))
                .toList();
    }

    @Override
    public int images() {
        return by.images().size();
    }

    @Override
    public int judged() {
        return judged;
    }

    @Override
    public void read(Tensor input) {
        if (judged == images()) {
            throw new IllegalStateException("All %d images were judged.".formatted(judged));
        }
        AnswerFile.Entry entry;
        try {
            entry = by.answers().read(judged, original);
        } catch (IOException e) {
            throw new ProfilerException(
                    "What the original of %s answers cannot be read (%s). It is made anew at the next start."
                            .formatted(catalog.model(), e),
                    e);
        }
        Truth known = inputs.read(judged, input.floats(), 0);
        if (AnswerFile.sum(input.floats()) != entry.inputSum()
                || by.scores().quality(original, original, known) != entry.quality()) {
            throw new ProfilerException(
                    "Image %d of %s has changed since the original of %s answered it. Maybe run `ashlar profile` again."
                            .formatted(judged, by.images().name(), catalog.model()));
        }
        truth = known;
    }

    @Override
    public void judge(List<Tensor> outputs) {
        Truth known = truth;
        if (known == null) {
            throw new IllegalStateException("An image must be read before it is judged.");
        }
        sums = sums.plus(by.scores().of(outputs, original, known));
        judged++;
        truth = null;
    }

    @Override
    public MeasuredComposition result() {
        if (judged < images()) {
            throw new IllegalStateException("Of %d images %d were judged.".formatted(images(), judged));
        }
        return new MeasuredComposition(MeasuredComposition.Purpose.PLAN, chain.choices(), sums.means());
    }
}
