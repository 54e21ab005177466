/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/files.h"
#include "pack.h"

#include <string.h>

#define HEX(text) text, sizeof text - 1

static const guint8 images[] = { 0, 0, 8, 3,  0,   0,   0,   2,   0, 0, 0, 2, 0, 0,
                                 0, 3, 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6 };
static const guint8 labels[] = { 0, 0, 8, 1, 0, 0, 0, 2, 7, 0 };

static void
expect_small_set (const DataSet *set)
{
  g_assert_nonnull (set);
  g_assert_cmpint (set->n, ==, 2);
  g_assert_cmpint (set->height, ==, 2);
  g_assert_cmpint (set->width, ==, 3);
  g_assert_cmpint (set->channels, ==, 1);
  g_assert_cmpint (set->target, ==, DATA_CLASSES);
  g_assert_cmpint (set->n_classes, ==, 10);
  for (int i = 0; i < 12; i++)
    g_assert_cmpfloat (set->inputs[i], ==, (float) images[16 + i] / 255);
  g_assert_cmpfloat (set->inputs[5], ==, 1);
  g_assert_cmpfloat (set->targets[0], ==, 7);
  g_assert_cmpfloat (set->targets[1], ==, 0);
  g_assert_cmpstr (set->class_names[9], ==, "9");
}

static void
test_plain_and_packed (void)
{
  BaseError error = { "" };
  g_autoptr (GByteArray) packed = pack (images, sizeof images), packed_labels = pack (labels, sizeof labels);
  DataSet *plain = data_read_idx_bytes (images, sizeof images, labels, sizeof labels, &error);
  DataSet *both =
      data_read_idx_bytes (packed->data, packed->len, packed_labels->data, packed_labels->len, &error);
  DataSet *mixed = data_read_idx_bytes (packed->data, packed->len, labels, sizeof labels, &error);
  g_assert_cmpstr (error.text, ==, "");
  expect_small_set (plain);
  expect_small_set (both);
  expect_small_set (mixed);
  data_set_free (plain);
  data_set_free (both);
  data_set_free (mixed);
}

