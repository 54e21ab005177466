/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Data sets from files: MNIST-style IDX (plain or gzip) and CSV with a header. A file is never trusted:
 * nothing is allocated for a promise, and every error names file, place and reason. */

#include "data/set.h"

#include <stddef.h>

/* Reads an IDX pair (LeCun, Cortes, Burges 1998, "The MNIST database"): unsigned bytes, images
 * [n][rows][columns] scaled to 0 … 1, labels [n] from 0 to 9. Plain or gzip. */
DataSet *data_read_idx (const char *images_path, const char *labels_path, BaseError *error);

/* The same from memory; messages call the two "images" and "labels". */
DataSet *data_read_idx_bytes (const void *images, size_t n_images, const void *labels, size_t n_labels,
                              BaseError *error);

/* Reads a CSV file (RFC 4180; comma, semicolon or tab; UTF-8; plain or gzip; 256 MiB at most): a header of
 * names, then rows of numbers. The target is the column called "label", "class" or "target", otherwise the
 * last one: words                                       classes, in alphabetical order whole numbers, at most
 * 100 different ones   classes, in numerical order other numbers                               a regression
 * target Two classes are DATA_BINARY. Inputs stay as they are in the file; nothing is standardised. */
DataSet *data_read_csv (const char *path, BaseError *error);

/* The same from memory; messages call it @name. */
DataSet *data_read_csv_bytes (const char *name, const void *bytes, size_t n, BaseError *error);

/* What `--data PATH` takes: a folder with train-… and t10k-… IDX files (plain or .gz), a folder with pictures
 * (data/png-file.h; they become 28 × 28, grey), or a CSV file. A folder with only one of the two IDX pairs is
 * split 80/20 in its order (of the 10,000 test digits the first 8,000 train and the last 2,000 test);
 * pictures and CSV rows are shuffled with @seed and split 80/20. On failure both sets are NULL. */
bool data_open (const char *path, uint64_t seed, DataSet **train, DataSet **test, BaseError *error);

/* What `--test-data PATH` takes: the test part of a folder with IDX files, all pictures of a folder, one
 * picture, or all rows of a CSV file. */
DataSet *data_open_test (const char *path, BaseError *error);

/* Makes the classes of @set those of @model, matched by name where both have names. An error when sizes or
 * kinds differ or @set has a class that @model has not. */
bool data_set_match (DataSet *set, const DataSet *model, BaseError *error);
