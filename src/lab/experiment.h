/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A setup brought to life: data sets, graphs, a training session, views and claims. Shared by window and
 * command line. */

#include "calc/calc.h"
#include "lab/setup.h"
#include "plot/figure.h"

#include <stdatomic.h>

typedef struct LabExperiment LabExperiment;
typedef struct LabPins LabPins;

/* How lanes are trained: with what niceness (10 under a window, else 0; probes have a quarter of it), and whether nothing
 * else is: then one lane may use several processors, all but one under a window. No result depends on it. */
typedef struct {
  int nice;
  bool alone;
} LabWorkers;

/* Makes data, graphs and a paused session. @setup is copied. */
LabExperiment *lab_experiment_new (const LabSetup *setup, LabWorkers workers, BaseError *error);
void lab_experiment_free (LabExperiment *experiment);

/* The stages before the last were trained to their ends when the experiment was made; they are experiments of their own. */
int lab_experiment_n_earlier (const LabExperiment *experiment);
LabExperiment *lab_experiment_earlier (const LabExperiment *experiment, int stage);

TrainSession *lab_experiment_session (const LabExperiment *experiment);
LabSetup *lab_experiment_setup (const LabExperiment *experiment);
const DataSet *lab_experiment_train_set (const LabExperiment *experiment, int lane);
const DataSet *lab_experiment_test_set (const LabExperiment *experiment, int lane);

/* What the lane's calculator gave; NULL where the lane trains. The session then holds nothing and has one step, so that lanes,
 * views and windows take a calculation for an experiment like any other. */
const CalcResults *lab_experiment_results (const LabExperiment *experiment, int lane);
double lab_experiment_seconds (const LabExperiment *experiment); /* that calculating took, all lanes */

/* Waits until the session stands still and returns a snapshot of that step: for `run` and tests. */
const TrainSnapshot *lab_experiment_snapshot_now (LabExperiment *experiment);

/* Changes a live knob in the running session and in the setup; false without a message when the knob needs a
 * restart (then change a copy of the setup and make a new experiment), with one when the value is refused. */
bool lab_experiment_set (LabExperiment *experiment, int lane, int knob, double value, BaseError *error);

/* Brings the live settings of the setup to what the session had at @snapshot: after undo, redo or a seek,
 * when it stands still. Whether anything differed. */
bool lab_experiment_follow (LabExperiment *experiment, const TrainSnapshot *snapshot);

/* What an event says to people, with lane, step and evidence; translated. The caller frees
 * it. */
char *lab_experiment_event_text (const LabExperiment *experiment, const TrainEvent *event);

/* Runs put aside that its views show beside its lanes; they outlive it. NULL: none. */
void lab_experiment_set_pins (LabExperiment *experiment, LabPins *pins);
const LabPins *lab_experiment_pins (const LabExperiment *experiment);

/* ---- views ---- */

/* A kind of view: what a plot shows. One file in lab/views and one line. A view that needs more than the
 * record has a probe, which runs on the prober's thread over a snapshot's parameters with graphs of its own.
 */
typedef struct LabViewer LabViewer; /* one view of one experiment; lab/viewer.h */
typedef struct LabSubject LabSubject; /* what arithmetic can be shown of; lab/arithmetic.h */

/* Where a lane's parameters have been: points[n][n_parameters]. */
typedef struct {
  long n;
  long *steps;  /* ascending; also ahead of the step that is shown */
  real *points;
} LabPath;

/* What the next update of a lane starts from. */
typedef struct {
  TrainBatch batch;             /* its samples are owned */
  TrainSettings settings;
  const NnOptimizer *optimizer; /* of a single network; NULL: two players */
  size_t n_state;
  real *state;                  /* owned: what the optimizer keeps */
} LabUpdate;

/* What a probe works with: values of the view's settings as they were when it was asked, and for each lane a
 * forward graph of its own that holds the parameters of that step. */
typedef struct {
  const LabExperiment *experiment;
  const double *values;
  long step;
  int n_lanes;
  NnGraph *const *graphs;
  const LabPath *paths; /* [n_lanes], of a view with a path */
  const LabUpdate *updates; /* [n_lanes], of a view with updates */
  const atomic_bool *unwanted; /* true: nobody waits for the result any more */
  const char *test;         /* the further test set that the view's setting "test" names; NULL: none */
} LabProbeJob;

