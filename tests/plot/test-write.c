/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static char *folder;

static char *
write_and_read (const PlotFigure *figure, PlotFormat format, const char *name, gsize *length)
{
  BaseError error = { "" };
  PlotTheme theme = { PLOT_LIGHT };
  char *path = g_build_filename (folder, name, NULL), *bytes = NULL;
  bool ok = plot_figure_write (figure, path, format, 400, 300, 2, &theme, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_true (ok);
  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  g_free (path);
  return bytes;
}

static void
test_files (void)
{
  for (int m = 0; figure_makers[m].name != NULL; m++) {
    PlotFigure *figure = figure_makers[m].make (DATA_TYPICAL, false);
    for (int format = PLOT_SVG; format <= PLOT_PDF; format++) {
      gsize n, k;
      char *first = write_and_read (figure, (PlotFormat) format, "a", &n), *second = write_and_read (figure, (PlotFormat) format, "b", &k);
      g_assert_cmpmem (first, n, second, k); /* the same bytes from run to run */
      g_assert_true (g_str_has_prefix (first, format == PLOT_SVG ? "<?xml" : "%PDF-"));
      if (format == PLOT_SVG)
        g_assert_nonnull (strstr (first, "width=\"400px\""));
      g_free (first);
      g_free (second);
    }
    plot_figure_free (figure);
  }
}

/* A large picture is a small one seen closer. */
static void
test_large (void)
{
  BaseError error = { "" };
  const PlotTheme theme = { PLOT_LIGHT };
  PlotFigure *figure = figure_makers[0].make (DATA_TYPICAL, false);
  char *bytes[2];
  gsize n[2];
  for (int large = 0; large < 2; large++) {
    char *path = g_build_filename (folder, "large.png", NULL);
    g_assert_true (plot_figure_write (figure, path, PLOT_PNG, large ? 1200 : 600, large ? 800 : 400, large ? 1 : 2, &theme, &error));
    g_assert_true (g_file_get_contents (path, &bytes[large], &n[large], NULL));
    g_free (path);
  }
  g_assert_cmpmem (bytes[0], n[0], bytes[1], n[1]);
  g_free (bytes[0]);
  g_free (bytes[1]);
  plot_figure_free (figure);
}

static void
test_png (void)
{
  gsize n;
  PlotFigure *figure = figure_makers[0].make (DATA_TYPICAL, false);
  g_free (write_and_read (figure, PLOT_PNG, "a.png", &n));
  char *path = g_build_filename (folder, "a.png", NULL);
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 800);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 600);
  const guint32 *pixels = (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  int painted = 0;
  for (int i = 0; i < 800 * 600; i++)
    painted += (pixels[i] & 0xffffff) != 0xffffff;
  g_assert_cmpint (pixels[0] & 0xffffff, ==, 0xffffff);
  g_assert_cmpint (painted, >, 4000);
  cairo_surface_destroy (surface);
  plot_figure_free (figure);
  g_free (path);
}

/* Nothing half-written is left beside a path that could not be written. */
static void
test_failures (void)
{
  PlotFigure *figure = figure_makers[0].make (DATA_ONE, false);
  PlotTheme theme = { PLOT_LIGHT };
  BaseError error = { "" };
  char *missing = g_build_filename (folder, "missing", "a.png", NULL);
  g_assert_false (plot_figure_write (figure, missing, PLOT_PNG, 100, 100, 1, &theme, &error));
  g_assert_true (g_str_has_prefix (error.text, missing));
  g_assert_true (g_str_has_suffix (error.text, "No such file or directory"));
  base_error_clear (&error);
  g_assert_false (plot_figure_write (figure, folder, PLOT_SVG, 100, 100, 1, &theme, &error)); /* a folder stands there */
  g_assert_true (g_str_has_prefix (error.text, folder));
  base_error_clear (&error);
  g_assert_false (plot_figure_write (figure, missing, PLOT_PNG, 1e9, 100, 1, &theme, &error));
  g_assert_nonnull (strstr (error.text, "no size for a picture"));
  base_error_clear (&error);
  char *parent = g_path_get_dirname (folder), *name;
  GDir *dir = g_dir_open (parent, 0, NULL);
  while (dir != NULL && (name = (char *) g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, strrchr (folder, '/') + 1) && g_str_has_suffix (name, ".part"));
  g_dir_close (dir);
  g_free (parent);
  g_free (missing);
  plot_figure_free (figure);
}

/* No room for the new picture: the old one stays. A limit on the size of files stands for the full disk. */
static void
test_full_disk (void)
{
  const PlotTheme theme = { PLOT_LIGHT };
  PlotFigure *figure = figure_makers[0].make (DATA_ONE, false);
  char *path = g_build_filename (folder, "kept.svg", NULL), *left = NULL;
  struct rlimit before, little;
  g_assert_true (g_file_set_contents (path, "kept", -1, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  little = before;
  little.rlim_cur = 100;
  signal (SIGXFSZ, SIG_IGN);
  for (int format = PLOT_PNG; format <= PLOT_PDF; format++) {
    BaseError error = { "" };
    setrlimit (RLIMIT_FSIZE, &little);
    bool ok = plot_figure_write (figure, path, (PlotFormat) format, 100, 100, 1, &theme, &error);
    setrlimit (RLIMIT_FSIZE, &before);
    g_assert_false (ok);
    g_assert_true (g_str_has_prefix (error.text, path));
    g_assert_true (g_str_has_suffix (error.text, g_strerror (EFBIG)));
    base_error_clear (&error);
  }
  signal (SIGXFSZ, SIG_DFL);
  g_assert_true (g_file_get_contents (path, &left, NULL, NULL));
  g_assert_cmpstr (left, ==, "kept");
  g_free (left);
  g_free (path);
  plot_figure_free (figure);
}

static void
remove_folder (void)
{
  const char *name;
  GDir *dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
    g_free (path);
  }
  g_dir_close (dir);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("plot-XXXXXX", NULL);
  g_test_add_func ("/plot/write/files", test_files);
  g_test_add_func ("/plot/write/png", test_png);
  g_test_add_func ("/plot/write/large", test_large);
  g_test_add_func ("/plot/write/failures", test_failures);
  g_test_add_func ("/plot/write/full-disk", test_full_disk);
  int status = g_test_run ();
  remove_folder ();
  g_free (folder);
  return status;
}
