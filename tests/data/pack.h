/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of the readers share: gzip in memory. */

#include <glib.h>
#include <zlib.h>

static inline GByteArray *
pack (const void *data, gsize n)
{
  GByteArray *packed = g_byte_array_sized_new ((guint) n + 1024);
  z_stream zlib = { .next_in = (Bytef *) data, .avail_in = (uInt) n };
  g_byte_array_set_size (packed, (guint) n + 1024);
  g_assert_cmpint (deflateInit2 (&zlib, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  zlib.next_out = packed->data;
  zlib.avail_out = packed->len;
  g_assert_cmpint (deflate (&zlib, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size (packed, (guint) zlib.total_out);
  deflateEnd (&zlib);
  return packed;
}
