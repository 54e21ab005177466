/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/files.h"
#include "data/png-file.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <png.h>
#include <string.h>
#include <zlib.h>

/* ---- writing ---- */

static void
append (png_structp png, png_bytep bytes, size_t n)
{
  g_byte_array_append (png_get_io_ptr (png), bytes, (guint) n);
}

static void
flush (png_structp png)
{
}

/* A picture whose rows are @stride bytes each. */
static GByteArray *
write_png (int width, int height, int depth, int colour_type, int interlace, const guint8 *rows, int stride)
{
  static const png_color palette[] = { { 0, 0, 0 }, { 255, 255, 255 }, { 255, 0, 0 }, { 0, 0, 255 } };
  GByteArray *bytes = g_byte_array_new ();
  g_autofree png_bytep *at = g_new (png_bytep, height);
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (png);
  for (int i = 0; i < height; i++)
    at[i] = (png_bytep) rows + i * stride;
  png_set_write_fn (png, bytes, append, flush);
  png_set_IHDR (png, info, (png_uint_32) width, (png_uint_32) height, depth, colour_type, interlace, 0, 0);
  if (colour_type == PNG_COLOR_TYPE_PALETTE)
    png_set_PLTE (png, info, palette, G_N_ELEMENTS (palette));
  png_write_info (png, info);
  png_write_image (png, at);
  png_write_end (png, info);
  png_destroy_write_struct (&png, &info);
  return bytes;
}

static void
read_good (const GByteArray *bytes, DataPngSize size, float *pixels)
{
  BaseError error = { "" };
  gboolean fine = data_png_read_bytes ("it.png", bytes->data, bytes->len, size, pixels, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_true (fine);
}

/* ---- what is read ---- */

/* Two pixels of each kind of picture, in colour and grey. */
static void
test_kinds (void)
{
  static const struct {
    int depth, colour_type;
    guint8 row[16];
    int expected[2][3];
  } rows[] = {
    { 8, PNG_COLOR_TYPE_GRAY, { 51, 255 }, { { 51, 51, 51 }, { 255, 255, 255 } } },
    { 1, PNG_COLOR_TYPE_GRAY, { 0x40 }, { { 0, 0, 0 }, { 255, 255, 255 } } },
    { 4, PNG_COLOR_TYPE_GRAY, { 0x3f }, { { 51, 51, 51 }, { 255, 255, 255 } } },
    { 16, PNG_COLOR_TYPE_GRAY, { 51, 51, 255, 255 }, { { 51, 51, 51 }, { 255, 255, 255 } } },
    { 8, PNG_COLOR_TYPE_RGB, { 10, 20, 30, 40, 50, 60 }, { { 10, 20, 30 }, { 40, 50, 60 } } },
    { 16,
      PNG_COLOR_TYPE_RGB,
      { 10, 10, 20, 20, 30, 30, 40, 40, 50, 50, 60, 60 },
      { { 10, 20, 30 }, { 40, 50, 60 } } },
    { 8, PNG_COLOR_TYPE_PALETTE, { 2, 3 }, { { 255, 0, 0 }, { 0, 0, 255 } } },
    { 2, PNG_COLOR_TYPE_PALETTE, { 0xb0 }, { { 255, 0, 0 }, { 0, 0, 255 } } },
    { 8, PNG_COLOR_TYPE_GRAY_ALPHA, { 200, 255, 200, 0 }, { { 200, 200, 200 }, { 0, 0, 0 } } },
    { 8,
      PNG_COLOR_TYPE_RGB_ALPHA,
      { 10, 20, 30, 255, 100, 200, 50, 51 },
      { { 10, 20, 30 }, { 20, 40, 10 } } },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GByteArray) bytes = write_png (2, 1, rows[i].depth, rows[i].colour_type, 0, rows[i].row, 16);
    float colour[6], grey[2];
    read_good (bytes, (DataPngSize){ 1, 2, 3 }, colour);
    read_good (bytes, (DataPngSize){ 1, 2, 1 }, grey);
    for (int p = 0; p < 2; p++) {
      const int *expected = rows[i].expected[p];
      for (int c = 0; c < 3; c++)
        g_assert_cmpfloat_with_epsilon (colour[3 * p + c] * 255, expected[c], 0.01);
      g_assert_cmpfloat_with_epsilon (grey[p] * 255,
                                      0.299 * expected[0] + 0.587 * expected[1] + 0.114 * expected[2], 0.51);
    }
  }
}

static void
fill (guint8 *pixels, int n)
{
  for (int i = 0; i < n; i++)
    pixels[i] = (guint8) (i * i / 7 + 13 * i);
}

