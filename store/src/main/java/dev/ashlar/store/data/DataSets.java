/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens data sets and finds out by itself how they are kept.
 *
 * <ul>
 *   <li>A folder for each class, in the order of their names, with the images in them.
 *   <li>A folder of images (JPEG, PNG, BMP, GIF), of which nothing is known, or all images below a folder.
 *   <li>Folders {@code images} and {@code labels} as YOLO's tools keep them: boxes without classes.
 *   <li>Record files of CIFAR-10's binary form ({@code *.bin}).
 *   <li>IDX files of MNIST's form, plain or compressed by gzip.
 *   <li>Any of these in an archive ({@code .tar}, {@code .tar.gz}, {@code .tgz}).
 * </ul>
 *
 * Hidden files are passed over, and so is what is no image. Images are in the order of their paths, the characters
 * compared by their numbers, or in the order of their records.
 */
public final class DataSets {
    private DataSets() {}

    /**
     * The data set at a path. Files are listed and one image is decoded; the others are read when asked for.
     *
     * @throws StoreException if there is none, or none that can be read
     */
    public static DataSet open(Path path, DataSetOptions options) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        if (name == null || !Files.exists(path)) {
            throw new StoreException("The data set (%s) is not there. Maybe its name is misspelt.".formatted(path));
        }
        if (Files.isDirectory(path)) {
            return found(FolderTree.of(path), options).named(name.toString());
        }
        if (Archives.isArchive(path)) {
            return found(Archives.open(path, options.cacheFolder()), options).named(stem(name.toString()));
        }
        return file(path.toAbsolutePath(), name.toString(), options);
    }

    private static Found found(FileTree tree, DataSetOptions options) {
        return Recognition.recognise(tree, tree.files(), options);
    }

    /** One file of records, with the labels beside it if it is an IDX file. */
    private static DataSet file(Path path, String name, DataSetOptions options) {
        FileTree tree = FolderTree.shallow(parentOf(path));
        List<FileTree.Entry> files = tree.files().stream()
                .filter(file -> file.name().equals(name) || isLabelsOf(name, file.name()) || isNames(name, file.name()))
                .toList();
        if (files.stream().noneMatch(file -> file.name().equals(name) && !Level.isImage(file) && Level.isData(file))) {
            throw new StoreException(("The file (%s) is no data set that is known here. Maybe name its folder, or an"
                            + " archive (.tar, .tar.gz), a record file (.bin) or an IDX file.")
                    .formatted(path));
        }
        Found found = Recognition.recognise(tree, files, options);
        return DataSet.of(stem(name), found.digest(), found.classes(), found.samples());
    }

    private static Path parentOf(Path file) {
        Path folder = file.getParent();
        return folder == null ? file : folder;
    }

    private static boolean isLabelsOf(String images, String name) {
        return IdxFile.isImages(images)
                && IdxFile.isLabels(name)
                && IdxFile.partOf(images).equals(IdxFile.partOf(name));
    }

    private static boolean isNames(String records, String name) {
        return records.endsWith(".bin") && name.equals("batches.meta.txt");
    }

    private static String stem(String name) {
        String stem = EntryPath.stem(name);
        return EntryPath.extension(stem).equals("tar") ? EntryPath.stem(stem) : stem;
    }
}
