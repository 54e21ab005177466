/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/painter.h"

#include <time.h>

typedef struct {
  GradusSheet *sheet;
  GradusPainting painting;
  char *font, *language; /* owned: the theme's */
  GradusPicture *picture;
  void (*done) (GradusPicture *picture, gpointer data);
  gpointer data;
} Job;

static GMutex lock;
static GCond idle;
static guint n_waiting;   /* jobs not drawn yet; under the lock */
static double cpu_ms;     /* under the lock */
static GQueue spare;      /* of Picture, the longest unused first; under the lock */

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

#define MAX_SPARE 4 /* a large picture and those of the strip */

typedef struct {
  GradusPicture public;
  int n_references;
  int width, height, scale;
  guchar *pixels;
} Picture;

static Picture *
picture_new (int width, int height, int scale)
{
  int stride = cairo_format_stride_for_width (CAIRO_FORMAT_ARGB32, width);
  Picture *picture = g_new (Picture, 1);

  picture->width = width;
  picture->height = height;
  picture->scale = scale;
  picture->pixels = g_malloc ((gsize) stride * height);
  picture->public.surface =
    cairo_image_surface_create_for_data (picture->pixels, CAIRO_FORMAT_ARGB32, width, height, stride);
  cairo_surface_set_device_scale (picture->public.surface, scale, scale);
  return picture;
}

static void
picture_free (Picture *picture)
{
  cairo_surface_destroy (picture->public.surface);
  g_free (picture->pixels);
  g_free (picture);
}

/* Megabytes that came and went thirty times a second would leave holes in the heap. */
static Picture *
picture_take (int width, int height, int scale)
{
  Picture *picture = NULL;

  g_mutex_lock (&lock);
  for (GList *link = spare.tail; link && !picture; link = link->prev) {
    Picture *other = link->data;

    if (other->width == width && other->height == height && other->scale == scale) {
      g_queue_delete_link (&spare, link);
      picture = other;
      break;
    }
  }
  g_mutex_unlock (&lock);
  if (!picture)
    picture = picture_new (width, height, scale);
  picture->n_references = 1;
  return picture;
}

GradusPicture *
gradus_picture_ref (GradusPicture *picture)
{
  g_atomic_int_inc (&((Picture *) picture)->n_references);
  return picture;
}

void
gradus_picture_unref (GradusPicture *picture)
{
  Picture *eldest = NULL;

  if (!g_atomic_int_dec_and_test (&((Picture *) picture)->n_references))
    return;
  g_mutex_lock (&lock);
  g_queue_push_tail (&spare, picture);
  if (spare.length > MAX_SPARE)
    eldest = g_queue_pop_head (&spare);
  g_mutex_unlock (&lock);
  if (eldest)
    picture_free (eldest);
}

/* ---- painting ---- */

/* On a surface of its own, so that cairo keeps no copies of the other one. */
GradusPicture *
gradus_painter_draw (const PlotFigure *figure, const GradusPainting *painting)
{
  PlotRectangle box = { 0, 0, painting->width, painting->height };
  int scale = painting->scale;
  Picture *picture = picture_take ((int) painting->width * scale, (int) painting->height * scale, scale);
  int stride = cairo_image_surface_get_stride (picture->public.surface);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (picture->pixels, CAIRO_FORMAT_ARGB32, picture->width,
                                                                  picture->height, stride);
  cairo_t *cr;

  memset (picture->pixels, 0, (gsize) stride * picture->height);
  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  plot_figure_draw (cr, figure, &box, &painting->theme);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return &picture->public;
}

static gboolean
hand_over (gpointer data)
{
  Job *job = data;

  job->done (job->picture, job->data);
  gradus_sheet_unref (job->sheet);
  g_free (job->font);
  g_free (job->language);
  g_free (job);
  return G_SOURCE_REMOVE;
}

static void
work (gpointer data, gpointer unused)
{
  Job *job = data;
  struct timespec now;

  job->picture = gradus_painter_draw (job->sheet->figure, &job->painting);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  g_mutex_lock (&lock);
  cpu_ms = now.tv_sec * 1e3 + now.tv_nsec / 1e6;
  if (--n_waiting == 0)
    g_cond_broadcast (&idle);
  g_mutex_unlock (&lock);
  g_idle_add_full (G_PRIORITY_DEFAULT, hand_over, job, NULL);
}

void
gradus_painter_paint (GradusSheet *sheet, const GradusPainting *painting,
                      void (*done) (GradusPicture *picture, gpointer data), gpointer data)
{
  static GThreadPool *thread;
  Job *job = g_new0 (Job, 1);

  if (!thread)
    thread = g_thread_pool_new (work, NULL, 1, TRUE, NULL);
  job->sheet = gradus_sheet_ref (sheet);
  job->painting = *painting;
  job->painting.theme.font = job->font = g_strdup (painting->theme.font);
  job->painting.theme.language = job->language = g_strdup (painting->theme.language);
  job->done = done;
  job->data = data;
  g_mutex_lock (&lock);
  n_waiting++;
  g_mutex_unlock (&lock);
  g_thread_pool_push (thread, job, NULL);
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