/* The mean of the part of @pixels between two edges, in steps of a hundredth. */
static double
mean_of (const guint8 *pixels, int width, double left, double top, double side)
{
  double sum = 0;
  for (int i = 0; i < 100; i++)
    for (int k = 0; k < 100; k++)
      sum += pixels[(int) (top + (i + 0.5) * side / 100) * width + (int) (left + (k + 0.5) * side / 100)];
  return sum / 1e4 / 255;
}

/* Smaller, larger and in between; the middle of what is too wide or too high; interlaced pictures are the
 * same. */
static void
test_areas (void)
{
  static const struct {
    int width, height;
  } rows[] = { { 28, 28 }, { 56, 56 }, { 35, 35 }, { 7, 7 }, { 10, 4 }, { 5, 90 }, { 101, 33 }, { 1, 1 } };
  guint8 pixels[128 * 128];
  const DataPngSize size = { 4, 4, 1 };
  for (guint r = 0; r < G_N_ELEMENTS (rows); r++) {
    int width = rows[r].width, height = rows[r].height, shorter = MIN (width, height);
    float found[16], interlaced[16];
    double side = shorter / 4.0;
    fill (pixels, width * height);
    g_autoptr (GByteArray) bytes = write_png (width, height, 8, PNG_COLOR_TYPE_GRAY, 0, pixels, width);
    g_autoptr (GByteArray) woven =
        write_png (width, height, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_ADAM7, pixels, width);
    read_good (bytes, size, found);
    read_good (woven, size, interlaced);
    for (int p = 0; p < 16; p++) {
      double left = (width - shorter) / 2.0 + p % 4 * side, top = (height - shorter) / 2.0 + p / 4 * side;
      g_assert_cmpfloat_with_epsilon (found[p], mean_of (pixels, width, left, top, side), 0.02);
      g_assert_cmpfloat_with_epsilon (found[p], interlaced[p], 1e-6);
    }
  }
}

/* ---- what is refused ---- */

static void
expect_message (const void *bytes, gsize n, gsize place, const char *reason)
{
  float pixels[784];
  g_autofree char *expected = g_strdup_printf ("it.png: byte %" G_GSIZE_FORMAT ": %s", place, reason);
  BaseError error = { "" };
  gint64 start = g_get_monotonic_time ();
  g_assert_false (data_png_read_bytes ("it.png", bytes, n, (DataPngSize){ 28, 28, 1 }, pixels, &error));
  g_assert_cmpstr (error.text, ==, expected);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
}

/* Puts another size into the header; @bytes then has a right checksum again. */
static void
promise (GByteArray *bytes, guint32 width, guint32 height)
{
  guint32 sizes[] = { GUINT32_TO_BE (width), GUINT32_TO_BE (height) };
  memcpy (bytes->data + 16, sizes, 8);
  guint32 sum = GUINT32_TO_BE ((guint32) crc32 (0, bytes->data + 12, 17));
  memcpy (bytes->data + 29, &sum, 4);
}

static void
test_damage (void)
{
  guint8 pixels[400];
  fill (pixels, 400);
  g_autoptr (GByteArray) bytes = write_png (20, 20, 8, PNG_COLOR_TYPE_GRAY, 0, pixels, 20);
  gsize n = bytes->len, data_end = n - 12; /* IEND has 12 bytes */
  expect_message ("", 0, 0, "the file ends early");
  expect_message ("GIF89a..", 8, 8, "Not a PNG file");
  expect_message (bytes->data, 20, 20, "the file ends early");
  expect_message (bytes->data, n - 20, n - 20, "the file ends early");
  bytes->data[data_end - 1] ^= 1;
  expect_message (bytes->data, n, data_end, "IDAT: CRC error");
  bytes->data[data_end - 1] ^= 1;
  promise (bytes, 100000, 100000);
  expect_message (bytes->data, n, 33, "Invalid IHDR data");
  promise (bytes, 16384, 16384);
  expect_message (bytes->data, n, 41, "more than 16777216 pixels are not read");
  promise (bytes, 0, 20);
  expect_message (bytes->data, n, 33, "Invalid IHDR data");
  g_autoptr (GByteArray) text = g_byte_array_new (); /* a text of two gigabytes instead of the picture */
  g_byte_array_append (text, bytes->data, 33);
  g_byte_array_append (text, (const guint8 *) "\x71\0\0\3tEXta\0b", 11);
  promise (text, 20, 20);
  expect_message (text->data, text->len, text->len, "the file ends early");
  promise (bytes, 4096, 4096); /* far more pixels than there is data for */
  expect_message (bytes->data, n, data_end - 4, "Not enough image data");
}

