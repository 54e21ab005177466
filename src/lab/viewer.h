/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One view of one experiment, as the views in lab/views see it. */

#include "lab/arithmetic.h"
#include "lab/shown.h"

#define LAB_PROBE_ROWS 32 /* rows that a probe's graphs hold */

/* What a probe is asked for: parameters of all lanes at one step. Belongs to the prober's lock. */
typedef struct {
  double values[PARAM_MAX];
  long step;
  real *parameters[TRAIN_MAX_LANES]; /* owned; NULL until first used */
  LabPath paths[TRAIN_MAX_LANES];    /* owned */
  LabUpdate updates[TRAIN_MAX_LANES]; /* owned */
} LabRequest;

struct LabViewer {
  LabExperiment *experiment;
  const LabView *view;
  Param params[PARAM_MAX + 1]; /* its settings in this experiment */
  GPtrArray *tests;            /* names of further test sets, which the setting "test" can be; owned */
  char *choices;               /* of that setting, owned */
  double values[PARAM_MAX];    /* of the settings */
  char *title, *caption;    /* owned */
  GPtrArray *parts;         /* of LabExperiment: the other parts of the sweep, of a view across runs; or NULL */
  void *result;             /* the newest result of the probe taken over by figure, or NULL */
  long result_step;

  /* the rest is the prober's business */
  guint serial;
  long asked_number; /* of the snapshot last asked for; −1: none */
  long asked_drawing;
  gint64 asked_time; /* µs */
  atomic_long cost;  /* µs of a processor that the last computation took */
  atomic_uint n_results;
  atomic_bool unwanted; /* the viewer goes: a long computation may stop where it is */
  LabRequest request, work;
  bool pending, busy;
  void *ready;
  long ready_step;
};

/* A lane's network as built: shapes, layers and activations, any parameters. Immutable: any thread may look.
 */
const NnGraph *lab_experiment_graph (const LabExperiment *experiment, int lane);
const NnLoss *lab_experiment_loss (const LabExperiment *experiment, int lane);

/* How often a calculation took the place of another. */
guint lab_experiment_n_taken (const LabExperiment *experiment);

/* Predictions [n][outputs] for samples [n][inputs], as many at once as @graph holds. */
void lab_predict (NnGraph *graph, NnLink link, const float *samples, int n, double *predictions);

/* What all lanes predict for @n samples of their shown sets from @first on. */
typedef struct {
  int n_lanes, first, n;
  int n_outputs[TRAIN_MAX_LANES];
  double *predictions[TRAIN_MAX_LANES]; /* owned, [n][outputs] */
} LabPredictions;

/* On the probe thread: as many as every lane has, at most @n. */
void lab_predictions_make (LabPredictions *predictions, const LabProbeJob *job, int first, int n);
void lab_predictions_clear (LabPredictions *predictions);

/* Whether samples are images (height and width above 1), and the sentence for a view that needs them. */
bool lab_has_images (const LabExperiment *experiment);

/* The set whose samples a view shows: the test set where there is one. */
const DataSet *lab_shown_set (const LabExperiment *experiment, int lane);

/* A panel for an image {height, width} and maps over it, without axes. */
PlotPanel *lab_figure_add_image_panel (PlotFigure *figure, const char *title, int height, int width);

/* Cells [height][width] that fill an image panel; grey ones are 0 black … 1 white and answer nothing. */
PlotMark *lab_panel_add_image (PlotPanel *panel, int height, int width, const float *cells, PlotColours colours);

/* Writes into the cells of a signed map what they hold, "+0.3"; of many the sign alone, of near nothing nothing: so that the sign is
 * not told by colour alone. */
void lab_map_write_values (PlotMark *map);

/* A panel of tiles in rows and columns; tile number @index in it; and in how many columns @n of them are largest. */
PlotPanel *lab_figure_add_tiles (PlotFigure *figure, const char *title, int rows, int columns, int height, int width);
PlotMark *lab_panel_add_tile (PlotPanel *panel, int index, int height, int width, const float *cells, PlotColours colours);
int lab_tile_columns (int n, int height, int width);

/* The same for views of a single sample: what was drawn by hand, if anything was. Samples count from 0 round and round: take
 * them modulo its n. */
const DataSet *lab_sample_set (const LabExperiment *experiment, int lane);

/* "image 3: a 7", "your drawing"; the caller frees it. */
char *lab_sample_name (const DataSet *set, int sample);

/* A sample's image as grey values, channels averaged: height · width floats; the caller frees it. */
float *lab_image (const DataSet *set, int sample);

/* A viewer of a kind that is in no list. */
LabViewer *lab_viewer_new_of (LabExperiment *experiment, const LabView *view, const double *values);

/* Marks that show a series are about lane · LAB_ABOUT_SERIES + its place in the snapshot + 1. A view without a subject of its
 * own has no other marks that are about anything. */
#define LAB_ABOUT_SERIES 4096
void lab_subject_of_series (const TrainSnapshot *snapshot, int lane, int index, LabSubject *subject);

/* Reads "curve metric=train_loss scale=log" as it would be in an experiment of @setup. */
bool lab_view_read (const LessonCall *call, const LabSetup *setup, const LabView **view, double *values, BaseError *error);

/* Whether view number @index of @setup's experiment can be read. */
bool lab_view_check (const LabSetup *setup, guint index, BaseError *error);

