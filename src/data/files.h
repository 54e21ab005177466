/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Data sets from files: MNIST-style IDX (plain or gzip) and CSV with a header. A file is never trusted: sizes are
 * checked against the file before anything is allocated, and every error names file, place and reason. */

#include "data/set.h"

/* Reads an IDX pair (LeCun, Cortes, Burges 1998, "The MNIST database"): unsigned bytes, images [n][rows][columns]
 * scaled to 0 … 1, labels [n]. Plain or gzip. */
DataSet *data_read_idx (const char *images_path, const char *labels_path, BaseError *error);

/* Reads a CSV file: a header of names, then numbers; the last column (or one called "label", "class" or "target") is
 * the target: whole numbers or words are classes, other numbers a regression target. */
DataSet *data_read_csv (const char *path, BaseError *error);

/* What `--data PATH` takes: a folder with train-… and t10k-… IDX files (plain or .gz), or a CSV file. A folder with the
 * 10,000 test digits only gives the first 8,000 for training and the last 2,000 for the test; a CSV file gives a
 * shuffled 80/20 split that depends on @seed. */
bool data_open (const char *path, uint64_t seed, DataSet **train, DataSet **test, BaseError *error);
