/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges whole compositions on the images of their profile while someone else runs them, image by image, so that the work
 * can rest between any two.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
public interface CompositionJudge {

    /**
     * Begins to judge a composition.
     *
     * @param profile of the network, which says on which images
     * @return null if there is nothing to judge it by: no images of this network, or others than the profile's
     */
    @Nullable
    Judging begin(BlockCatalog catalog, ProfileSnapshot profile, BlockChain chain);

    /**
     * One composition under judgement: an image as input, the answers to it, and so on until none is left.
     *
     * <p><b>Threading</b>: for one thread at a time.
     *
     * <p><b>Failure</b>: methods throw the judge's {@link dev.ashlar.core.AshlarException} where images cannot be read or
     * have changed; nothing comes of the judgement then.
     */
    interface Judging {

        /** How many images there are. */
        int images();

        /** How many of them were judged. */
        int judged();

        /**
         * Writes the next image, again if it was not judged since.
         *
         * @param input of the network, of its nominal shape
         */
        void read(Tensor input);

        /** Takes what the composition answers to the image that was read, in the order of the catalog. */
        void judge(List<Tensor> outputs);

        /** What it is worth, once all images were judged. */
        MeasuredComposition result();
    }
}