/* Every beginning of a good picture, and every byte of it changed: an image or a message with the name. */
static void
test_every_byte (void)
{
  guint8 pixels[64];
  fill (pixels, 64);
  for (int interlace = 0; interlace < 2; interlace++) {
    g_autoptr (GByteArray) bytes = write_png (4, 4, 8, PNG_COLOR_TYPE_RGB_ALPHA, interlace, pixels, 16);
    for (gsize i = 0; i < bytes->len; i++)
      for (int flip = 0; flip < 256; flip += 5) {
        g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);
        float image[9];
        BaseError error = { "" };
        copy[i] = (guint8) (copy[i] ^ flip);
        gsize n = flip == 0 ? i : bytes->len;
        gboolean fine = data_png_read_bytes ("it.png", copy, n, (DataPngSize){ 3, 3, 1 }, image, &error);
        g_assert_true (fine == (error.text[0] == '\0'));
        g_assert_true (fine || g_str_has_prefix (error.text, "it.png: "));
      }
  }
}

/* ---- folders ---- */

static void
put_picture (const char *folder, const char *name, int grey)
{
  guint8 pixels[784];
  memset (pixels, grey, sizeof pixels);
  g_autoptr (GByteArray) bytes = write_png (28, 28, 8, PNG_COLOR_TYPE_GRAY, 0, pixels, 28);
  g_autofree char *path = g_build_filename (folder, name, NULL), *below = g_path_get_dirname (path);
  g_mkdir_with_parents (below, 0700);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (directory); name != NULL; name = g_dir_read_name (directory)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      remove_folder (path);
    else
      g_remove (path);
  }
  g_rmdir (folder);
}

static void
test_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-png-XXXXXX", NULL),
                  *one = g_build_filename (folder, "dog-1.png", NULL);
  BaseError error = { "" };
  DataSet *train, *test;
  g_assert_false (data_open (folder, 1, &train, &test, &error));
  put_picture (folder, "dog-1.png", 40);
  base_error_clear (&error);
  g_assert_false (data_open (folder, 1, &train, &test, &error));
  g_assert_true (g_str_has_suffix (
      error.text, ": pictures of 1 class (CLASS/ANY.png or CLASS-ANY.png), expected 2 to 1000"));
  put_picture (folder, "dog_2.PNG", 50);
  put_picture (folder, "cat/x.png", 10);
  put_picture (folder, "cat/y.png", 20);
  put_picture (folder, "ant/z.png", 30);
  base_error_clear (&error);
  DataSet *all = data_open_test (folder, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_true (all->n == 5 && all->n_classes == 3 && all->height == 28 && all->width == 28 &&
                 all->channels == 1);
  const int greys[] = { 30, 10, 20, 40, 50 }, labels[] = { 0, 1, 1, 2, 2 };
  for (int i = 0; i < 5; i++) {
    g_assert_cmpfloat_with_epsilon (all->inputs[784 * i + 400] * 255, greys[i], 0.01);
    g_assert_cmpfloat (all->targets[i], ==, labels[i]);
  }
  g_assert_cmpstr (all->class_names[1], ==, "cat");
  g_assert_true (data_open (folder, 1, &train, &test, &error));
  g_assert_true (train->n == 4 && test->n == 1);
  DataSet *lone = data_open_test (one, &error);
  g_assert_true (data_set_match (lone, all, &error));
  g_assert_cmpfloat (lone->targets[0], ==, 2);
  g_assert_false (data_open (one, 1, &(DataSet *){ NULL }, &(DataSet *){ NULL }, &error));
  g_assert_true (g_str_has_suffix (
      error.text, "dog-1.png: one picture to train on, expected a folder with pictures of several classes"));
  data_set_free (train);
  data_set_free (test);
  data_set_free (lone);
  data_set_free (all);
  g_autofree char *bad = g_build_filename (folder, "cat", "bad.png", NULL);
  g_assert_true (g_file_set_contents (bad, "no picture", -1, NULL));
  base_error_clear (&error);
  g_assert_false (data_open (folder, 1, &train, &test, &error));
  g_assert_true (g_str_has_suffix (error.text, "/cat/bad.png: byte 8: Not a PNG file"));
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/png/kinds", test_kinds);
  g_test_add_func ("/data/png/areas", test_areas);
  g_test_add_func ("/data/png/damage", test_damage);
  g_test_add_func ("/data/png/every-byte", test_every_byte);
  g_test_add_func ("/data/png/folder", test_folder);
  return g_test_run ();
}
