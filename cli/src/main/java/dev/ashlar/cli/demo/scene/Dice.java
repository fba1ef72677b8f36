/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.util.List;

/** A seeded source of chance, whose sequence is the same on every Java version. Belongs to one thread. */
final class Dice {
    /*
     * SplitMix64 [1]. The generators of the JDK are not used because the way from their bits to a number in a range is
     * not specified and has changed between releases.
     * [1] Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
     */
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    Dice(long seed) {
        this.state = seed;
    }

    /** The dice of one item of a seeded sequence, independent of those of its neighbours. */
    static Dice of(long seed, long index) {
        return new Dice(mix(mix(seed + GAMMA) + index * GAMMA));
    }

    /** All 64 bits. */
    long next() {
        state += GAMMA;
        return mix(state);
    }

    /** At least {@code low} and below {@code high}, uniformly. */
    double between(double low, double high) {
        return low + (high - low) * ((next() >>> 11) * 0x1.0p-53);
    }

    /** Between two positive numbers, each octave as likely as the others. */
    double octaves(double low, double high) {
        return low * StrictMath.pow(high / low, between(0, 1));
    }

    /** A whole number from {@code low} to {@code high}, both included. */
    int whole(int low, int high) {
        return low + (int) between(0, high - low + 1);
    }

    boolean chance(double probability) {
        return between(0, 1) < probability;
    }

    <T> T pick(List<T> choices) {
        return choices.get(whole(0, choices.size() - 1));
    }

    /** Normally distributed to three decimals: mean 0, deviation 1, at most 6 away. */
    double gaussian() {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += between(0, 1);
        }
        return sum;
    }

    private static long mix(long bits) {
        bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
        return bits ^ (bits >>> 31);
    }
}
