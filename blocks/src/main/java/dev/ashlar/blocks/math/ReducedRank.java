/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** The layers of low rank that answer most nearly as a fitted layer does. */
public final class ReducedRank {
    /*
     * Reduced-rank regression (Izenman, J. Multivariate Analysis 5, 1975): among all weights of rank r, those with the
     * least squared error are w* U U', where w* are the least-squares weights and U the r directions in which the
     * fitted answers vary most: eigenvectors of their covariance S. So it is the outputs of the layer on its inputs
     * that decide, not the size of its weights. The bias stays free: it keeps the mean of the answers. Of large S the
     * leading eigenvectors are found by subspace iteration from random directions (Halko, Martinsson and Tropp, SIAM
     * Review 53, 2011), whose products the engine computes.
     */
    private static final int MOST_EXACT = 384;

    private static final int ITERATIONS = 4;

    private final CrossProducts products;
    private final SymmetricMatrix spread;
    private final double[] mean;
    private final double[] intercept;
    private final Weights weights;

    /** The least-squares weights of a layer, seen through directions of its answers. */
    interface Weights {
        /** What each of these directions (rank x targets, as doubles) takes from each feature: (rank x features). */
        float[] along(Tensor directions);
    }

    /**
     * @param spread covariance of the fitted answers
     * @param mean of the fitted answers
     * @param intercept the fitted answers where all features are 0
     */
    ReducedRank(CrossProducts products, SymmetricMatrix spread, double[] mean, double[] intercept, Weights weights) {
        this.products = products;
        this.spread = spread;
        this.mean = mean;
        this.intercept = intercept;
        this.weights = weights;
    }

    /** The best layer of this rank; the same for the same seed. */
    public Factors at(int rank, long seed) {
        int targets = mean.length;
        double[] directions = targets <= MOST_EXACT ? exact(rank) : iterated(rank, seed);
        double[] along = new double[rank];
        for (int i = 0; i < rank; i++) {
            for (int t = 0; t < targets; t++) {
                along[i] += directions[i * targets + t] * (mean[t] - intercept[t]);
            }
        }
        float[] second = new float[targets * rank];
        float[] bias = new float[targets];
        for (int t = 0; t < targets; t++) {
            double level = mean[t];
            for (int i = 0; i < rank; i++) {
                second[t * rank + i] = (float) directions[i * targets + t];
                level -= directions[i * targets + t] * along[i];
            }
            bias[t] = (float) level;
        }
        return new Factors(weights.along(tensor(directions, rank, targets)), second, bias);
    }

    /** The leading eigenvectors, (rank x targets). */
    private double[] exact(int rank) {
        int n = mean.length;
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int i = 0; i < n * n; i++) {
            matrix.data[i] = spread.at(i / n, i % n);
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(matrix)) {
            throw RidgeFit.unfit(n);
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted((a, b) -> Double.compare(
                        eigen.getEigenvalue(b).getReal(), eigen.getEigenvalue(a).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] directions = new double[rank * n];
        for (int i = 0; i < rank; i++) {
            System.arraycopy(eigen.getEigenVector(order[i]).data, 0, directions, i * n, n);
        }
        return directions;
    }

    /** Nearly the leading eigenvectors: orthonormal directions of nearly the same span. */
    private double[] iterated(int rank, long seed) {
        int n = mean.length;
        double[] directions = new Random(seed).doubles((long) rank * n, -1, 1).toArray();
        for (int i = 0; i < ITERATIONS; i++) {
            directions = orthonormal(transposed(spread.times(tensor(directions, rank, n)), n, rank), rank, n);
        }
        return orthonormal(directions, rank, n);
    }

    private double[] orthonormal(double[] rows, int rank, int n) {
        SymmetricMatrix products = SymmetricMatrix.ofRows(this.products, tensor(rows, rank, n));
        double trace =
                IntStream.range(0, rank).mapToDouble(i -> products.at(i, i)).sum();
        double[] square = new double[rank * rank];
        for (int i = 0; i < square.length; i++) {
            square[i] = products.at(i / rank, i % rank) + (i / rank == i % rank ? 1e-13 * trace + 1e-300 : 0);
        }
        double[] factor = Factor.inverse(square, rank);
        if (factor == null) {
            throw RidgeFit.unfit(n);
        }
        Tensor result = this.products.of(tensor(factor, rank, rank), tensor(transposed(rows, rank, n), n, rank));
        double[] orthonormal = new double[rank * n];
        result.data().asDoubleBuffer().get(orthonormal);
        return orthonormal;
    }

    private static double[] transposed(double[] matrix, int rows, int columns) {
        double[] transposed = new double[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = matrix[i * columns + j];
            }
        }
        return transposed;
    }

    static Tensor tensor(double[] values, int rows, int columns) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT64, Shape.of(rows, columns));
        tensor.data().asDoubleBuffer().put(values);
        return tensor;
    }
}
