/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.core.quality.ImageSet;

/**
 * What is studied: a network and images that it was not made for in vain.
 *
 * @param name for people
 * @param model the trained network
 * @param cut how it is cut
 * @param fitted images to make descendants from, of the training split
 * @param validation images to choose by, of the training split, never fitted to
 * @param test images to report on
 * @param mirrored whether an image keeps its class when left and right change places
 */
public record Subject(
        String name,
        ImportedModel model,
        CutOptions cut,
        ImageSet fitted,
        ImageSet validation,
        ImageSet test,
        boolean mirrored) {}