typedef struct {
  BaseEntry
      entry; /* "curve", "boundary", "gradients", "activations", "saturation", "samples", "occlusion" … */
  /* NULL when the view applies (no function: always); else why not, translated: "An occlusion map needs
   * images." */
  const char *(*refuses) (const LabExperiment *experiment);
  /* On the probe thread: what figure needs beside the record; NULL: the record is enough. */
  void *(*probe) (const LabProbeJob *job);
  void (*free_result) (void *result);
  /* On the main thread, quick: the plain data of the plot. */
  PlotFigure *(*figure) (LabViewer *viewer, const TrainSnapshot *snapshot);
  /* What a mark that is about something means at a place, see lab/arithmetic.h; NULL: the series it shows. */
  bool (*subject) (const LabViewer *viewer, const PlotMark *mark, const PlotReadout *place, const TrainSnapshot *snapshot,
                   LabSubject *subject);
  const char *help;   /* two to five sentences: what is drawn, how to read it, what to look out for; to be translated */
  const char *lesson; /* where a lens that does not apply here does: "occlusion-map"; NULL: everywhere */
  const char *instead; /* the view that asks the same where this one refuses; NULL: none */
  const char *example; /* the experiment block of its example; NULL: on points, or on images where it needs them */
  bool across;         /* one picture for all parts of a sweep */
  bool rates;          /* one across lanes of different rates, or the same experiment at several */
  bool over_steps;     /* drawn over the steps: before the first one there is next to nothing to see */
  bool path;           /* the probe looks at paths */
  bool calculated;     /* shows what a calculator gives; others refuse where nothing trains */
  bool updates;        /* the probe looks at updates */
  const char *metrics; /* recorded on request that it shows: "hessian-max hessian-min"; NULL: none */
} LabView;
extern const BaseRegistry lab_views;

/* Probes that claims ask for: lab/probes.h. */
extern const BaseRegistry lab_probes;

/* Why @view does not apply to @experiment, or NULL. */
const char *lab_view_refuses (const LabView *view, const LabExperiment *experiment);

/* What a view shows of a small experiment that is built in: at its end, before there is anything, with a lane that has
 * diverged, at step 0 where every series is one value, or with a lane whose numbers are huge. For `gradus plot` and tests;
 * NULL with a message. */
typedef enum {
  LAB_EXAMPLE_TYPICAL,
  LAB_EXAMPLE_EMPTY,
  LAB_EXAMPLE_NAN,
  LAB_EXAMPLE_ONE,
  LAB_EXAMPLE_HUGE,
  LAB_N_EXAMPLES,
} LabExample;
PlotFigure *lab_view_example (const LabView *view, LabExample example, BaseError *error);

/* The five lenses of every lesson that trains, on the keys 1 to 5: names of views. And the view that is lens number @lens of
 * @experiment: the named one, or what takes its place there. */
#define LAB_N_LENSES 5
extern const char *const lab_lenses[LAB_N_LENSES];
const LabView *lab_lens_view (int lens, const LabExperiment *experiment);

/* Makes a viewer from notation ("curve metric=train_loss scale=log") or a plain name. NULL with a message. */
LabViewer *lab_viewer_new (LabExperiment *experiment, const LessonView *view, BaseError *error);
LabViewer *lab_viewer_new_named (LabExperiment *experiment, const char *name, BaseError *error);
void lab_viewer_free (LabViewer *viewer);
/* For a view across runs: another part of the sweep, which stands still and outlives the viewer. */
void lab_viewer_add_part (LabViewer *viewer, LabExperiment *part);
void lab_viewer_clear_parts (LabViewer *viewer);
const LabView *lab_viewer_view (const LabViewer *viewer);
const char *lab_viewer_title (const LabViewer *viewer);
const char *lab_viewer_caption (const LabViewer *viewer); /* what to look for; NULL: none */

/* Main thread, never blocks: hands @snapshot to the probe thread when the view has a probe and the snapshot
 * is new. The latest request wins. @share: of a processor that the probe may take, going by its last
 * computation; while it would take more, nothing is asked. 1 and more: no limit. */
void lab_viewer_request (LabViewer *viewer, const TrainSnapshot *snapshot, double share);

/* Changes whenever lab_viewer_figure would give another picture (new snapshot, probe result). */
guint lab_viewer_serial (const LabViewer *viewer);

/* The picture of now; the caller frees it. NULL never: where there is nothing yet, figure->empty says so. */
PlotFigure *lab_viewer_figure (LabViewer *viewer, const TrainSnapshot *snapshot);

/* The same, waiting for the probe: for `run` and tests. */
PlotFigure *lab_viewer_figure_now (LabViewer *viewer, const TrainSnapshot *snapshot);

/* Probe-thread notice: called from the probe thread when a result is ready (the window schedules a redraw).
 */
void lab_experiment_set_notify (LabExperiment *experiment, void (*notify) (gpointer data), gpointer data);

/* The run whose point stands at @place in the newest figure of a view across runs: lane @lane of @experiment, which is another
 * part of the sweep or the viewer's own. False: there stands none, or there is only one. */
bool lab_viewer_run (const LabViewer *viewer, const PlotFigure *figure, const PlotReadout *place, LabExperiment **experiment, int *lane);

/* The settings that a viewer has: those of its view, where "test" can also be one of the experiment's further test sets. */
const Param *lab_viewer_params (const LabViewer *viewer);

/* Text settings of a viewer: the image looked at, patch, fill … (Param table of the view). */
bool lab_viewer_set (LabViewer *viewer, const char *key, const char *text, BaseError *error);
double lab_viewer_value (const LabViewer *viewer, const char *key); /* of a setting the view has */
