/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/files.h"
#include "pack.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("gradus-data-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (folder)) != NULL;) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
put_file (Fixture *fixture, const char *name, const void *bytes, gsize n)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
}

/* Writes images of 1 × 1 pixel with the values @first, @first + 1 … and the labels 0, 1 … 9, 0 … */
static void
put_pair (Fixture *fixture, const char *prefix, guint8 n, guint8 first, gboolean packed)
{
  guint8 images[272] = { 0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 1, 0, 0, 0, 1 },
         labels[264] = { 0, 0, 8, 1, 0, 0, 0, n };
  g_autofree char *a = g_strdup_printf ("%s-images-idx3-ubyte%s", prefix, packed ? ".gz" : "");
  g_autofree char *b = g_strdup_printf ("%s-labels-idx1-ubyte%s", prefix, packed ? ".gz" : "");
  for (guint i = 0; i < n; i++) {
    images[16 + i] = (guint8) (first + i);
    labels[8 + i] = (guint8) (i % 10);
  }
  g_autoptr (GByteArray) small = pack (images, 16u + n), small_labels = pack (labels, 8u + n);
  if (packed) {
    put_file (fixture, a, small->data, small->len);
    put_file (fixture, b, small_labels->data, small_labels->len);
  } else {
    put_file (fixture, a, images, 16u + n);
    put_file (fixture, b, labels, 8u + n);
  }
}

static void
test_both_pairs (Fixture *fixture, gconstpointer data)
{
  DataSet *train, *test;
  BaseError error = { "" };
  put_pair (fixture, "train", 20, 0, TRUE);
  put_pair (fixture, "t10k", 10, 100, FALSE);
  g_assert_true (data_open (fixture->folder, 1, &train, &test, &error));
  g_assert_cmpint (train->n, ==, 20);
  g_assert_cmpint (test->n, ==, 10);
  g_assert_cmpfloat (train->inputs[19], ==, 19 / 255.f);
  g_assert_cmpfloat (test->inputs[0], ==, 100 / 255.f);
  g_assert_true (g_str_has_suffix (train->name, "/train"));
  g_assert_true (g_str_has_prefix (train->name, "gradus-data-"));
  DataSet *again = data_open_test (fixture->folder, &error);
  g_assert_cmpint (again->n, ==, 10);
  data_set_free (again);
  data_set_free (train);
  data_set_free (test);
}

/* Only one pair: in its order, 80 % and 20 %. */
static void
test_one_pair (Fixture *fixture, gconstpointer data)
{
  DataSet *train, *test;
  put_pair (fixture, "t10k", 50, 0, TRUE);
  g_autofree char *slashed = g_strconcat (fixture->folder, "///", NULL);
  g_assert_true (data_open (slashed, 1, &train, &test, NULL));
  g_assert_cmpint (train->n, ==, 40);
  g_assert_cmpint (test->n, ==, 10);
  g_assert_cmpfloat (train->inputs[0], ==, 0);
  g_assert_cmpfloat (test->inputs[0], ==, 40 / 255.f);
  g_assert_true (g_str_has_prefix (test->name, "gradus-data-"));
  g_assert_true (g_str_has_suffix (test->name, "/t10k"));
  data_set_free (train);
  data_set_free (test);
}

static void
expect_message (Fixture *fixture, const char *name, const char *message)
{
  DataSet *train, *test;
  BaseError error = { "" };
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *expected = g_strdup_printf ("%s%s", path, message);
  g_assert_false (data_open (path, 1, &train, &test, &error));
  g_assert_cmpstr (error.text, ==, expected);
  g_assert_true (train == NULL && test == NULL);
}

static void
test_damage (Fixture *fixture, gconstpointer data)
{
  expect_message (fixture, "none.csv", ": No such file or directory");
  expect_message (fixture, NULL,
                  ": the folder holds neither train-images-idx3-ubyte nor t10k-images-idx3-ubyte "
                  "(plain or .gz) nor pictures (CLASS/ANY.png or CLASS-ANY.png)");
  put_file (fixture, "t10k-images-idx3-ubyte", "", 0);
  expect_message (fixture, NULL, ": t10k-labels-idx1-ubyte (or .gz) is missing beside the images");
  put_file (fixture, "t10k-labels-idx1-ubyte", "", 0);
  expect_message (fixture, NULL,
                  "/t10k-images-idx3-ubyte: byte 0: the file ends within its header of 16 bytes");
  expect_message (fixture, "t10k-images-idx3-ubyte",
                  ": expected a CSV file or the folder that holds the IDX files");
  put_pair (fixture, "t10k", 1, 0, FALSE);
  expect_message (fixture, NULL, ": 1 sample, too few to train and test");
  put_pair (fixture, "train", 10, 0, FALSE);
  put_file (fixture, "t10k-labels-idx1-ubyte", "\0\0\x08\1\0\0\0\1\x0b", 9);
  expect_message (fixture, NULL, "/t10k-labels-idx1-ubyte: byte 8: label 11, expected 0 to 9");
  put_file (fixture, "x.csv", "a,y\n1,2\n1\n", 10);
  expect_message (fixture, "x.csv", ":3:1: 1 field, expected 2 as in the header");
}

