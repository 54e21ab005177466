/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frame-bench.h"

#include "app/painter.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

/* After the first frame lanes train at full speed, by turns with drawing and without, a second each. What the machine has for
 * us changes, too: each second with drawing is compared with the one after it, and the median of these ratios counts. */
typedef struct {
  GradusWindow *window;
  int n_left; /* spans */
  gboolean drawing;
  double first_frame;
  GArray *cpu, *paint, *intervals, *shown; /* of double, ms: main thread, painter, between paintings and showings */
  double last_cpu, last_paint;
  gint64 last_frame, last_shown, span_start; /* µs; 0: none yet in this span */
  long span_step;
  GArray *rates[2]; /* of double, steps per second in each span: without drawing, with it */
  double resident, ticks[2]; /* of all processors: taken by the host, altogether; at the start */
  guint n_drawn;
} Bench;

static gint64 started;

void
gradus_frame_bench_clock (void)
{
  started = g_get_monotonic_time ();
}

static double
thread_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* What all processors did since the machine started, and what of it its host took for itself. */
static void
read_ticks (double *stolen, double *all)
{
  g_autofree char *text = NULL;
  char *at;

  *stolen = *all = 0;
  if (!g_file_get_contents ("/proc/stat", &text, NULL, NULL) || !g_str_has_prefix (text, "cpu "))
    return;
  at = text + strlen ("cpu ");
  for (int i = 0; i < 8; i++) /* user, nice, system, idle, iowait, irq, softirq, steal */
    *all += *stolen = g_ascii_strtod (at, &at);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
quantile (GArray *values, double q)
{
  g_array_sort (values, compare);
  return values->len ? g_array_index (values, double, (guint) (q * (values->len - 1))) : 0;
}

static double
mean (GArray *values)
{
  double sum = 0;

  for (guint i = 0; i < values->len; i++)
    sum += g_array_index (values, double, i);
  return values->len ? sum / values->len : 0;
}

static double
resident_mib (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) || !(line = strstr (text, "VmRSS:")))
    return 0;
  return g_ascii_strtod (line + strlen ("VmRSS:"), NULL) / 1024;
}

static void
print (const char *metric, double value)
{
  printf ("window\tgradus\t2\t%s\t%.4g\n", metric, value);
}

static double
kept_percent (GArray *with, GArray *without)
{
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < without->len; i++) {
    double ratio = 100 * g_array_index (with, double, i) / g_array_index (without, double, i);

    g_array_append_val (ratios, ratio);
  }
  return quantile (ratios, 0.5);
}

static void
finish (Bench *bench)
{
  double kept = kept_percent (bench->rates[TRUE], bench->rates[FALSE]), stolen, all;

  read_ticks (&stolen, &all);
  print ("frame_cpu_ms_mean", mean (bench->cpu));
  print ("frame_cpu_ms_p99", quantile (bench->cpu, 0.99));
  print ("painter_cpu_ms_mean", mean (bench->paint));
  print ("painter_cpu_ms_p99", quantile (bench->paint, 0.99));
  print ("frame_interval_ms_p50", quantile (bench->intervals, 0.5));
  print ("frame_interval_ms_p99", quantile (bench->intervals, 0.99));
  print ("shown_interval_ms_p50", quantile (bench->shown, 0.5));
  print ("shown_interval_ms_p99", quantile (bench->shown, 0.99));
  print ("frames", bench->cpu->len);
  print ("steps_per_second_with_window", quantile (bench->rates[TRUE], 0.5));
  print ("steps_per_second_without_drawing", quantile (bench->rates[FALSE], 0.5));
  print ("training_kept_percent", kept);
  print ("host_took_percent", 100 * (stolen - bench->ticks[0]) / (all - bench->ticks[1]));
  print ("first_frame_ms", bench->first_frame);
  print ("resident_mib", bench->resident);
  fflush (stdout);
  g_array_unref (bench->rates[TRUE]);
  g_array_unref (bench->rates[FALSE]);
  g_array_unref (bench->cpu);
  g_array_unref (bench->paint);
  g_array_unref (bench->intervals);
  g_array_unref (bench->shown);
  g_application_quit (g_application_get_default ());
  g_free (bench);
}

/* Without drawing: nobody asks for a snapshot while the run is not attached to a widget. */
static void
start_span (Bench *bench)
{
  GradusRun *run = gradus_window_get_run (bench->window);

  gradus_run_attach (run, bench->drawing ? GTK_WIDGET (gradus_window_get_canvas (bench->window)) : NULL);
  bench->last_frame = 0;
  bench->span_start = g_get_monotonic_time ();
  bench->span_step = gradus_run_status (run).step;
}

