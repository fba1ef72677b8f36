/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.graph.ModelGraph;
import java.util.List;

/**
 * A drawn network: its operators as a layered graph from top to bottom, a box around each block, and the tensors that
 * cross its borders. Equal networks cut in the same way have equal pictures.
 */
public final class CutPicture {
    private final ModelId model;
    private final String svg;

    private CutPicture(ModelId model, String svg) {
        this.model = model;
        this.svg = svg;
    }

    /**
     * The picture of a network.
     *
     * @param model its name
     * @param structure what it consists of
     * @param blocks how it is cut
     */
    public static CutPicture of(ModelId model, ModelGraph structure, List<CutBlock> blocks) {
        Captions captions = new Captions(structure);
        Sketch sketch = SketchMaker.of(structure, blocks, captions);
        return new CutPicture(model, new Drawing(model, sketch, blocks, captions).svg());
    }

    /** As a picture that stands alone. */
    public String svg() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg;
    }

    /**
     * As a part of a page.
     *
     * @param number of the picture among those of the page
     */
    public String figure(int number) {
        return svg.replace("id=\"hatch\"", "id=\"hatch-" + number + "\"")
                .replace("\"url(#hatch)\"", "\"url(#hatch-" + number + ")\"");
    }

    /** As a page; what the mouse points at tells more of itself. */
    public String html() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
                <title>%s</title>
                <style>body { margin: 0; background: #ffffff } svg { display: block; margin: 0 auto }</style>
                </head>
                <body>
                %s</body>
                </html>
                """
                .formatted(XmlText.escaped(model.value()), svg);
    }
}
