/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** A symmetric matrix whose large operations are products of panels, computed by the engine in double precision. */
final class SymmetricMatrix {
    /*
     * Only cells on and below the diagonal are kept up to date, which halves the work. The inverse is computed in place
     * by sweeping blocks of pivots (Goodnight, A Tutorial on the SWEEP Operator, The American Statistician 33, 1979):
     * with L L' = A_KK, V = A_.K L'^-1, every other cell becomes A_ij - V_i V_j', a cell beside a pivot V_i L^-1, the
     * pivots -L'^-1 L^-1, and after all blocks the matrix is -A^-1. All but the factors of small corners are products.
     */
    private static final int BLOCK = 256;

    private final CrossProducts products;
    private final double[] cells;
    private int size;

    /** @param cells (size x size), row by row; taken over */
    SymmetricMatrix(CrossProducts products, double[] cells, int size) {
        this.products = products;
        this.cells = cells;
        this.size = size;
    }

    /** The products of all rows of a matrix (size x any) with each other. */
    static SymmetricMatrix ofRows(CrossProducts products, Tensor rows) {
        int size = Math.toIntExact(rows.shape().dim(0));
        SymmetricMatrix matrix = new SymmetricMatrix(products, new double[size * size], size);
        matrix.addRows(rows);
        return matrix;
    }

    /** Adds the products of all rows of a matrix (size x any) with each other. */
    void addRows(Tensor rows) {
        add(rows, rows);
    }

    /** Adds {@code left right'} (both size x n); the product must be symmetric. */
    void add(Tensor left, Tensor right) {
        add(left, right, 1);
    }

    void scale(double factor) {
        for (int i = 0; i < size * size; i++) {
            cells[i] *= factor;
        }
    }

    double at(int row, int column) {
        return row >= column ? cells[row * size + column] : cells[column * size + row];
    }

    /** A copy of one column, or row. */
    double[] column(int index) {
        double[] column = new double[size];
        System.arraycopy(cells, index * size, column, 0, index + 1);
        for (int i = index + 1; i < size; i++) {
            column[i] = cells[i * size + index];
        }
        return column;
    }

    /** Takes {@code left right'} (both size x n) away; the product must be symmetric. */
    void subtract(Tensor left, Tensor right) {
        add(left, right, -1);
    }

    private void add(Tensor left, Tensor right, double sign) {
        CrossProducts.panels(size, (from, to) -> {
            Tensor product = products.of(CrossProducts.rows(left, from, to), CrossProducts.rows(right, 0, to));
            double[] row = new double[to];
            for (int i = from; i < to; i++) {
                read(product, (i - from) * to, row, i + 1);
                Vectors.add(sign, row, 0, cells, i * size, i + 1);
            }
        });
    }

    private static void read(Tensor from, int at, double[] row, int n) {
        if (from.type() == ElementType.FLOAT64) {
            from.data().asDoubleBuffer().get(at, row, 0, n);
            return;
        }
        FloatBuffer floats = from.floats();
        for (int i = 0; i < n; i++) {
            row[i] = floats.get(at + i);
        }
    }

    /** Leaves out all rows and columns but these, given in rising order. */
    void keepOnly(int[] kept) {
        for (int i = 0; i < kept.length; i++) {
            int from = kept[i] * size;
            int to = i * kept.length;
            for (int j = 0; j <= i; j++) {
                cells[to + j] = cells[from + kept[j]];
            }
        }
        size = kept.length;
    }

    /** The product with the transpose of {@code right} (columns x size): (size x columns), row by row. */
    double[] times(Tensor right) {
        int columns = Math.toIntExact(right.shape().dim(0));
        double[] result = new double[size * columns];
        CrossProducts.panels(size, (from, to) -> {
            Tensor panel = Tensor.allocate(ElementType.FLOAT64, Shape.of(to - from, size));
            DoubleBuffer rows = panel.data().asDoubleBuffer();
            for (int i = from; i < to; i++) {
                rows.put(column(i));
            }
            products.of(panel, right).data().asDoubleBuffer().get(0, result, from * columns, (to - from) * columns);
        });
        return result;
    }

    /** Makes this matrix its inverse; false if it has none because it is not positive definite. */
    boolean invert() {
        for (int from = 0; from < size; from += BLOCK) {
            if (!sweep(from, Math.min(size, from + BLOCK))) {
                return false;
            }
        }
        scale(-1);
        return true;
    }

    private boolean sweep(int from, int to) {
        int width = to - from;
        double @Nullable [] factor = Factor.inverse(corner(from, to), width);
        if (factor == null) {
            return false;
        }
        double[] transposed = new double[width * width];
        for (int i = 0; i < width * width; i++) {
            transposed[i] = factor[i % width * width + i / width];
        }
        Tensor scaled = products.of(columns(from, to), tensor(factor, width));
        if (width < size) {
            subtract(scaled, scaled);
        }
        Tensor beside = products.of(scaled, tensor(transposed, width));
        Tensor pivots = products.of(tensor(transposed, width), tensor(transposed, width));
        write(beside, pivots, from, to);
        return true;
    }

    private double[] corner(int from, int to) {
        double[] corner = new double[(to - from) * (to - from)];
        for (int i = from; i < to; i++) {
            for (int j = from; j < to; j++) {
                corner[(i - from) * (to - from) + j - from] = at(i, j);
            }
        }
        return corner;
    }

    private Tensor columns(int from, int to) {
        Tensor columns = Tensor.allocate(ElementType.FLOAT64, Shape.of(size, to - from));
        DoubleBuffer values = columns.data().asDoubleBuffer();
        for (int i = 0; i < size; i++) {
            for (int j = from; j < to; j++) {
                values.put(at(i, j));
            }
        }
        return columns;
    }

    private static Tensor tensor(double[] values, int width) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT64, Shape.of(width, width));
        tensor.data().asDoubleBuffer().put(values);
        return tensor;
    }

    private void write(Tensor beside, Tensor pivots, int from, int to) {
        DoubleBuffer values = beside.data().asDoubleBuffer();
        DoubleBuffer inner = pivots.data().asDoubleBuffer();
        int width = to - from;
        for (int i = 0; i < size; i++) {
            boolean pivot = i >= from && i < to;
            for (int j = from; j < to; j++) {
                double value = pivot ? -inner.get((i - from) * width + j - from) : values.get(i * width + j - from);
                cells[Math.max(i, j) * size + Math.min(i, j)] = value;
            }
        }
    }
}
