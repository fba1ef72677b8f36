/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

/**
 * What a camera does to a picture: blur of lens and motion, uneven light, tone and sensor noise.
 *
 * @param blur deviation of the lens blur in pixels, 0 for none
 * @param motion length of the motion blur in pixels, 0 for none
 * @param direction of the motion in radians
 * @param gamma exponent of the tone curve, above 1 for darker middle tones
 * @param contrast share of the tonal range that is left
 * @param lift the darkest tone, 0..1
 * @param vignette share of light lost in the corners
 * @param slopeX change of light from the left edge to the right, as a share
 * @param slopeY change of light from the upper edge to the lower, as a share
 * @param noise deviation of the sensor noise in steps of 1/255
 * @param seed of the noise
 */
record Camera(
        double blur,
        double motion,
        double direction,
        double gamma,
        double contrast,
        double lift,
        double vignette,
        double slopeX,
        double slopeY,
        double noise,
        long seed) {
    private static final int GRAIN = 1 << 16;
    private static final float[] NOISE = grain();

    /**
     * A camera somewhere between a good one at noon and a poor one at dusk.
     *
     * @param sharpness pixels in the place of one pixel of an ordinary camera, which blurs must be measured by
     */
    static Camera any(Dice dice, double sharpness) {
        double contrast = dice.chance(0.25) ? dice.between(0.35, 0.7) : dice.between(0.75, 1);
        return new Camera(
                dice.chance(0.5) ? sharpness * dice.between(0.4, 1.3) : 0,
                dice.chance(0.3) ? sharpness * dice.between(2, 6) : 0,
                dice.between(0, Math.PI),
                dice.octaves(0.6, 1.6),
                contrast,
                dice.between(0, 1 - contrast),
                dice.between(0, 0.4),
                dice.between(-0.5, 0.5),
                dice.between(-0.4, 0.4),
                dice.octaves(1, 14),
                dice.next());
    }

    /**
     * Takes the picture.
     *
     * @param pixels 0xRRGGBB, rows from the top
     * @return packed RGB
     */
    byte[] take(int[] pixels, int width, int height) {
        int[] seen = pixels;
        if (blur > 0) {
            seen = Blur.lens(seen, width, height, blur);
        }
        if (motion > 0) {
            seen = Blur.motion(seen, width, height, motion, direction);
        }
        return develop(seen, width, height);
    }

    private byte[] develop(int[] pixels, int width, int height) {
        float[] curve = curve();
        byte[] packed = new byte[pixels.length * 3];
        Dice dice = new Dice(seed);
        for (int y = 0; y < height; y++) {
            double fromMiddleY = 2.0 * y / height - 1;
            int grain = dice.whole(0, GRAIN - 1);
            for (int x = 0; x < width; x++) {
                double fromMiddleX = 2.0 * x / width - 1;
                float light = (float) ((1 - vignette * (fromMiddleX * fromMiddleX + fromMiddleY * fromMiddleY) / 2)
                        * (1 + (slopeX * fromMiddleX + slopeY * fromMiddleY) / 2));
                int pixel = pixels[y * width + x];
                int at = 3 * (y * width + x);
                for (int shift = 16; shift >= 0; shift -= 8) {
                    int lit = Math.min((int) (((pixel >> shift) & 0xff) * light), 255);
                    float value = curve[lit] + (float) noise * NOISE[grain++ & (GRAIN - 1)];
                    packed[at++] = (byte) Math.min(Math.max(value, 0), 255);
                }
            }
        }
        return packed;
    }

    private float[] curve() {
        float[] curve = new float[256];
        for (int i = 0; i < curve.length; i++) {
            curve[i] = (float) (255 * (lift + contrast * StrictMath.pow(i / 255.0, gamma)));
        }
        return curve;
    }

    private static float[] grain() {
        float[] grain = new float[GRAIN];
        Dice dice = new Dice(1);
        for (int i = 0; i < grain.length; i++) {
            grain[i] = (float) dice.gaussian();
        }
        return grain;
    }
}
