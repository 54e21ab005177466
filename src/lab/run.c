/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/page.h"
#include "lab/run-private.h"
#include "lab/setup-private.h"
#include "lab/viewer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FRAMES "frames" /* the folder of animations */

void
lab_train (LabExperiment *experiment, GArray *probe_values, const LabRunOptions *options)
{
  TrainSession *session = lab_experiment_session (experiment);
  train_session_wait (session);
  if (lab_experiment_results (experiment, 0) != NULL)
    return;
  lab_probes_measure (experiment, probe_values);
  train_session_run (session);
  if (options != NULL && options->progress != NULL) {
    TrainStatus status;
    do {
      g_usleep (50000);
      status = train_session_status (session);
      options->progress (experiment, status.step, status.steps, options->data);
    } while (status.busy);
  }
  train_session_wait (session);
  lab_probes_measure (experiment, probe_values);
}

/* ---- what will be written: everything is made before the first byte goes out ---- */

typedef struct {
  char *name; /* in the folder */
  char *text; /* or */
  PlotFigure *figure; /* or */
  LabExperiment *experiment; /* of a page: */
  GPtrArray *figures, *captions;
} Output;

static void
free_output (gpointer data)
{
  Output *output = data;
  g_free (output->name);
  g_free (output->text);
  plot_figure_free (output->figure);
  g_clear_pointer (&output->figures, g_ptr_array_unref);
  g_clear_pointer (&output->captions, g_ptr_array_unref);
  g_free (output);
}

static Output *
add_output (GPtrArray *outputs, char *name, char *text, PlotFigure *figure)
{
  Output *output = g_new0 (Output, 1);
  *output = (Output){ .name = name, .text = text, .figure = figure };
  g_ptr_array_add (outputs, output);
  return output;
}

static const char *
ending (PlotFormat format)
{
  return format == PLOT_SVG ? "svg" : format == PLOT_PDF ? "pdf" : "png";
}

/* Of all views; figures and captions belong to others, which outlive it. */
static Output *
add_page (GPtrArray *outputs, LabExperiment *experiment, int part, PlotFormat format)
{
  const LessonExperiment *lesson = lab_experiment_setup (experiment)->experiment;
  g_autofree char *suffix = part > 0 ? g_strdup_printf ("-part%d", part + 1) : g_strdup ("");
  Output *page = add_output (outputs, g_strdup_printf ("%s%spage%s.%s", lesson->name != NULL ? lesson->name : "",
                                                       lesson->name != NULL ? "-" : "", suffix, ending (format)), NULL, NULL);
  page->experiment = experiment;
  page->figures = g_ptr_array_new ();
  page->captions = g_ptr_array_new ();
  return page;
}

/* "1-curve.png", of a named experiment "map-1-curve.png", of a later part of a sweep "1-curve-part2.png"; of an animation
 * "frames/1-curve-0001.png". */
static char *
picture_name (const LessonExperiment *experiment, guint index, const char *view, int part, int frame, PlotFormat format)
{
  g_autofree char *suffix = part > 0 ? g_strdup_printf ("-part%d", part + 1) : g_strdup ("");
  g_autofree char *number = frame > 0 ? g_strdup_printf ("-%04d", frame) : g_strdup ("");
  return g_strdup_printf ("%s%s%s%u-%s%s%s.%s", frame > 0 ? FRAMES G_DIR_SEPARATOR_S : "",
                          experiment->name != NULL ? experiment->name : "", experiment->name != NULL ? "-" : "", index + 1, view,
                          suffix, number, ending (format));
}

/* One picture for each view; one across all runs for those that show them beside each other, with the last part. @frame: of an
 * animation, from 1, in which earlier parts do not move; 0: the end. */
static bool
add_pictures (LabRun *runs, int part, bool last, int frame, const LabRunOptions *options, GPtrArray *outputs, BaseError *error)
{
  LabExperiment *experiment = runs[part].experiment;
  const LessonExperiment *lesson = lab_experiment_setup (experiment)->experiment;
  Output *page = options->page && frame == 0 ? add_page (outputs, experiment, part, options->format) : NULL;
  for (guint i = 0; i < lesson->views->len; i++) {
    LabViewer *viewer = lab_viewer_new (experiment, lesson->views->pdata[i], error);
    if (viewer == NULL)
      return false;
    const LabView *view = lab_viewer_view (viewer);
    for (int k = 0; view->across && k < part; k++)
      lab_viewer_add_part (viewer, runs[k].experiment);
    if (!view->across || (last && (frame == 0 || part == 0))) {
      PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment)); /* with the paths it wants */
      add_output (outputs, picture_name (lesson, i, view->entry.name, view->across ? 0 : part, frame, options->format), NULL, figure);
      if (page != NULL) {
        g_ptr_array_add (page->figures, figure);
        g_ptr_array_add (page->captions, (gpointer) ((const LessonView *) lesson->views->pdata[i])->caption);
      }
    }
    lab_viewer_free (viewer);
  }
  return true;
}

/* Evenly from step 0 to the last one, where the session is left. */
static bool
add_frames (LabRun *runs, int part, bool last, const LabRunOptions *options, GPtrArray *outputs, BaseError *error)
{
  TrainSession *session = lab_experiment_session (runs[part].experiment);
  long end = train_session_status (session).step;
  bool fine = true;
  for (int frame = 1; fine && frame <= options->n_frames; frame++) {
    train_session_seek (session, options->n_frames > 1 ? end * (frame - 1) / (options->n_frames - 1) : end);
    fine = add_pictures (runs, part, last, frame, options, outputs, error);
  }
  return fine;
}

