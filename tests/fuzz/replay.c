/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t n);

/* Runs a fuzzer's function over every file of its corpus, without a fuzzer: what was found once stays found.
 */
static void
test_replay (gconstpointer folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  int n_files = 0;
  g_assert_nonnull (directory);
  for (const char *name = g_dir_read_name (directory); name != NULL; name = g_dir_read_name (directory)) {
    g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
    gsize n;
    g_test_message ("%s", path);
    g_assert_true (g_file_get_contents (path, &text, &n, NULL));
    g_autofree guint8 *bytes = g_memdup2 (text, n); /* without the zero byte behind it */
    LLVMFuzzerTestOneInput (bytes, n);
    n_files++;
  }
  g_assert_cmpint (n_files, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert (argc == 2);
  g_test_add_data_func ("/fuzz/replay", argv[1], test_replay);
  return g_test_run ();
}
