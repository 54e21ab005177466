/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/painter.h"

#include <string.h>
#include <time.h>

typedef struct {
  GradusSheet *sheet;
  GradusPainting painting;
  char *font, *language; /* owned: the theme's */
  GradusPicture *before, *picture;
  void (*done) (GradusPicture *picture, gpointer data);
  gpointer data;
} Job;

static GMutex lock;
static GCond idle;
static guint n_waiting;   /* jobs not drawn yet; under the lock */
static double cpu_ms;     /* under the lock */

/* ---- sheets ---- */

GradusSheet *
gradus_sheet_new (PlotFigure *figure)
{
  GradusSheet *sheet = g_atomic_rc_box_new0 (GradusSheet);

  sheet->figure = figure;
  return sheet;
}

GradusSheet *
gradus_sheet_ref (GradusSheet *sheet)
{
  return g_atomic_rc_box_acquire (sheet);
}

static void
sheet_clear (gpointer sheet)
{
  plot_figure_free (((GradusSheet *) sheet)->figure);
}

void
gradus_sheet_unref (GradusSheet *sheet)
{
  g_atomic_rc_box_release_full (sheet, sheet_clear);
}

/* ---- pictures ---- */

GradusPicture *
gradus_picture_ref (GradusPicture *picture)
{
  return picture ? g_atomic_rc_box_acquire (picture) : NULL;
}

static void
picture_clear (gpointer data)
{
  GradusPicture *picture = data;

  for (int i = 0; i < picture->n_tiles; i++)
    g_clear_pointer (&picture->tiles[i], cairo_surface_destroy);
}

void
gradus_picture_unref (GradusPicture *picture)
{
  if (picture)
    g_atomic_rc_box_release_full (picture, picture_clear);
}

gboolean
gradus_picture_is_like (const GradusPicture *picture, const GradusPicture *other)
{
  return picture && other && picture->width == other->width && picture->height == other->height &&
         picture->scale == other->scale;
}

static GradusPicture *
picture_new (int width, int height, int scale)
{
  int n_columns = (width + GRADUS_TILE_WIDTH - 1) / GRADUS_TILE_WIDTH;
  int n_tiles = n_columns * ((height + GRADUS_TILE_HEIGHT - 1) / GRADUS_TILE_HEIGHT);
  GradusPicture *picture = g_atomic_rc_box_alloc0 (sizeof *picture + (gsize) n_tiles * sizeof picture->tiles[0]);

  *picture = (GradusPicture){ width, height, scale, n_columns, n_tiles };
  return picture;
}

static const cairo_user_data_key_t tile_pixels;

/* Not cleared, as Cairo's own would be: all of it is written. */
static cairo_surface_t *
tile_new (int width, int height)
{
  int stride = cairo_format_stride_for_width (CAIRO_FORMAT_ARGB32, width);
  guchar *pixels = g_malloc ((gsize) stride * (gsize) height);
  cairo_surface_t *tile = cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_ARGB32, width, height, stride);

  cairo_surface_set_user_data (tile, &tile_pixels, pixels, g_free);
  return tile;
}

/* Where a tile's pixels lie in those of the whole plot. */
typedef struct {
  guchar *pixels;
  gsize stride, n_bytes; /* from row to row; of a row */
  int width, height;
} Place;

static Place
tile_place (const GradusPicture *picture, int i, guchar *pixels, gsize stride)
{
  int x = i % picture->n_columns * GRADUS_TILE_WIDTH, y = i / picture->n_columns * GRADUS_TILE_HEIGHT;
  int width = MIN (GRADUS_TILE_WIDTH, picture->width - x), height = MIN (GRADUS_TILE_HEIGHT, picture->height - y);

  return (Place){ pixels + (gsize) y * stride + 4 * (gsize) x, stride, 4 * (gsize) width, width, height };
}

static gboolean
is_blank (const Place *place)
{
  static const guchar nothing[4 * GRADUS_TILE_WIDTH];

  for (int y = 0; y < place->height; y++)
    if (memcmp (place->pixels + (gsize) y * place->stride, nothing, place->n_bytes))
      return FALSE;
  return TRUE;
}

static gboolean
has_pixels (const Place *place, cairo_surface_t *tile)
{
  const guchar *own = tile ? cairo_image_surface_get_data (tile) : NULL;
  gsize own_stride = tile ? (gsize) cairo_image_surface_get_stride (tile) : 0;

  for (int y = 0; own && y < place->height; y++)
    if (memcmp (place->pixels + (gsize) y * place->stride, own + (gsize) y * own_stride, place->n_bytes))
      return FALSE;
  return own != NULL;
}

static cairo_surface_t *
tile_copy (const Place *place, int scale)
{
  cairo_surface_t *tile = tile_new (place->width, place->height);
  guchar *own = cairo_image_surface_get_data (tile);
  gsize own_stride = (gsize) cairo_image_surface_get_stride (tile);

  for (int y = 0; y < place->height; y++)
    memcpy (own + (gsize) y * own_stride, place->pixels + (gsize) y * place->stride, place->n_bytes);
  cairo_surface_mark_dirty (tile);
  cairo_surface_set_device_scale (tile, scale, scale);
  return tile;
}

