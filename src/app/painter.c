/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/painter.h"

#include <time.h>

typedef struct {
  GradusSheet *sheet;
  GradusPainting painting;
  char *font, *language; /* owned: the theme's */
  cairo_surface_t *picture;
  void (*done) (cairo_surface_t *picture, gpointer data);
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

/* ---- painting ---- */

cairo_surface_t *
gradus_painter_draw (const PlotFigure *figure, const GradusPainting *painting)
{
  PlotRectangle box = { 0, 0, painting->width, painting->height };
  cairo_surface_t *picture =
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) painting->width * painting->scale,
                                (int) painting->height * painting->scale);
  cairo_t *cr;

  cairo_surface_set_device_scale (picture, painting->scale, painting->scale);
  cr = cairo_create (picture);
  plot_figure_draw (cr, figure, &box, &painting->theme);
  cairo_destroy (cr);
  return picture;
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
                      void (*done) (cairo_surface_t *picture, gpointer data), gpointer data)
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