/* Four billion images in a sparse file and in a file that is really too short: refused at once. */
static void
test_promises (Fixture *fixture, gconstpointer data)
{
  static const guint8 huge[] = { 0, 0, 8, 3, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 28, 0, 0, 0, 28 };
  static const guint8 large[] = { 0, 0, 8, 3, 0, 9, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28 }; /* 589,824 images */
  static const guint8 labels[] = { 0, 0, 8, 1, 0, 9, 0, 0 };
  gint64 start = g_get_monotonic_time ();
  put_file (fixture, "t10k-images-idx3-ubyte", huge, sizeof huge);
  put_file (fixture, "t10k-labels-idx1-ubyte", labels, sizeof labels);
  expect_message (fixture, NULL,
                  "/t10k-images-idx3-ubyte: byte 4: the header promises 4294967295 images of 28 × 28 "
                  "pixels, which do not fit into 2 GiB");
  put_file (fixture, "t10k-images-idx3-ubyte", large, sizeof large);
  expect_message (fixture, NULL,
                  "/t10k-labels-idx1-ubyte: byte 8: the file ends here, but its header promises labels "
                  "in 589832 bytes");
  g_autofree guint8 *all = g_malloc0 (589832);
  memcpy (all, labels, sizeof labels);
  put_file (fixture, "t10k-labels-idx1-ubyte", all, 589832);
  expect_message (fixture, NULL,
                  "/t10k-images-idx3-ubyte: byte 16: the file ends here, but its header promises images "
                  "in 462422032 bytes");
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("i,label\n");
  for (int i = 0; i < 100; i++)
    g_string_append_printf (text, "%d,%s\n", i, i % 3 == 0 ? "three" : "other");
  put_file (fixture, "d.csv", text->str, text->len);
  g_autofree char *path = g_build_filename (fixture->folder, "d.csv", NULL);
  DataSet *train[3], *test[3];
  for (int k = 0; k < 3; k++)
    g_assert_true (data_open (path, k == 2 ? 8 : 7, &train[k], &test[k], NULL));
  g_assert_cmpint (train[0]->n, ==, 80);
  g_assert_cmpint (test[0]->n, ==, 20);
  g_assert_cmpmem (train[0]->inputs, 320, train[1]->inputs, 320);
  g_assert_true (memcmp (train[0]->inputs, train[2]->inputs, 320) != 0);
  int seen[100] = { 0 };
  for (int i = 0; i < 100; i++) {
    const DataSet *set = i < 80 ? train[0] : test[0];
    int at = i < 80 ? i : i - 80, value = (int) set->inputs[at];
    seen[value]++;
    g_assert_cmpfloat (set->targets[at], ==, value % 3 == 0);
  }
  for (int i = 0; i < 100; i++)
    g_assert_cmpint (seen[i], ==, 1);
  g_assert_cmpstr (train[0]->class_names[1], ==, "three");
  DataSet *all = data_open_test (path, NULL);
  g_assert_cmpint (all->n, ==, 100);
  data_set_free (all);
  for (int k = 0; k < 3; k++) {
    data_set_free (train[k]);
    data_set_free (test[k]);
  }
}

static DataSet *
csv (const char *text)
{
  DataSet *set = data_read_csv_bytes ("t", text, strlen (text), NULL);
  g_assert_nonnull (set);
  return set;
}

static void
test_match (Fixture *fixture, gconstpointer data)
{
  DataSet *model = csv ("a,y\n1,ant\n2,bee\n3,cat\n");
  const struct {
    const char *text, *message;
    float first;
  } rows[] = {
    { "a,y\n1,cat\n2,bee\n", "", 2 },
    { "a,y\n1,cat\n2,dog\n", "t: class \"dog\" is not among the classes of t", 0 },
    { "a,b,y\n1,1,cat\n2,2,bee\n", "t has samples of 1 × 1 × 2, t of 1 × 1 × 1", 0 },
    { "a,y\n1,0.5\n2,3\n", "t has numbers for targets, t has classes", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    DataSet *set = csv (rows[i].text);
    BaseError error = { "" };
    g_assert_true (data_set_match (set, model, &error) == (rows[i].message[0] == '\0'));
    g_assert_cmpstr (error.text, ==, rows[i].message);
    if (rows[i].message[0] == '\0') {
      g_assert_cmpint (set->n_classes, ==, 3);
      g_assert_cmpint (set->target, ==, DATA_CLASSES);
      g_assert_cmpfloat (set->targets[0], ==, rows[i].first);
      g_assert_cmpstr (set->class_names[2], ==, "cat");
    }
    data_set_free (set);
  }
  data_set_free (model);
}

/* Real handwritten digits, where somebody has them. */
static void
test_mnist (Fixture *fixture, gconstpointer data)
{
  const char *shared = g_getenv ("GRADUS_SHARED");
  g_autofree char *folder =
      shared != NULL ? g_build_filename (shared, "data", "mnist", NULL)
                     : g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "data", "mnist", NULL);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("no folder shared/data/mnist beside the sources; GRADUS_SHARED may name the shared folder");
    return;
  }
  DataSet *train, *test;
  BaseError error = { "" };
  g_assert_true (data_open (folder, 1, &train, &test, &error));
  g_assert_cmpstr (error.text, ==, "");
  g_assert_cmpint (train->n, ==, 8000);
  g_assert_cmpint (test->n, ==, 2000);
  g_assert_cmpint (train->height, ==, 28);
  g_assert_cmpstr (test->name, ==, "mnist/t10k");
  double ink = 0;
  for (int i = 0; i < 8000 * 784; i++)
    ink += train->inputs[i];
  g_assert_cmpfloat_with_epsilon (ink / 8000 / 784, 0.1307, 0.01);
  g_assert_cmpfloat (train->targets[0], ==, 7); /* the first test digit of MNIST is a seven */
  data_set_free (train);
  data_set_free (test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/data/open/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("both-pairs", test_both_pairs);
  ADD ("one-pair", test_one_pair);
  ADD ("damage", test_damage);
  ADD ("promises", test_promises);
  ADD ("csv", test_csv);
  ADD ("match", test_match);
  ADD ("mnist", test_mnist);
  return g_test_run ();
}
