/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.profile.Conditions;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.ServingCosts;
import org.jspecify.annotations.Nullable;

/** Where the numbers of a network come from, and what holds for all of them. */
final class ProvenanceSection {
    private final Html out;
    private final Digest source;

    /** @param source of the network */
    ProvenanceSection(Html out, Digest source) {
        this.out = out;
        this.source = source;
    }

    void write(ProfileSnapshot profile) {
        Provenance from = profile.provenance();
        out.element("h3", "Where the numbers come from");
        out.open("dl", "class", "facts");
        fact("device", from.device().key());
        fact(
                "processor",
                from.device().cpu() + ", " + from.device().cores() + " cores, "
                        + Figures.memory(from.device().memoryBytes()) + "; "
                        + String.join(" ", from.device().features()));
        fact("engine", from.engine());
        fact("images", from.images() + " of " + from.data());
        fact("seed", String.valueOf(from.seed()));
        fact("measured", from.measuredAt().toString());
        fact("state of the machine", state(from));
        fact("runs timed", String.valueOf(profile.whole().runs()));
        fact("beyond the blocks", Figures.time(profile.fixedNanos()) + " a frame (95th percentile)");
        fact("activations", Figures.memory(profile.activationBytes()));
        serving(profile.serving());
        fact("network", "SHA-256 " + source.value());
        fact(
                "predictions",
                "time: the original's, changed by what each descendant changes of its block and by borders between 8 bits and others. Memory: distinct weights and activations. Quality: as planners see it.");
        out.close("dl");
    }

    /** What a frame costs beyond its blocks where several networks run, and how well linked compositions are foretold. */
    private void serving(@Nullable ServingCosts serving) {
        if (serving == null) {
            return;
        }
        LinkCosts linking = serving.linking();
        if (linking != null && linking.compositions() > 0) {
            fact(
                    "compositions timed",
                    linking.compositions() + "; the times of others are off by at most "
                            + Figures.percent(linking.error()) + " for nine of ten");
        }
        for (int others = 1; others < serving.slowdowns().size(); others++) {
            fact(
                    "beside " + others + " more",
                    Figures.percent(serving.slowdowns().get(others) - 1) + " longer a frame");
        }
        for (int more = 1; more < serving.threads().size(); more++) {
            fact(
                    "on " + (more + 1) + " threads",
                    Figures.time(serving.threads().get(more).p50Nanos()) + " a frame");
        }
    }

    private static String state(Provenance from) {
        Conditions seen = from.conditions();
        if (seen == null) {
            return "was not looked at";
        }
        String shares = Figures.percent(seen.stealShare()) + " of the processor time taken by the host, "
                + Figures.percent(seen.otherShare()) + " used by other processes; the original drifted by "
                + Figures.percent(seen.drift());
        return seen.warnings().isEmpty() ? "quiet: " + shares : shares;
    }

    private void fact(String name, String value) {
        out.element("dt", name).element("dd", value);
    }
}