static void
add_tables (LabRun *runs, int n, GPtrArray *outputs)
{
  g_autoptr (GString) metrics = g_string_new (NULL);
  GString *timing = g_string_new ("experiment,lanes,steps,seconds,steps_per_second\n");
  for (int i = 0; i < n; i++) {
    const LabSetup *setup = lab_experiment_setup (runs[i].experiment);
    long steps = train_session_status (lab_experiment_session (runs[i].experiment)).steps;
    g_autofree char *text = lab_metrics_csv (runs[i].experiment, runs[i].probe_values, i == 0);
    g_string_append (metrics, text);
    g_string_append_printf (timing, "%s,%d,%ld,%.3f,%.1f\n", lab_setup_name (setup), setup->n_lanes, steps,
                            runs[i].seconds, (double) steps / MAX (runs[i].seconds, 1e-9));
  }
  add_output (outputs, g_strdup ("metrics.csv"), g_strdup (metrics->str), NULL);
  add_output (outputs, g_strdup ("timing.csv"), g_string_free (timing, FALSE), NULL);
}

/* ---- writing ---- */

static bool
write_output (const Output *output, const char *path, const LabRunOptions *options, BaseError *error)
{
  g_autoptr (GError) failure = NULL;
  double width = options->width > 0 ? options->width : 960,
         height = options->height > 0 ? options->height : 600;
  if (output->figure != NULL)
    return plot_figure_write (output->figure, path, options->format, width, height, 1, &options->theme,
                              error);
  if (output->experiment != NULL)
    return lab_page_write (output->experiment, lab_experiment_snapshot_now (output->experiment),
                           (const PlotFigure *const *) output->figures->pdata, (const char *const *) output->captions->pdata,
                           (int) output->figures->len, path, options->format, 1280, 1, &options->theme, error);
  if (g_file_set_contents (path, output->text, -1, &failure))
    return true;
  return base_error_set (error, "%s: %s", path, failure->message);
}

static bool
write_all (GPtrArray *outputs, const LabRunOptions *options, GPtrArray *pictures, BaseError *error)
{
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < outputs->len; i++) {
    const Output *output = outputs->pdata[i];
    char *path = g_build_filename (options->out, output->name, NULL);
    g_ptr_array_add (written, path);
    if (!write_output (output, path, options, error)) {
      for (guint k = 0; k < written->len; k++)
        g_unlink (written->pdata[k]);
      return false;
    }
    if (output->text == NULL)
      g_ptr_array_add (pictures, g_strdup (path));
  }
  return true;
}

/* Before anything is trained. */
static bool
prepare_folder (const char *folder, BaseError *error)
{
  if (g_mkdir_with_parents (folder, 0777) == 0 && g_access (folder, W_OK | X_OK) == 0)
    return true;
  return base_error_set (error, "%s: %s", folder, g_strerror (errno));
}

/* ---- a whole run ---- */

static bool
run_one (const LabSetup *setup, const LabRunOptions *options, LabRun *run, BaseError *error)
{
  run->pictures = g_ptr_array_new_with_free_func (g_free);
  run->probe_values = g_array_new (FALSE, FALSE, sizeof (LabProbeValue));
  run->experiment = lab_experiment_new (setup, (LabWorkers) { .alone = true }, error);
  if (run->experiment == NULL)
    return false;
  gint64 start = g_get_monotonic_time ();
  lab_train (run->experiment, run->probe_values, options);
  run->seconds = (double) (g_get_monotonic_time () - start) / 1e6 + lab_experiment_seconds (run->experiment);
  return true;
}

bool
lab_run (LabSetup *const *setups, int n, const LabRunOptions *options, LabRun *runs, BaseError *error)
{
  g_autoptr (GPtrArray) outputs = g_ptr_array_new_with_free_func (free_output);
  g_autofree char *frames = options->n_frames > 0 ? g_build_filename (options->out, FRAMES, NULL) : NULL;
  bool fine = options->out == NULL || prepare_folder (frames != NULL ? frames : options->out, error);
  memset (runs, 0, (size_t) n * sizeof *runs);
  for (int i = 0; i < n; i++) /* before hours of training, not after them */
    for (guint view = 0; fine && view < setups[i]->experiment->views->len; view++)
      fine = lab_view_check (setups[i], view, error);
  for (int i = 0, part = 0; fine && i < n; i++) {
    part = i > 0 && setups[i]->experiment == setups[i - 1]->experiment ? part + 1 : 0;
    bool last = i + 1 == n || setups[i + 1]->experiment != setups[i]->experiment;
    fine = run_one (setups[i], options, &runs[i], error) &&
           (options->out == NULL || (add_pictures (&runs[i - part], part, last, 0, options, outputs, error) &&
                                     add_frames (&runs[i - part], part, last, options, outputs, error)));
  }
  if (fine && options->out != NULL) {
    add_tables (runs, n, outputs);
    fine = write_all (outputs, options, runs[0].pictures, error);
  }
  if (!fine)
    for (int i = 0; i < n; i++)
      lab_run_clear (&runs[i]);
  return fine;
}

void
lab_run_clear (LabRun *run)
{
  lab_experiment_free (run->experiment);
  g_clear_pointer (&run->probe_values, g_array_unref);
  g_clear_pointer (&run->pictures, g_ptr_array_unref);
  run->experiment = NULL;
}
