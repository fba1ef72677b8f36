/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of serving, as it is written down.
 *
 * @param about machine, command, versions and seed
 * @param switching plans changed under load
 * @param deadlines of frames with and without changes of plans
 * @param overload frames of more networks than there are processors for
 * @param scheduler what the way of a frame costs beside computing
 * @param sharing one session for several streams, and several images at once
 * @param findings the targets
 */
record ServingResults(
        Map<String, String> about,
        @Nullable Switching switching,
        List<Deadlines> deadlines,
        List<Overload> overload,
        @Nullable Scheduler scheduler,
        @Nullable Sharing sharing,
        List<Finding> findings) {
    ServingResults {
        deadlines = List.copyOf(deadlines);
        overload = List.copyOf(overload);
        findings = List.copyOf(findings);
    }

    /**
     * Plans changed one after the other while frames come as fast as they are served.
     *
     * @param switches plans adopted
     * @param frames served meanwhile
     * @param wrongAnswers of them that were not what the chain they name answers (I1, I2)
     * @param failed frames that failed
     * @param addsUp whether every frame ended once (I7)
     * @param openMillis what opening, joining and warming took
     * @param bytesFetched footprint of what was opened
     * @param samples of the process, from the first to the last switch
     * @param growth of the process: the median of the last half of samples by that of the first half, less 1
     * @param left when all was closed
     */
    record Switching(
            long switches,
            long frames,
            long wrongAnswers,
            long failed,
            boolean addsUp,
            Spread openMillis,
            long bytesFetched,
            List<Sample> samples,
            double growth,
            Sample left) {
        Switching {
            samples = List.copyOf(samples);
        }
    }

    /**
     * The process at one moment.
     *
     * @param switches so far
     * @param weightBytes mapped weights, proportional
     * @param nativeBytes other memory of its own, less what the virtual machine has taken for code and classes
     * @param directBytes of native memory what lies in direct buffers, images and results for the most part
     * @param heapBytes of the virtual machine
     * @param maps mappings of weights
     * @param files open
     */
    record Sample(
            long switches, long weightBytes, long nativeBytes, long directBytes, long heapBytes, int maps, int files) {}

    /**
     * Frames of all streams at a rate that the machine can serve.
     *
     * @param changes whether plans were changed meanwhile
     * @param plans adopted meanwhile
     * @param frames offered
     * @param missed of them that were not served by their deadline
     * @param totalMillis from capture to result
     */
    record Deadlines(boolean changes, long plans, long frames, long missed, Spread totalMillis) {
        double share() {
            return frames == 0 ? 0 : (double) missed / frames;
        }
    }

    /**
     * One stream under overload.
     *
     * @param way ashlar, the same with networks in one piece, or free for a thread and a session of its own
     * @param priority of the stream; higher goes first
     * @param load what all streams together ask for, as a share of the processors
     * @param runMillis what a frame takes when nothing else runs
     * @param frames offered
     * @param missed of them that were not served by their deadline
     * @param totalMillis from capture to result, of frames that were served
     * @param waitMillis of them from capture until they were begun
     * @param computeMillis of them within the network; it includes waiting for a processor that something else uses
     */
    record Overload(
            String way,
            int priority,
            double load,
            double runMillis,
            long frames,
            long missed,
            Spread totalMillis,
            Spread waitMillis,
            Spread computeMillis) {
        double share() {
            return frames == 0 ? 0 : (double) missed / frames;
        }
    }

    /**
     * Frames that take no computing.
     *
     * @param rate frames per second, of all streams together
     * @param frames served
     * @param cpuMicros processor time of a frame on all threads of the way: submission, worker, delivery
     * @param plainMicros the same where an executor of the JDK completes the frames' futures
     * @param totalMicros from submission to result
     * @param heapBytes allocated per frame
     */
    record Scheduler(
            double rate, long frames, double cpuMicros, double plainMicros, Spread totalMicros, double heapBytes) {}

    /**
     * Ratios of time, medians over rounds.
     *
     * @param sharedToOwn two threads on one session by two threads on a session each
     * @param batchToSingle four images in one run by four runs, per image, one thread
     * @param rounds of each
     */
    record Sharing(double sharedToOwn, double batchToSingle, int rounds) {}

    /**
     * One target.
     *
     * @param target what is wanted
     * @param measured what came out
     * @param met whether that is enough; null where nothing is asked
     */
    record Finding(String target, String measured, @Nullable Boolean met) {}
}
