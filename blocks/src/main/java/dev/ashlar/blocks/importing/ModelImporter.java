/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads ONNX files and brings them into canonical form. */
public final class ModelImporter {
    private static final long DEFAULT_SIDE = 224;

    /** A picture of 4K takes three quarters of it. */
    private static final long MOST_INPUTS = 1L << 25;

    private final GraphRunner runner;

    /** @param runner runs the network, and the parts of it that are constant */
    public ModelImporter(GraphRunner runner) {
        this.runner = runner;
    }

    /** Reads a network and checks that its canonical form answers as the file does. */
    public ImportedModel read(Path file, ImportOptions options) {
        OnnxGraph read = OnnxReader.read(file);
        OnnxGraph original = options.weightSeed() == null ? read : SeededWeights.fill(read, options.weightSeed());
        SoundWeights.require(file, ConstantFolding.promote(original));
        ValueInfoProto fed = onlyInput(file, original);
        Shape declared = declared(file, fed);
        Shape nominal = nominal(file, declared, options);
        Canonical canonical = Canonical.of(file, original, declared, nominal, runner);
        ModelGraph structure = canonical.structure();
        Preprocessing preprocessing = options.preprocessing() == null
                ? Preprocessing.unit(nominal.dim(1) == 1 ? PixelFormat.GRAY : PixelFormat.RGB)
                : options.preprocessing();
        if (preprocessing.order().channels() != nominal.dim(1)) {
            throw new BlocksException(
                    "The network %s reads %d channels and its preprocessing makes %d. Maybe choose another order of channels."
                            .formatted(
                                    file, nominal.dim(1), preprocessing.order().channels()));
        }
        OutputKind kind = options.outputKind() == null ? kindOf(structure) : options.outputKind();
        if (kind == OutputKind.CLASSES) {
            requireNames(file, structure.outputs().get(0), nominal.dim(0), options.labels());
        }
        BlockCatalog catalog = new BlockCatalog(
                options.model(),
                Digest.sha256(canonical.graph().toBytes()),
                structure.input(),
                preprocessing,
                structure.outputs(),
                kind,
                options.labels(),
                List.of());
        return new ImportedModel(canonical.graph(), structure, catalog);
    }

    /** With a name too many or too few every class behind it would be called by that of another. */
    private static void requireNames(Path file, TensorSpec output, long batch, List<String> labels) {
        long classes = Math.max(1, output.nominal().elements() / batch);
        if (!labels.isEmpty() && labels.size() != classes) {
            String advice = labels.size() == classes + 1
                    ? "the labels begin with a background class that it does not have: leave that line out"
                    : labels.size() == classes - 1
                            ? "it has a background class that the labels lack: add a line for it"
                            : "they are those of another network; empty lines do not count";
            throw new BlocksException(
                    "The network %s tells %d classes apart (output %s) and is given %d labels. Maybe %s."
                            .formatted(file, classes, output.name(), labels.size(), advice));
        }
    }

    private static ValueInfoProto onlyInput(Path file, OnnxGraph graph) {
        List<ValueInfoProto> used = graph.inputs().stream()
                .filter(input -> graph.nodes().stream()
                        .anyMatch(node -> node.getInputList().contains(input.getName())))
                .toList();
        if (used.size() != 1) {
            throw new BlocksException(
                    "The network %s has %d inputs (%s); exactly one image is supported. Maybe fold the others into constants."
                            .formatted(
                                    file,
                                    used.size(),
                                    used.stream().map(ValueInfoProto::getName).toList()));
        }
        return used.get(0);
    }

    private static Shape declared(Path file, ValueInfoProto input) {
        int type = input.getType().getTensorType().getElemType();
        List<Long> dims = new ArrayList<>();
        for (TensorShapeProto.Dimension dim :
                input.getType().getTensorType().getShape().getDimList()) {
            dims.add(dim.hasDimValue() && dim.getDimValue() > 0 ? dim.getDimValue() : Shape.FREE);
        }
        boolean image = type == ElementType.FLOAT32.onnx()
                && dims.size() == 4
                && (dims.get(1) == 1 || dims.get(1) == 3)
                && dims.stream().allMatch(dim -> dim <= 1 << 16);
        if (!image) {
            throw new BlocksException(
                    "The input %s of %s (element type %d, shape %s) must be a float32 image of shape (batch, channel, height, width) with 1 or 3 channels. Maybe export the network in channels-first layout."
                            .formatted(input.getName(), file, type, dims));
        }
        return new Shape(dims);
    }

    private static Shape nominal(Path file, Shape declared, ImportOptions options) {
        Shape nominal = options.nominal() == null ? byDefault(declared) : options.nominal();
        if (!nominal.isStatic() || !declared.admits(nominal)) {
            throw new BlocksException(
                    "The input size (%s) does not fit the input of %s (%s). Maybe give it another size where the network leaves it open, marked by ?."
                            .formatted(nominal, file, declared));
        }
        if (nominal.elements() > MOST_INPUTS) {
            throw new BlocksException(
                    "The input size (%s) of %s holds %d numbers, more than the %d that are served. Maybe choose a smaller one."
                            .formatted(nominal, file, nominal.elements(), MOST_INPUTS));
        }
        return nominal;
    }

    private static Shape byDefault(Shape declared) {
        Shape shape = declared.dim(0) == Shape.FREE ? declared.with(0, 1) : declared;
        for (int axis = 2; axis < 4; axis++) {
            shape = shape.dim(axis) == Shape.FREE ? shape.with(axis, DEFAULT_SIDE) : shape;
        }
        return shape;
    }

    private static OutputKind kindOf(ModelGraph structure) {
        if (structure.outputs().size() > 1) {
            return OutputKind.VALUES;
        }
        TensorSpec output = structure.outputs().get(0);
        Shape shape = output.nominal();
        String last = structure.operators().stream()
                .filter(operator -> operator.outputs().contains(output.name()))
                .map(operator -> operator.type())
                .findFirst()
                .orElse("");
        boolean vector = shape.rank() >= 2 && shape.elements() == shape.dim(0) * shape.dim(1) && shape.dim(1) > 1;
        if (vector) {
            return OutputKind.CLASSES;
        }
        boolean map = shape.rank() == 4 && shape.dim(1) == 1 && last.equals("Sigmoid");
        return map ? OutputKind.PROBABILITY_MAP : OutputKind.VALUES;
    }
}
