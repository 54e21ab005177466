/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/bytes.h"
#include "pack.h"

#include <stdlib.h>
#include <string.h>

#define N 300000

static GByteArray *
some_bytes (void)
{
  GByteArray *bytes = g_byte_array_sized_new (N);
  for (guint i = 0; i < N; i++) {
    guint8 byte = (guint8) (i * i >> 7);
    g_byte_array_append (bytes, &byte, 1);
  }
  return bytes;
}

static void
expect_all (const GByteArray *stored, const void *expected, gsize n_expected)
{
  BaseError error = { "" };
  DataBytes *bytes = data_bytes_from_memory ("it", stored->data, stored->len, &error);
  unsigned char *data;
  size_t n;
  g_assert_nonnull (bytes);
  g_assert_true (data_bytes_read_all (bytes, UINT64_MAX, &data, &n, &error));
  g_assert_cmpmem (data, n, expected, n_expected);
  g_assert_cmpuint (data_bytes_offset (bytes), ==, n_expected);
  free (data);
  data_bytes_close (bytes);
}

static void
test_plain_and_packed (void)
{
  g_autoptr (GByteArray) plain = some_bytes (), packed = pack (plain->data, plain->len),
                         empty = g_byte_array_new ();
  expect_all (plain, plain->data, plain->len);
  expect_all (packed, plain->data, plain->len);
  expect_all (empty, "", 0);
  g_autoptr (GByteArray) second = pack ("tail", 4), twice = pack ("head", 4);
  g_byte_array_append (twice, second->data, second->len); /* two streams in one file are one text */
  expect_all (twice, "headtail", 8);
}

static char *
message_of (const guint8 *data, gsize n, guint64 max)
{
  BaseError error = { "" };
  DataBytes *bytes = data_bytes_from_memory ("it.gz", data, n, &error);
  unsigned char *all = NULL;
  size_t got = 0;
  g_assert_nonnull (bytes);
  gboolean good = data_bytes_read_all (bytes, max, &all, &got, &error);
  g_assert_true (good == (error.text[0] == '\0'));
  g_assert_true (good || all == NULL);
  free (all);
  data_bytes_close (bytes);
  return g_strdup (error.text);
}

static void
test_damage (void)
{
  g_autoptr (GByteArray) plain = some_bytes (), packed = pack (plain->data, plain->len);
  g_autofree char *cut = message_of (packed->data, 100, UINT64_MAX);
  g_assert_cmpstr (cut, ==, "it.gz: byte 100 of the gzip file: the gzip stream ends early");
  g_autofree char *head = message_of (packed->data, 2, UINT64_MAX);
  g_assert_cmpstr (head, ==, "it.gz: byte 2 of the gzip file: the gzip stream ends early");
  packed->data[packed->len - 5] ^= 1;
  g_autofree char *length = message_of (packed->data, packed->len, UINT64_MAX);
  g_assert_true (g_str_has_suffix (length, "incorrect data check"));
  packed->data[packed->len - 5] ^= 1;
  g_byte_array_append (packed, (const guint8 *) "more", 4);
  g_autofree char *more = message_of (packed->data, packed->len, UINT64_MAX);
  g_assert_true (g_str_has_suffix (more, ": data after the end of the gzip stream"));
}

/* A stream that unpacks to a thousand times its size is left as soon as there is more than was asked for. */
static void
test_bomb (void)
{
  const gsize n = 50 * 1000 * 1000;
  g_autofree char *zeros = g_malloc0 (n);
  g_autoptr (GByteArray) packed = pack (zeros, n);
  BaseError error = { "" };
  DataBytes *bytes = data_bytes_from_memory ("bomb", packed->data, packed->len, &error);
  unsigned char *data;
  size_t got;
  g_assert_cmpuint (packed->len, <, 100000);
  g_assert_true (data_bytes_read_all (bytes, 1000, &data, &got, &error));
  g_assert_cmpuint (got, ==, 1000);
  g_assert_cmpuint (data_bytes_offset (bytes), ==, 1000);
  free (data);
  data_bytes_close (bytes);
}

static void
test_open (void)
{
  BaseError error = { "" };
  g_assert_null (data_bytes_open ("/nowhere/at/all", &error));
  g_assert_cmpstr (error.text, ==, "/nowhere/at/all: No such file or directory");
  base_error_clear (&error);
  g_assert_null (data_bytes_open ("/", &error));
  g_assert_cmpstr (error.text, ==, "/: is a folder");
  base_error_clear (&error);
  g_assert_null (data_bytes_open ("/dev/zero", &error));
  g_assert_cmpstr (error.text, ==, "/dev/zero: is not a regular file");
  data_bytes_close (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/bytes/plain-and-packed", test_plain_and_packed);
  g_test_add_func ("/data/bytes/damage", test_damage);
  g_test_add_func ("/data/bytes/bomb", test_bomb);
  g_test_add_func ("/data/bytes/open", test_open);
  return g_test_run ();
}
