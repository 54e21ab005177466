/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a run leaves behind: exact samples at recorded steps (claims, CSV), buckets for plots, events, snapshots. */

#include "engine/op.h"

#include "data/set.h"

#define TRAIN_MAX_METRICS 128
#define TRAIN_BUCKETS 2000 /* points of a plotted series at most */
#define TRAIN_TIMES 64     /* rounds whose time is kept */
#define TRAIN_BINS 48      /* of an activation histogram */

#define TRAIN_MAX_HEADS 8
#define TRAIN_MAX_NETS 2 /* that play against each other */

/* How a network's weights move, in numbers. */
typedef struct {
  double optimizer[PARAM_MAX], schedule[PARAM_MAX];
  double regularizers[NN_MAX_REGULARIZERS][PARAM_MAX]; /* by entry of nn_regularizers */
} TrainValues;

/* The values of a lane that can change while it trains. */
typedef struct {
  int batch;
  int moves[TRAIN_MAX_NETS];        /* of each network in a step */
  double heads[TRAIN_MAX_HEADS];    /* weights of their losses */
  TrainValues nets[TRAIN_MAX_NETS]; /* a single network is the first */
} TrainSettings;

/* What a metric may look at when a step is recorded: the state *at* step k, that is after k updates, with the values
 * and gradients of the batch that update k + 1 will use. */
typedef struct TrainProbe TrainProbe; /* train/probe.h */

/* What a metric may need of whole sets; they are evaluated in slices, together with the steps that follow. */
enum {
  TRAIN_SET_TRAIN = 1,
  TRAIN_SET_TEST = 2,
  TRAIN_PREDICTIONS = 1 << 16, /* of each test sample: with TRAIN_SET_TEST */
  TRAIN_GENERATED = 1 << 17,   /* of two players: as many samples as the test set has, and what is said of both: likewise */
  TRAIN_SINGLE = TRAIN_PREDICTIONS | TRAIN_GENERATED, /* of the lane's own test set alone */
};

/* Parts that a metric has a value for each of: "class=3", "group=easy". */
typedef enum { TRAIN_WHOLE, TRAIN_CLASSES, TRAIN_GROUPS } TrainParts;

typedef struct {
  BaseEntry entry;   /* "train_loss"; summary says formula and range */
  bool per_layer;    /* one value for each layer with weights */
  bool per_net;      /* of two players also one for each, "net=G", which probe->head tells */
  bool on_request;   /* recorded only where it is asked for: TrainConfig.metrics */
  bool previous;     /* it looks at the parameters before the last update */
  TrainParts parts;
  unsigned sets;     /* TRAIN_SET_…: the whole sets it looks at */
  bool (*applies) (const DataSet *train, const DataSet *test, const NnLoss *loss);
  double (*measure) (TrainProbe *probe, int layer); /* layer from 0; −1 for a metric of the whole network */
} TrainMetric;
extern const BaseRegistry train_metrics;

/* One column: a metric (of a layer, of a part). */
typedef struct {
  const TrainMetric *metric;
  int layer;     /* from 1 as in lessons; 0: whole network */
  int test;      /* which test set, from 1 among the further ones; 0: the lane's own, or none */
  int head;      /* or player, from 1; 0: all together */
  int index;     /* of the class or group, from 0 */
  char part[40]; /* "test=far", "head=A", "net=G"; "" */
} TrainColumn;

/* Exact samples: at row r the values of all columns at steps[r]; steps strictly increase. */
typedef struct {
  int n_columns, n_rows;
  const TrainColumn *columns;
  const long *steps;
  const double *values;       /* [n_rows][n_columns]; NaN where not defined */
  long n_losses;              /* the batch loss at step k = losses[k], k < n_losses; NaN after the lane's own end */
  const float *losses;
  long end;                   /* the lane's own end, before the run's; 0: none */
} TrainRecord;