/* The tile at @place, which is left blank. @before: what was there; NULL: nothing, or nothing that can be kept. */
static cairo_surface_t *
cut_tile (const Place *place, cairo_surface_t *before, int scale)
{
  cairo_surface_t *tile;

  if (is_blank (place))
    return NULL;
  tile = has_pixels (place, before) ? cairo_surface_reference (before) : tile_copy (place, scale);
  for (int y = 0; y < place->height; y++)
    memset (place->pixels + (gsize) y * place->stride, 0, place->n_bytes);
  return tile;
}

/* ---- painting ---- */

/* @pixels are blank before and after: megabytes that came and went thirty times a second would cost page faults, and most
 * of a plot is blank. */
static GradusPicture *
draw (const PlotFigure *figure, const GradusPainting *painting, const GradusPicture *before, GByteArray *pixels)
{
  PlotRectangle box = { 0, 0, painting->width, painting->height };
  int scale = painting->scale;
  GradusPicture *picture = picture_new ((int) painting->width * scale, (int) painting->height * scale, scale);
  int stride = cairo_format_stride_for_width (CAIRO_FORMAT_ARGB32, picture->width);
  guint n_bytes = (guint) (stride * picture->height), n_blank = pixels->len;
  gboolean alike = gradus_picture_is_like (picture, before);
  cairo_surface_t *sheet;
  cairo_t *cr;

  if (n_bytes > n_blank) {
    g_byte_array_set_size (pixels, n_bytes);
    memset (pixels->data + n_blank, 0, n_bytes - n_blank);
  }
  sheet = cairo_image_surface_create_for_data (pixels->data, CAIRO_FORMAT_ARGB32, picture->width, picture->height, stride);
  cairo_surface_set_device_scale (sheet, scale, scale);
  cr = cairo_create (sheet);
  plot_figure_draw (cr, figure, &box, &painting->theme);
  cairo_destroy (cr);
  cairo_surface_flush (sheet);
  for (int i = 0; i < picture->n_tiles; i++) {
    Place place = tile_place (picture, i, pixels->data, (gsize) stride);

    picture->tiles[i] = cut_tile (&place, alike ? before->tiles[i] : NULL, scale);
  }
  cairo_surface_destroy (sheet);
  return picture;
}

GradusPicture *
gradus_painter_draw (const PlotFigure *figure, const GradusPainting *painting, const GradusPicture *before)
{
  g_autoptr (GByteArray) pixels = g_byte_array_new ();

  return draw (figure, painting, before, pixels);
}

static gboolean
hand_over (gpointer data)
{
  Job *job = data;

  job->done (job->picture, job->data);
  gradus_picture_unref (job->before);
  gradus_sheet_unref (job->sheet);
  g_free (job->font);
  g_free (job->language);
  g_free (job);
  return G_SOURCE_REMOVE;
}

static gpointer
work (gpointer data)
{
  GAsyncQueue *jobs = data;
  GByteArray *pixels = g_byte_array_new ();
  PlotTexts *texts[] = { plot_texts_new (), plot_texts_new () }; /* of large plots and of small ones */

  for (;;) {
    Job *job = g_async_queue_pop (jobs);
    struct timespec now;

    job->painting.theme.texts = texts[job->painting.theme.compact];
    job->picture = draw (job->sheet->figure, &job->painting, job->before, pixels);
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
    g_mutex_lock (&lock);
    cpu_ms = now.tv_sec * 1e3 + now.tv_nsec / 1e6;
    if (--n_waiting == 0)
      g_cond_broadcast (&idle);
    g_mutex_unlock (&lock);
    g_idle_add_full (G_PRIORITY_DEFAULT, hand_over, job, NULL);
  }
  return NULL;
}

void
gradus_painter_paint (GradusSheet *sheet, const GradusPainting *painting, GradusPicture *before,
                      void (*done) (GradusPicture *picture, gpointer data), gpointer data)
{
  static GAsyncQueue *jobs;
  Job *job = g_new0 (Job, 1);

  if (!jobs) {
    jobs = g_async_queue_new ();
    g_thread_unref (g_thread_new ("painter", work, jobs));
  }
  job->sheet = gradus_sheet_ref (sheet);
  job->painting = *painting;
  job->before = gradus_picture_ref (before);
  job->painting.theme.font = job->font = g_strdup (painting->theme.font);
  job->painting.theme.language = job->language = g_strdup (painting->theme.language);
  job->done = done;
  job->data = data;
  g_mutex_lock (&lock);
  n_waiting++;
  g_mutex_unlock (&lock);
  g_async_queue_push (jobs, job);
}

void
gradus_painter_settle (void)
{
  g_mutex_lock (&lock);
  while (n_waiting > 0)
    g_cond_wait (&idle, &lock);
  g_mutex_unlock (&lock);
}

double
gradus_painter_cpu_ms (void)
{
  double used;

  g_mutex_lock (&lock);
  used = cpu_ms;
  g_mutex_unlock (&lock);
  return used;
}