/* One damage each: bytes @at are replaced, then the file is cut or lengthened to @length. */
static const struct {
  gboolean in_labels;
  guint at;
  const char *bytes;
  guint n_bytes, length;
  const char *message;
} damages[] = {
  { FALSE, 0, "", 0, 0, "images: byte 0: the file ends within its header of 16 bytes" },
  { FALSE, 0, "", 0, 15, "images: byte 15: the file ends within its header of 16 bytes" },
  { FALSE, 0, HEX ("\0\0\x0d\3"), 28,
    "images: byte 0: magic number 0x00000d03, expected 0x00000803 (IDX images)" },
  { FALSE, 0, HEX ("\x89PNG"), 5,
    "images: byte 0: magic number 0x89504e47, expected 0x00000803 (IDX images)" },
  { FALSE, 4, HEX ("\0\0\0\0"), 28, "images: byte 4: the header promises no images" },
  { FALSE, 4, HEX ("\xff\xff\xff\xff"), 28,
    "images: byte 4: the header promises 4294967295 images of 2 × 3 pixels, which do not fit into 2 GiB" },
  { FALSE, 4, HEX ("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 28,
    "images: byte 8: images of 4294967295 × 4294967295 pixels, expected 1 to 4096 on each side" },
  { FALSE, 8, HEX ("\0\0\0\0"), 28,
    "images: byte 8: images of 0 × 3 pixels, expected 1 to 4096 on each side" },
  { FALSE, 12, HEX ("\0\0\x10\1"), 28,
    "images: byte 8: images of 2 × 4097 pixels, expected 1 to 4096 on each side" },
  { FALSE, 0, "", 0, 27, "images: byte 27: the file ends here, but its header promises images in 28 bytes" },
  { FALSE, 12, HEX ("\0\0\x10\0"), 28,
    "images: byte 28: the file ends here, but its header promises images in 16400 bytes" },
  { FALSE, 0, "", 0, 29, "images: byte 28: the file goes on after the images that its header promises" },
  { FALSE, 4, HEX ("\0\0\0\3"), 34, "labels: byte 4: 2 labels for 3 images" },
  { TRUE, 0, "", 0, 0, "labels: byte 0: the file ends within its header of 8 bytes" },
  { TRUE, 0, HEX ("\0\0\x08\3"), 10,
    "labels: byte 0: magic number 0x00000803, expected 0x00000801 (IDX labels)" },
  { TRUE, 4, HEX ("\xff\xff\xff\xff"), 10, "labels: byte 4: 4294967295 labels for 2 images" },
  { TRUE, 0, "", 0, 9, "labels: byte 9: the file ends here, but its header promises labels in 10 bytes" },
  { TRUE, 0, "", 0, 11, "labels: byte 10: the file goes on after the labels that its header promises" },
  { TRUE, 9, HEX ("\x0a"), 10, "labels: byte 9: label 10, expected 0 to 9" },
  { TRUE, 8, HEX ("\xff"), 10, "labels: byte 8: label 255, expected 0 to 9" },
};

static GByteArray *
damaged (const guint8 *data, guint n, guint row)
{
  GByteArray *array = g_byte_array_new ();
  g_byte_array_append (array, data, n);
  memcpy (array->data + damages[row].at, damages[row].bytes, damages[row].n_bytes);
  g_byte_array_set_size (array, damages[row].length);
  if (damages[row].length > n)
    memset (array->data + n, 0, damages[row].length - n);
  return array;
}

/* The message is the same for plain and packed files, and comes at once. */
static void
test_damage (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    for (int packed = 0; packed < 2; packed++) {
      gboolean in_labels = damages[i].in_labels;
      BaseError error = { "" };
      g_autoptr (GByteArray) bytes =
          in_labels ? damaged (labels, sizeof labels, i) : damaged (images, sizeof images, i);
      g_autoptr (GByteArray) small = pack (bytes->data, bytes->len);
      const GByteArray *use = packed ? small : bytes;
      gint64 start = g_get_monotonic_time ();
      DataSet *set = in_labels ? data_read_idx_bytes (images, sizeof images, use->data, use->len, &error)
                               : data_read_idx_bytes (use->data, use->len, labels, sizeof labels, &error);
      g_assert_null (set);
      g_assert_cmpstr (error.text, ==, damages[i].message);
      g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
    }
}

static void
test_damaged_gzip (void)
{
  BaseError error = { "" };
  g_autoptr (GByteArray) packed = pack (images, sizeof images);
  g_assert_null (data_read_idx_bytes (packed->data, packed->len / 2, labels, sizeof labels, &error));
  g_assert_true (g_str_has_prefix (error.text, "images: byte "));
  g_assert_true (g_str_has_suffix (error.text, " of the gzip file: the gzip stream ends early"));
  base_error_clear (&error);
  packed->data[packed->len - 1] ^= 0xff;
  g_assert_null (data_read_idx_bytes (packed->data, packed->len, labels, sizeof labels, &error));
  g_assert_true (g_str_has_suffix (error.text, " of the gzip file: incorrect length check"));
}

/* Any one byte changed, any length: an error or a set, never a crash (under the sanitizers this says more).
 */
static void
test_every_byte (void)
{
  g_autoptr (GByteArray) packed = pack (images, sizeof images);
  const struct {
    const guint8 *data;
    guint n;
  } inputs[] = { { images, sizeof images }, { packed->data, packed->len } };
  for (int k = 0; k < 2; k++)
    for (guint i = 0; i < inputs[k].n; i++)
      for (int flip = 0; flip < 256; flip++) {
        g_autofree guint8 *copy = g_memdup2 (inputs[k].data, inputs[k].n);
        BaseError error = { "" };
        copy[i] ^= (guint8) flip;
        DataSet *set = data_read_idx_bytes (copy, inputs[k].n, labels, sizeof labels, &error);
        g_assert_true ((set == NULL) == (error.text[0] != '\0'));
        data_set_free (set);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/idx/plain-and-packed", test_plain_and_packed);
  g_test_add_func ("/data/idx/damage", test_damage);
  g_test_add_func ("/data/idx/damaged-gzip", test_damaged_gzip);
  g_test_add_func ("/data/idx/every-byte", test_every_byte);
  return g_test_run ();
}