/* The value of a column at exactly @step, or false. @layer 0: the whole network. @part: "test=far"; "": none. */
bool train_record_value (const TrainRecord *record, const char *metric, int layer, long step, double *value);
bool train_record_part_value (const TrainRecord *record, const char *metric, int layer, const char *part, long step,
                              double *value);

typedef enum {
  TRAIN_DIVERGED,   /* the loss or a parameter is not finite */
  TRAIN_VANISHING, TRAIN_EXPLODING, TRAIN_DEAD_UNITS, TRAIN_PLATEAU,
  TRAIN_STOPPED,    /* early stopping; value: the best step */
  TRAIN_CHANGED,    /* a setting was changed by hand */
} TrainEventKind;

typedef struct {
  TrainEventKind kind;
  int lane;
  long step;
  int layer;        /* from 1; 0: none */
  double value;     /* the evidence: the loss, the share … */
  char text[96];    /* "optimizer.lr = 0.3" for TRAIN_CHANGED */
} TrainEvent;

/* A plotted series: at most TRAIN_BUCKETS buckets of equal width in steps. */
typedef struct {
  TrainColumn column;  /* metric NULL: the batch loss */
  int n;
  double *step, *last, *low, *high; /* [n] */
} TrainSeries;

/* Pre-activations of one layer over the batch; of a large layer over its first examples. */
typedef struct {
  double low, high;            /* outer edges */
  float share[TRAIN_BINS];     /* sums to 1 over finite values */
  double saturated, dead;      /* shares, definitions as in the metrics */
} TrainHistogram;

/* The samples that the next update will use, and what it does with their gradient. */
typedef struct {
  int n;
  long capacity;
  int *samples;                /* [n], places in the training set */
  uint64_t seed;               /* what is random in this pass: nn_graph_set_step with it and the step */
  double rate;                 /* of the single network's next update: optimizer.lr times the schedule */
  long t;                      /* updates of it so far */
} TrainBatch;

typedef struct {
  const char *name;
  double loss;                 /* of the batch at this step */
  TrainBatch batch;
  int n_series;
  TrainSeries *series;
  int n_layers;
  TrainHistogram *pre, *out;   /* [n_layers]: pre-activations, activations */
  size_t n_parameters;
  real *parameters;
  int n_times;
  double times[TRAIN_TIMES];   /* seconds of a step in the last rounds, in no order; nothing that is recorded depends on them */
  size_t n_state;              /* what the optimizer keeps, as its update sees it, slot after slot */
  real *state;
  /* If train_session_want_paths: parameters at some of the steps that were run, those ahead of this one too. */
  long n_path, path_capacity;
  long *path_steps;            /* [n_path], ascending */
  real *path;                  /* [n_path][n_parameters] */
  TrainSettings settings;
} TrainLaneSnapshot;

/* What undo or redo would do: take back or repeat this. */
typedef enum { TRAIN_DEED_NONE, TRAIN_DEED_SET, TRAIN_DEED_RESET } TrainDeedKind;

typedef struct {
  TrainDeedKind kind;
  int lane, setting, index; /* of TRAIN_DEED_SET, as in TrainChange */
  double before, after;     /* with lane −1: of the first lane */
} TrainDeed;

typedef struct {
  long step, furthest, number; /* number counts snapshots */
  long version;                /* of the session's state, see TrainStatus */
  int branch;
  TrainDeed undo, redo;
  int n_lanes;
  TrainLaneSnapshot *lanes;
  int n_events;
  TrainEvent *events;
} TrainSnapshot;

/* The series of a metric, or NULL. @metric "batch_loss" finds the loss of every step. */
const TrainSeries *train_snapshot_series (const TrainSnapshot *snapshot, int lane, const char *metric, int layer);

/* The same of a part, "net=G". */
const TrainSeries *train_snapshot_part_series (const TrainSnapshot *snapshot, int lane, const char *metric, int layer,
                                               const char *part);
