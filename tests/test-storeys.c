/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks every #include below src against the table of storeys: dependencies point down only. */

#include <glib.h>
#include <string.h>

static const struct {
  const char *storey, *may; /* folders of ours */
  const char *foreign;      /* beginnings of system headers beyond libc that it may include */
} table[] = {
  { "base", "", "" },
  { "data", "base", "zlib png" },
  { "engine", "base", "immintrin" },
  { "bench", "base data engine train", "" },
  { "plot", "base", "cairo pango glib" },
  { "lesson", "base", "glib cmark" },
  { "calc", "base data engine", "" },
  { "train", "base data engine", "pthread stdatomic semaphore" },
  { "lab", "base data engine calc train plot lesson", "glib gio cairo pango pthread stdatomic" },
  { "study", "base lesson", "glib sqlite3" },
  { "cli", "base data engine bench calc train plot lesson lab", "glib gio cairo pango" },
  { "app", "base data engine calc train plot lesson lab study", "glib gio cairo pango gtk adwaita gdk" },
};

/* Headers of libc and POSIX, open to every storey. */
static const char libc_headers[] =
  " assert complex ctype dirent errno fcntl float inttypes libintl limits locale malloc math sched semaphore setjmp signal stdalign stdarg stdatomic "
  "stdbool stddef stdint stdio stdlib string strings tgmath time unistd pthread ";

static gboolean
has_word (const char *words, const char *word, gboolean prefix)
{
  g_auto (GStrv) list = g_strsplit_set (words, " ", -1);
  for (char **at = list; *at != NULL; at++)
    if (**at != '\0' && (prefix ? g_str_has_prefix (word, *at) : g_str_equal (word, *at)))
      return TRUE;
  return FALSE;
}

static const char *
stem (char *header)
{
  header[strcspn (header, "./")] = '\0';
  return header;
}

/* Returns what is wrong with one include line of @storey, or NULL. */
static char *
judge (gsize row, const char *line)
{
  g_autoptr (GRegex) regex = g_regex_new ("^\\s*#\\s*include\\s*([<\"])([^>\"]+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  if (!g_regex_match (regex, line, 0, &match))
    return NULL;
  g_autofree char *quote = g_match_info_fetch (match, 1), *header = g_match_info_fetch (match, 2);
  if (*quote == '<') {
    if (g_str_has_prefix (header, "sys/") || g_str_has_prefix (header, "linux/") || has_word (libc_headers, stem (header), FALSE) ||
        has_word (table[row].foreign, header, TRUE))
      return NULL;
    return g_strdup_printf ("%s may not include <%s…>", table[row].storey, header);
  }
  if (strchr (header, '/') == NULL || g_str_has_suffix (header, ".inc"))
    return NULL; /* generated beside it */
  g_autofree char *folder = g_strndup (header, strcspn (header, "/"));
  if (g_str_equal (folder, table[row].storey) || has_word (table[row].may, folder, FALSE))
    return NULL;
  return g_strdup_printf ("%s may not include \"%s\"", table[row].storey, header);
}

static guint
check_file (gsize row, const char *path)
{
  g_autofree char *text = NULL;
  guint n_wrong = 0;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++) {
    g_autofree char *wrong = judge (row, lines[i]);
    if (wrong != NULL) {
      g_test_message ("%s:%d: %s", path, i + 1, wrong);
      n_wrong++;
    }
  }
  return n_wrong;
}

static void
check_folder (gsize row, const char *folder, guint *n_files, guint *n_wrong)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      check_folder (row, path, n_files, n_wrong);
    } else if (g_str_has_suffix (name, ".c") || g_str_has_suffix (name, ".h")) {
      *n_wrong += check_file (row, path);
      (*n_files)++;
    }
  }
}

static void
test_includes_point_down (void)
{
  guint n_files = 0, n_wrong = 0;
  for (gsize row = 0; row < G_N_ELEMENTS (table); row++) {
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "src", table[row].storey, NULL);
    check_folder (row, folder, &n_files, &n_wrong);
  }
  g_assert_cmpuint (n_files, >, 6);
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* Every folder of src stands in the table: a new storey needs its row. */
static void
test_every_folder_has_a_row (void)
{
  g_autofree char *src = g_test_build_filename (G_TEST_DIST, "..", "src", NULL);
  g_autoptr (GDir) dir = g_dir_open (src, 0, NULL);
  const char *name;
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (src, name, NULL);
    gboolean found = !g_file_test (path, G_FILE_TEST_IS_DIR);
    for (gsize row = 0; row < G_N_ELEMENTS (table); row++)
      found = found || g_str_equal (table[row].storey, name);
    g_test_message ("%s", name);
    g_assert_true (found);
  }
}

static void
test_the_judge (void)
{
  const struct { gsize row; const char *line; gboolean fine; } rows[] = {
    { 0, "#include <math.h>", TRUE },           { 0, "#include <glib.h>", FALSE },
    { 2, "#include \"base/rng.h\"", TRUE },     { 2, "#include \"data/set.h\"", FALSE },
    { 4, "  # include <pango/pangocairo.h>", TRUE }, { 8, "#include <gtk/gtk.h>", FALSE },
    { 11, "#include <gtk/gtk.h>", TRUE },       { 6, "int include = 1;", TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *wrong = judge (rows[i].row, rows[i].line);
    g_assert_true ((wrong == NULL) == rows[i].fine);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/storeys/includes-point-down", test_includes_point_down);
  g_test_add_func ("/storeys/every-folder-has-a-row", test_every_folder_has_a_row);
  g_test_add_func ("/storeys/the-judge", test_the_judge);
  return g_test_run ();
}
