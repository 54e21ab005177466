/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* The figures that the lesson on occlusion promises, on real digits: a small convolutional network learns
 * them in under a minute, and one that was trained on drawn digits alone reads most of them. */

/* The last test accuracy of a whole run with @option. */
static double
accuracy_with (const char *option, const char *path)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "..", "src", "gradus", NULL), *out = NULL,
                  *err = NULL;
  const char *argv[] = { program, "run", "occlusion-map", option, path, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, &error);
  g_assert_no_error (error);
  g_test_message ("%s%s", out, err);
  g_assert_cmpint (status, ==, 0);
  const char *row = strstr (out, "\nocclusion-map ");
  g_assert_nonnull (row);
  g_auto (GStrv) lines = g_strsplit (row + 1, "\n", 2);
  return g_ascii_strtod (strrchr (lines[0], ' '), NULL);
}

static char *
mnist (void)
{
  const char *shared = g_getenv ("GRADUS_SHARED");
  g_autofree char *beside = g_test_build_filename (G_TEST_DIST, "..", "..", "shared", NULL);
  char *path = g_build_filename (shared != NULL ? shared : beside, "data", "mnist", NULL);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return path;
  g_free (path);
  g_test_skip ("no MNIST digits: neither ../shared/data/mnist nor $GRADUS_SHARED/data/mnist");
  return NULL;
}

static void
test_trained (void)
{
  g_autofree char *path = mnist ();
  if (path != NULL)
    g_assert_cmpfloat (accuracy_with ("--data", path), >=, 0.97);
}

static void
test_drawn (void)
{
  g_autofree char *path = mnist ();
  if (path != NULL)
    g_assert_cmpfloat (accuracy_with ("--test-data", path), >=, 0.85);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/mnist/trained-on-real-digits", test_trained);
  g_test_add_func ("/cli/mnist/trained-on-drawn-digits", test_drawn);
  return g_test_run ();
}
