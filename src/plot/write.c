/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/write.h"

#include "base/words.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LARGEST 16384 /* px of a side: one gigabyte of pixels is no picture any more */

/* Cairo forgets some failures (a PDF written when its surface is finished), so the first one is kept here. */
typedef struct {
  FILE *file;
  int failure; /* errno; 0: none */
} Sink;

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned length)
{
  Sink *sink = closure;
  if (sink->failure == 0 && fwrite (data, 1, length, sink->file) != length)
    sink->failure = errno;
  return sink->failure == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_status_t
keep_bytes (void *closure, const unsigned char *data, unsigned length)
{
  g_string_append_len (closure, (const char *) data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Cairo numbers surfaces and images across the whole process (id="image37"); counted from 1 within the file, the same
 * figure is the same file whatever was drawn before. */
static void
renumber (GString *svg)
{
  static const char *const kinds[] = { "image", "surface", "mask", "pattern" };
  GHashTable *numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *out = g_string_sized_new (svg->len);
  for (const char *at = svg->str; *at != '\0';) {
    size_t letters = 0, digits = 0;
    bool begins = at > svg->str && (at[-1] == '#' || at[-1] == '"');
    for (guint k = 0; begins && k < G_N_ELEMENTS (kinds) && letters == 0; k++)
      letters = g_str_has_prefix (at, kinds[k]) ? strlen (kinds[k]) : 0;
    if (letters > 0)
      digits = strspn (at + letters, "0123456789");
    if (digits > 0 && (at[letters + digits] == '"' || at[letters + digits] == ')')) {
      char *name = g_strndup (at, letters + digits);
      gpointer number = g_hash_table_lookup (numbers, name);
      if (number == NULL) {
        number = GINT_TO_POINTER ((int) g_hash_table_size (numbers) + 1);
        g_hash_table_insert (numbers, g_strdup (name), number);
      }
      g_string_append_len (out, at, (gssize) letters);
      g_string_append_printf (out, "%d", GPOINTER_TO_INT (number));
      at += letters + digits;
      g_free (name);
    } else {
      g_string_append_c (out, *at++);
    }
  }
  g_string_assign (svg, out->str);
  g_string_free (out, TRUE);
  g_hash_table_unref (numbers);
}

static cairo_surface_t *
make_surface (Sink *sink, GString *svg, PlotFormat format, const PlotDrawing *drawing)
{
  double width = drawing->width, height = drawing->height, scale = drawing->scale;
  cairo_surface_t *surface;
  if (format == PLOT_PNG) {
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale), (int) ceil (height * scale));
    cairo_surface_set_device_scale (surface, scale * drawing->zoom, scale * drawing->zoom);
  } else if (format == PLOT_SVG) {
    surface = cairo_svg_surface_create_for_stream (keep_bytes, svg, width, height);
    cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  } else { /* points: 3/4 px */
    surface = cairo_pdf_surface_create_for_stream (write_bytes, sink, width * 0.75, height * 0.75);
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  }
  return surface;
}

static bool
draw_to (FILE *file, const PlotDrawing *drawing, PlotFormat format, BaseError *error)
{
  GString *svg = g_string_new (NULL);
  Sink sink = { file, 0 };
  cairo_surface_t *surface = make_surface (&sink, svg, format, drawing);
  cairo_t *cr = cairo_create (surface);
  if (format == PLOT_PDF && drawing->title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, drawing->title);
  if (format == PLOT_PDF)
    cairo_scale (cr, 0.75, 0.75);
  if (format != PLOT_PNG)
    cairo_scale (cr, drawing->zoom, drawing->zoom);
  if (cairo_status (cr) == CAIRO_STATUS_SUCCESS)
    drawing->draw (cr, drawing->width / drawing->zoom, drawing->height / drawing->zoom, drawing->data);
  cairo_show_page (cr);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && format == PLOT_PNG)
    status = cairo_surface_write_to_png_stream (surface, write_bytes, &sink);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (svg->len > 0) {
    renumber (svg);
    write_bytes (&sink, (const unsigned char *) svg->str, (unsigned) svg->len);
  }
  g_string_free (svg, TRUE);
  if (sink.failure != 0)
    return base_error_set (error, "%s", g_strerror (sink.failure));
  return status == CAIRO_STATUS_SUCCESS || base_error_set (error, "%s", cairo_status_to_string (status));
}

/* A new file beside @path with the permissions a new file gets; @name is freed by the caller. */
static FILE *
open_beside (const char *path, char **name)
{
  for (int i = 0; i < 100; i++) {
    *name = g_strdup_printf ("%s.%d-%d.part", path, (int) getpid (), i);
    int fd = open (*name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    if (fd >= 0)
      return fdopen (fd, "wb");
    if (errno != EEXIST)
      return NULL;
    g_clear_pointer (name, g_free);
  }
  return NULL;
}

bool
plot_write (const PlotDrawing *drawing, const char *path, PlotFormat format, BaseError *error)
{
  double width = drawing->width, height = drawing->height, scale = drawing->scale;
  char *name = NULL;
  if (!(width >= 1 && height >= 1 && scale > 0 && width * scale <= LARGEST && height * scale <= LARGEST))
    return base_error_set (error, _ ("%s: %g × %g at scale %g is no size for a picture (1 to %d px a side)"), path,
                           width, height, scale, LARGEST);
  FILE *file = open_beside (path, &name);
  if (file == NULL) {
    base_error_set (error, "%s: %s", path, g_strerror (errno));
    g_free (name);
    return false;
  }
  bool ok = draw_to (file, drawing, format, error);
  if (fclose (file) != 0 && ok)
    ok = base_error_set (error, "%s", g_strerror (errno));
  if (ok && rename (name, path) != 0)
    ok = base_error_set (error, "%s", g_strerror (errno));
  if (!ok) {
    unlink (name);
    base_error_prefix (error, "%s: ", path);
  }
  g_free (name);
  return ok;
}

typedef struct {
  const PlotFigure *figure;
  const PlotTheme *theme;
} Job;

static void
draw (cairo_t *cr, double width, double height, const void *data)
{
  const Job *job = data;
  const PlotRectangle all = { 0, 0, width, height };
  plot_figure_draw (cr, job->figure, &all, job->theme);
}

bool
plot_figure_write (const PlotFigure *figure, const char *path, PlotFormat format, double width, double height,
                   double scale, const PlotTheme *theme, BaseError *error)
{
  double times = theme->font_size > 0 ? 1 : CLAMP (fmin (width / 600, height / 400), 1, 4), zoom = floor (times); /* whole: lines stay crisp */
  PlotTheme own = *theme;
  if (times > zoom)
    own.font_size = PLOT_FONT_SIZE * times / zoom;
  const Job job = { figure, &own };
  const PlotDrawing drawing = { draw, &job, figure->title, width, height, scale, zoom };
  return plot_write (&drawing, path, format, error);
}