/* The setting "test" of a view that shows one test set. */
#define LAB_TEST_PARAM { "test", N_ ("Test set"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 0, 0, N_ ("own") }

/* The further test set that the setting "test" names in @values, or now; NULL: none. And as the part of a metric: "test=far", "";
 * the caller frees it. */
const char *lab_viewer_test_in (const LabViewer *viewer, const double *values);
const char *lab_viewer_test (const LabViewer *viewer);
char *lab_viewer_test_part (const LabViewer *viewer);

/* The further test set called @test; NULL: the set that views show. */
const DataSet *lab_named_set (const LabExperiment *experiment, int lane, const char *test);

/* ---- what figures have in common ---- */

/* Style (colour, dash) of a lane: its place, so that a lane looks the same in every view. */
int lab_lane_style (const LabViewer *viewer, int lane);

/* What a panel or a line of a lane is called; NULL for the only lane without a name. */
const char *lab_lane_name (const LabViewer *viewer, int lane);

/* "good: 3 of 100 wrong", or the text alone where the only lane has no name; behind a name a title goes on in small letters.
 * The caller frees it. */
char *lab_lane_says (const LabViewer *viewer, int lane, const char *text);

/* Two digits for a label: "0.013", "3.1e10". The caller frees it. */
char *lab_short_number (double value);

/* Four digits, all of them from a thousand up to ten millions, three beyond: "0.3329", "10,000", "138M". The caller frees it. */
char *lab_grouped_number (double value);

/* Makes the names of the metrics, whatever their registry holds, and "batch_loss" the choices of a view's setting: called
 * before main. The name of such a choice. */
void lab_metric_choices (Param *param, const char *preset);
const char *lab_metric_name (double choice);

/* A result of the lane's calculator by name; NULL: it gives none, or the lane trains. */
const CalcValue *lab_result (const LabExperiment *experiment, int lane, const char *name);

/* "Side of the map (px)" for an axis, and a number by name: an output of the lane's calculator or else a setting; NAN: there
 * is none. The caller frees the label; @label may be NULL and is not to be freed. */
char *lab_output_label (const CalcOutput *output);
const char *lab_output_unit (const CalcOutput *output); /* in the user's language; NULL: none */
double lab_result_number (const LabExperiment *experiment, int lane, const char *name, const char **label);

/* How people say a layer's own name: "conv2d 1" is "Convolution 1". The caller frees it. */
char *lab_layer_name (const char *label);

/* What a class is called: its name, else its number. The caller frees it. */
char *lab_class_name (const DataSet *set, int index);
char *lab_input_name (const DataSet *set, int index); /* its own, or "x1" */

/* A layer's weights as they are in @snapshot; NULL: the lane has no such layer, from 1. */
const real *lab_layer_weights (const LabViewer *viewer, const TrainSnapshot *snapshot, int lane, int layer,
                               const NnLayerView **view);

/* What people call the head or net @name. */
const char *lab_part_label (const LabViewer *viewer, const char *name);

/* An empty figure that says why. */
PlotFigure *lab_figure_empty (const char *title, const char *why);

/* One panel for each lane, in it the series of a per-layer metric, one line for each layer. */
void lab_figure_add_layers (const LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot,
                            const char *metric, PlotScale scale);

/* Makes a panel's x the steps so far, with room for ten, and the cursor the one shown. */
void lab_panel_set_steps (const LabViewer *viewer, PlotPanel *panel, const TrainSnapshot *snapshot);

/* Gives all panels one vertical (and with @x_too one horizontal) range, so that lanes can be compared by eye.
 */
void lab_figure_share_ranges (PlotFigure *figure, bool x_too);

/* A series as a line, with the spread of its buckets and the mark of divergence. */
PlotMark *lab_panel_add_series (PlotPanel *panel, const char *label, int style, const TrainSnapshot *snapshot,
                                int lane, const TrainSeries *series);

/* The same of a lane that is shown; a pinned one makes room for all its steps. */
PlotMark *lab_panel_add_shown (PlotPanel *panel, const char *label, const LabShown *shown, const TrainSeries *series);

/* A rule for each setting changed by hand; that a lane diverged is marked on its line. */
void lab_figure_add_changes (const LabViewer *viewer, PlotPanel *panel, const TrainSnapshot *snapshot);

/* ---- the probe thread of an experiment ---- */

typedef struct LabProber LabProber;

/* @templates: a forward graph for each lane, taken over; copies of them compute. */
LabProber *lab_prober_new (NnGraph *const *templates, int n_lanes, int nice);
void lab_prober_free (LabProber *prober);
void lab_prober_set_notify (LabProber *prober, void (*notify) (gpointer data), gpointer data);

/* Asks for @viewer's probe over @snapshot; replaces what was asked before and not begun. */
void lab_prober_ask (LabProber *prober, LabViewer *viewer, const TrainSnapshot *snapshot);

/* Moves the newest result into viewer->result; false: there is none. */
bool lab_prober_take (LabProber *prober, LabViewer *viewer);

/* Waits until nothing asked for @viewer is left to do. */
void lab_prober_wait (LabProber *prober, LabViewer *viewer);

/* Forgets what was asked and waits for what has begun; then frees request, work and results. */
void lab_prober_forget (LabProber *prober, LabViewer *viewer);

/* Whether a probe is at work now. */
bool lab_prober_is_busy (LabProber *prober);

LabProber *lab_experiment_prober (const LabExperiment *experiment);
