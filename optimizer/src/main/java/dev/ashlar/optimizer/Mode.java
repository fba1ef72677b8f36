/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.PlanModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to serve a stream: with one network, at one rate.
 *
 * @param model the network
 * @param period time from frame to frame
 * @param weight of the stream times the utility of the rate
 * @param slackNanos time that the blocks together may take
 * @param damageCap sum of drops that the accuracy floor allows; infinite if there is none
 * @param perNano what each nanosecond of a frame takes of each load row
 * @param perNanojoule what each nanojoule of a frame takes of each load row
 * @param network the digest that stands for the network's fixed bytes; -1 if they are counted already
 * @param parts all chains, each in exactly one part beside those that were measured as a whole
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read in the innermost loops
record Mode(
        PlanModel model,
        Duration period,
        double weight,
        long slackNanos,
        double damageCap,
        double[] perNano,
        double[] perNanojoule,
        int network,
        List<Part> parts) {

    boolean isLinear() {
        return model.link().isIdentity();
    }

    /** What a chain of so much damage costs, in the units of the objective. */
    double cost(double damage) {
        return -weight * (model.baseAccuracy() - model.link().loss(damage));
    }

    BlockChain chain(Part part, int[] choices) {
        List<DescendantId> chain = new ArrayList<>(choices.length);
        for (int b = 0; b < choices.length; b++) {
            chain.add(part.variants[b][choices[b]].id());
        }
        return new BlockChain(model.id(), chain);
    }

    /** Whether the accuracy of a chain is known. */
    boolean isMeasured(Part part, int[] choices) {
        return model.measured().containsKey(chain(part, choices).choices());
    }

    /** What a chain costs for its accuracy, as measured or predicted. */
    double accuracyCost(Part part, int[] choices, double damage) {
        if (!model.measured().isEmpty()) {
            Double known = model.measured().get(chain(part, choices).choices());
            if (known != null) {
                return -weight * known;
            }
        }
        return cost(damage);
    }
}
