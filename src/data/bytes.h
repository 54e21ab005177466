/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A stream of bytes from a file or from memory, plain or gzip (told apart by their first two bytes), for
 * readers that do not trust it: nothing is allocated for what a header promises, only for what has been read.
 */

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

typedef struct _DataBytes DataBytes;

/* Opens a regular file. NULL with an error "PATH: reason". */
DataBytes *data_bytes_open (const char *path, BaseError *error);

/* Reads from @bytes, which must outlive the stream; @name stands in messages. */
DataBytes *data_bytes_from_memory (const char *name, const void *bytes, size_t n, BaseError *error);

/* Closes the stream; NULL is fine. */
void data_bytes_close (DataBytes *bytes);

/* The path or name given at the start. */
const char *data_bytes_name (const DataBytes *bytes);

/* How many (unpacked) bytes have been read. */
uint64_t data_bytes_offset (const DataBytes *bytes);

/* What zlib or libpng says of a damaged file, in the user's language where it is one of the usual reasons. */
const char *data_reason (const char *said);

/* Bytes in all where that is known before reading (a plain file or plain memory), else UINT64_MAX. */
uint64_t data_bytes_size (const DataBytes *bytes);

/* Reads up to @n bytes into @to; @n_read is smaller at the end of the stream only. Damaged gzip data and
 * reading errors are errors with name and place. */
bool data_bytes_read (DataBytes *bytes, void *to, size_t n, size_t *n_read, BaseError *error);

/* Reads up to @max bytes into a buffer that grows with what is there; the caller frees @data, which has one
 * zero byte after its @n bytes. */
bool data_bytes_read_all (DataBytes *bytes, uint64_t max, unsigned char **data, size_t *n, BaseError *error);