static gboolean
end_span (gpointer data)
{
  Bench *bench = data;
  double seconds = (g_get_monotonic_time () - bench->span_start) / 1e6;
  double rate = (gradus_run_status (gradus_window_get_run (bench->window)).step - bench->span_step) / seconds;

  g_array_append_val (bench->rates[bench->drawing], rate);
  if (bench->resident == 0) /* later the record of so many steps outgrows all else */
    bench->resident = resident_mib ();
  bench->drawing = !bench->drawing;
  if (--bench->n_left > 0) {
    start_span (bench);
    return G_SOURCE_CONTINUE;
  }
  finish (bench);
  return G_SOURCE_REMOVE;
}

/* When a frame painted at @now is seen: at the next refresh of the screen. A virtual one only counts them. */
static gint64
shown_at (GdkFrameClock *clock, gint64 now)
{
  gint64 time = gdk_frame_clock_get_frame_time (clock), refresh;

  gdk_frame_clock_get_refresh_info (clock, time, &refresh, NULL);
  return time + (now - time + refresh - 1) / refresh * refresh;
}

/* Only frames with another picture count: the frame clock also ticks without painting. What the main thread did since the
 * one before, all of it, is the cost of the frame. */
static void
on_after_paint (GdkFrameClock *clock, Bench *bench)
{
  guint n_drawn = gradus_canvas_n_drawn (gradus_window_get_canvas (bench->window));
  double cpu = thread_cpu_ms (), used = cpu - bench->last_cpu;
  double paint = gradus_painter_cpu_ms (), painted = paint - bench->last_paint;
  gint64 now = g_get_monotonic_time (), shown = shown_at (clock, now);
  double interval = (now - bench->last_frame) / 1e3, shown_interval = (shown - bench->last_shown) / 1e3;

  if (n_drawn == bench->n_drawn)
    return;
  bench->n_drawn = n_drawn;
  if (bench->first_frame == 0)
    bench->first_frame = (now - started) / 1e3;
  if (bench->drawing && bench->last_frame) {
    g_array_append_val (bench->cpu, used);
    g_array_append_val (bench->paint, painted);
    g_array_append_val (bench->intervals, interval);
    g_array_append_val (bench->shown, shown_interval);
  }
  bench->last_cpu = cpu;
  bench->last_paint = paint;
  bench->last_frame = now;
  bench->last_shown = shown;
}

static gboolean
play (gpointer data)
{
  Bench *bench = data;
  GradusRun *run = gradus_window_get_run (bench->window);

  if (gradus_run_is_opening (run) || !gradus_run_snapshot (run))
    return G_SOURCE_CONTINUE;
  gradus_run_set_speed (run, 0);
  gradus_run_play (run);
  bench->drawing = TRUE;
  read_ticks (&bench->ticks[0], &bench->ticks[1]);
  start_span (bench);
  g_timeout_add (1000, end_span, bench);
  return G_SOURCE_REMOVE;
}

/* A run that does not end while it is measured. */
static gboolean
begin (gpointer data)
{
  Bench *bench = data;
  GradusRun *run = gradus_window_get_run (bench->window);
  LabSetup *setup = gradus_run_setup (run);
  bool restarted;

  if (!gradus_run_snapshot (run) || bench->first_frame == 0)
    return G_SOURCE_CONTINUE;
  gradus_run_set (run, -1, lab_setup_find_knob (setup, "steps"), 1e7, &restarted, NULL);
  g_timeout_add (1500, play, bench);
  return G_SOURCE_REMOVE;
}

static void
on_map (GtkWidget *window, Bench *bench)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_after_paint), bench);
}

void
gradus_frame_bench_start (GradusWindow *window, double seconds)
{
  Bench *bench = g_new0 (Bench, 1);

  bench->window = window;
  bench->n_left = 2 * (int) ceil (seconds);
  bench->rates[TRUE] = g_array_new (FALSE, FALSE, sizeof (double));
  bench->rates[FALSE] = g_array_new (FALSE, FALSE, sizeof (double));
  bench->cpu = g_array_new (FALSE, FALSE, sizeof (double));
  bench->paint = g_array_new (FALSE, FALSE, sizeof (double));
  bench->intervals = g_array_new (FALSE, FALSE, sizeof (double));
  bench->shown = g_array_new (FALSE, FALSE, sizeof (double));
  gtk_window_set_default_size (GTK_WINDOW (window), 1920, 1080);
  g_signal_connect (window, "map", G_CALLBACK (on_map), bench);
  g_timeout_add (300, begin, bench);
}
