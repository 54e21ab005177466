/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/calculation.h"
#include "lab/drawing.h"
#include "lab/experiment-data.h"
#include "lab/heads.h"
#include "lab/nets.h"
#include "lab/network.h"
#include "lab/plan.h"
#include "lab/requests.h"
#include "lab/stages.h"
#include "lab/teach.h"
#include "lab/viewer.h"

#include <math.h>
#include <string.h>

#define TEACHER_ROWS 64 /* samples that a teacher looks at together */

struct LabExperiment {
  LabSetup *setup;
  GPtrArray *earlier;       /* of LabExperiment: the stages before, trained to their ends */
  const GPtrArray *learned; /* the same, or of whom this is an earlier stage */
  LabData data;
  LabCalculation *calculation; /* of a calc block */
  guint n_taken;               /* calculations after the first */
  GArray *plan; /* of TrainChange */
  TrainSession *session;
  LabProber *prober;
  LabDrawing *drawing;
  LabPins *pins; /* borrowed; NULL: none */
  const NnGraph *graphs[TRAIN_MAX_LANES]; /* the prober's templates */
  const NnLoss *losses[TRAIN_MAX_LANES];  /* as built: the setup may be written to while a probe looks */
};

/* Updates in @epochs with the batch that the lane begins with; at least one. */
static long
epochs_steps (const LabExperiment *experiment, int index, double epochs)
{
  const LabLane *lane = &experiment->setup->lanes[index];
  double updates = (double) train_sampler_updates (lane->sampler, lane->sampler_values, experiment->data.train[index],
                                                   (int) lane->batch);
  return MAX (1, (long) floor (epochs * updates + 0.5));
}

static long
lane_steps (const LabExperiment *experiment, int index)
{
  const LabLane *lane = &experiment->setup->lanes[index];
  return lane->epochs > 0  ? epochs_steps (experiment, index, lane->epochs)
         : lane->steps > 0 ? (long) lane->steps
                           : (long) experiment->setup->run[LAB_STEPS];
}

/* The run ends with the lane that goes on longest. */
static long
run_steps (const LabExperiment *experiment)
{
  long steps = 1;
  for (int lane = 0; !experiment->setup->experiment->calculator && lane < experiment->setup->n_lanes; lane++)
    steps = MAX (steps, lane_steps (experiment, lane));
  return steps;
}

/* record = 0: two hundred records over the run. */
static long
record_every (const LabExperiment *experiment)
{
  const LabSetup *setup = experiment->setup;
  if (setup->run[LAB_RECORD] > 0)
    return (long) setup->run[LAB_RECORD];
  long every = run_steps (experiment) / 200;
  return every > 0 ? every : 1;
}

/* The lane's network at the end of the stage @name (NULL: the last one before this), for @capacity samples; NULL: there is no
 * such stage. @lane: as it was there. */
static NnGraph *
learned_in (const LabExperiment *experiment, int index, const char *name, int capacity, const LabLane **lane)
{
  for (guint i = experiment->learned->len; i > 0; i--) {
    const LabExperiment *earlier = experiment->learned->pdata[i - 1];
    *lane = &earlier->setup->lanes[index];
    if (name == NULL || strcmp (name, (*lane)->stage) == 0)
      return train_session_probe_graph (earlier->session, index, capacity);
  }
  return NULL;
}

/* What the lane goes on with from an earlier stage. */
static void
take_over (const LabExperiment *experiment, int index, NnGraph *graph)
{
  const LabLane *to = &experiment->setup->lanes[index], *from;
  NnGraph *learned = learned_in (experiment, index, to->from, 1, &from);
  if (learned != NULL)
    lab_stages_carry (from, learned, to, graph);
  nn_graph_free (learned);
}

static bool
teach (LabExperiment *experiment, int index, BaseError *error)
{
  const LabLane *pupil = &experiment->setup->lanes[index], *from;
  NnGraph *teacher = pupil->teach != NULL ? learned_in (experiment, index, pupil->teach, TEACHER_ROWS, &from) : NULL;
  bool fine = lab_teach (&experiment->data, index, pupil, teacher, error);
  nn_graph_free (teacher);
  return fine;
}

/* Of what a lane draws itself: weights, order, noise; the data are those of the run. */
static uint64_t
start_seed (const LabSetup *setup, const LabLane *lane)
{
  return (uint64_t) setup->run[LAB_SEED] + (uint64_t) lane->start * 0x9e3779b97f4a7c15;
}

static bool
fill_lane (LabExperiment *experiment, int lane, TrainLane *to, BaseError *error)
{
  const LabSetup *setup = experiment->setup;
  const LabLane *from = &setup->lanes[lane];
  if (!teach (experiment, lane, error))
    return false;
  const DataSet *train = experiment->data.train[lane];
  int batch = from->batch > 0 && from->batch < train->n ? (int) from->batch : train->n;
  to->graph = lab_network_build (from, train, batch, error);
  if (to->graph == NULL)
    return false;
  to->seed = start_seed (setup, from);
  nn_graph_initialize (to->graph, to->seed);
  take_over (experiment, lane, to->graph);
  lab_stages_freeze (from, to->graph);
  to->name = lab_setup_lane_id (setup, lane);
  to->loss = from->loss;
  memcpy (to->rules, from->rules, sizeof to->rules);
  to->sampler = from->sampler;
  memcpy (to->sampler_values, from->sampler_values, sizeof to->sampler_values);
  to->batch = (int) from->batch;
  to->train = train;
  to->test = experiment->data.test[lane];
  to->steps = lane_steps (experiment, lane) < run_steps (experiment) ? lane_steps (experiment, lane) : 0;
  if (setup->run[LAB_RECORD_EPOCHS] > 0)
    to->record_every = epochs_steps (experiment, lane, setup->run[LAB_RECORD_EPOCHS]);
  to->n_heads = lab_heads_find (from, to->graph, to->heads);
  lab_nets_describe (from, to->graph, to);
  to->n_tests = experiment->data.n_tests[lane];
  memcpy (to->tests, experiment->data.tests[lane], sizeof to->tests);
  to->validation = experiment->data.validation[lane];
  return true;
}

/* Lanes share all processors; of a team that is held up, all would wait, so under a window one processor is left to draw. */
static int
n_threads (LabWorkers workers, int n_lanes)
{
  int n = (int) g_get_num_processors ();
  if (n_lanes > 1)
    return n;
  n -= workers.nice > 0;
  return workers.alone && n > 1 ? n : 1;
}

/* Graphs, initial weights (equal seeds: equal layers start equal), session and probe thread. */
static bool
start (LabExperiment *experiment, LabWorkers workers, BaseError *error)
{
  NnGraph *templates[TRAIN_MAX_LANES] = { NULL };
  TrainConfig config = { .n_lanes = experiment->setup->n_lanes,
                         .steps = run_steps (experiment),
                         .record_every = record_every (experiment),
                         .nice = workers.nice,
                         .threads = n_threads (workers, experiment->setup->n_lanes) };
  experiment->plan = g_array_new (FALSE, FALSE, sizeof (TrainChange));
  lab_request_metrics (&config, experiment->setup);
  bool fine = lab_plan_build (experiment->setup, experiment->plan, error);
  config.plan = (const TrainChange *) (gpointer) experiment->plan->data;
  config.n_plan = (int) experiment->plan->len;
  for (int lane = 0; fine && lane < config.n_lanes; lane++) {
    fine = fill_lane (experiment, lane, &config.lanes[lane], error);
    if (fine)
      templates[lane] = nn_graph_copy (config.lanes[lane].graph, 1, true, NN_FORWARD_ONLY);
  }
  if (!fine)
    for (int lane = 0; lane < config.n_lanes; lane++)
      nn_graph_free (config.lanes[lane].graph);
  else
    experiment->session = train_session_new (&config, error);
  if (experiment->session != NULL) {
    /* It is paced, and the next frame waits for what it computes: it goes before the lanes. */
    experiment->prober = lab_prober_new (templates, config.n_lanes, workers.nice / 4);
    for (int lane = 0; lane < config.n_lanes; lane++) {
      experiment->graphs[lane] = templates[lane];
      experiment->losses[lane] = config.lanes[lane].loss;
    }
    return true;
  }
  for (int lane = 0; lane < config.n_lanes; lane++)
    nn_graph_free (templates[lane]);
  return false;
}

/* Of one stage; takes over from those in @learned. */
static LabExperiment *
stage_new (LabSetup *setup, const GPtrArray *learned, LabWorkers workers, BaseError *error)
{
  LabExperiment *experiment = g_new0 (LabExperiment, 1);
  experiment->setup = setup;
  experiment->drawing = lab_drawing_new ();
  experiment->learned = learned;
  if (lab_data_load (&experiment->data, setup, error) && start (experiment, workers, error))
    return experiment;
  lab_experiment_free (experiment);
  return NULL;
}

/* Trains the stages before the last to their ends. */
static bool
train_earlier (LabExperiment *experiment, LabWorkers workers, BaseError *error)
{
  for (int i = 0; i < lab_stages_n_before (experiment->setup); i++) {
    LabExperiment *stage = stage_new (lab_stages_one (experiment->setup, i), experiment->earlier, workers, error);
    if (stage == NULL)
      return false;
    g_ptr_array_add (experiment->earlier, stage);
    train_session_wait (stage->session);
    train_session_run (stage->session);
    train_session_wait (stage->session);
  }
  return true;
}

LabExperiment *
lab_experiment_new (const LabSetup *setup, LabWorkers workers, BaseError *error)
{
  LabExperiment *experiment = g_new0 (LabExperiment, 1);
  experiment->setup = lab_setup_copy (setup);
  experiment->drawing = lab_drawing_new ();
  experiment->earlier = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_experiment_free);
  experiment->learned = experiment->earlier;
  if (setup->experiment->calculator)
    experiment->calculation = lab_calculation_new (setup, error);
  if ((experiment->calculation != NULL) == setup->experiment->calculator && train_earlier (experiment, workers, error) && lab_data_load (&experiment->data, setup, error) &&
      start (experiment, workers, error))
    return experiment;
  lab_experiment_free (experiment);
  return NULL;
}

void
lab_experiment_free (LabExperiment *experiment)
{
  if (experiment == NULL)
    return;
  lab_prober_free (experiment->prober);
  lab_drawing_free (experiment->drawing);
  train_session_free (experiment->session);
  g_clear_pointer (&experiment->earlier, g_ptr_array_unref);
  lab_data_clear (&experiment->data);
  g_clear_pointer (&experiment->plan, g_array_unref);
  lab_calculation_free (experiment->calculation);
  lab_setup_free (experiment->setup);
  g_free (experiment);
}

int
lab_experiment_n_earlier (const LabExperiment *experiment)
{
  return experiment->earlier != NULL ? (int) experiment->earlier->len : 0;
}

LabExperiment *
lab_experiment_earlier (const LabExperiment *experiment, int stage)
{
  return experiment->earlier->pdata[stage];
}

TrainSession *
lab_experiment_session (const LabExperiment *experiment)
{
  return experiment->session;
}

LabSetup *
lab_experiment_setup (const LabExperiment *experiment)
{
  return experiment->setup;
}

const DataSet *
lab_experiment_train_set (const LabExperiment *experiment, int lane)
{
  return experiment->data.train[lane];
}

const DataSet *
lab_experiment_test_set (const LabExperiment *experiment, int lane)
{
  return experiment->data.test[lane];
}

const DataSet *
lab_named_set (const LabExperiment *experiment, int lane, const char *test)
{
  const TrainTest *tests = experiment->data.tests[lane];
  for (int i = 0; test != NULL && i < experiment->data.n_tests[lane]; i++)
    if (strcmp (tests[i].name, test) == 0)
      return tests[i].set;
  return lab_shown_set (experiment, lane);
}

void
lab_experiment_set_pins (LabExperiment *experiment, LabPins *pins)
{
  experiment->pins = pins;
}

const LabPins *
lab_experiment_pins (const LabExperiment *experiment)
{
  return experiment->pins;
}

const CalcResults *
lab_experiment_results (const LabExperiment *experiment, int lane)
{
  return experiment->calculation != NULL ? experiment->calculation->results[lane] : NULL;
}

double
lab_experiment_seconds (const LabExperiment *experiment)
{
  return experiment->calculation != NULL ? experiment->calculation->seconds : 0;
}

/* The same settings in the same order, so that what stands for them keeps its place. */
static bool
same_knobs (const LabSetup *a, const LabSetup *b)
{
  bool same = a->knobs->len == b->knobs->len;
  for (guint i = 0; same && i < a->knobs->len; i++)
    same = strcmp (((const LabKnobRow *) a->knobs->pdata[i])->key, ((const LabKnobRow *) b->knobs->pdata[i])->key) == 0;
  return same;
}

bool
lab_experiment_fits (const LabExperiment *experiment, const LabSetup *setup)
{
  const LabSetup *old = experiment->setup;
  bool fits = experiment->calculation != NULL && setup->experiment == old->experiment && setup->n_lanes == old->n_lanes &&
              same_knobs (setup, old);
  for (int lane = 0; fits && lane < setup->n_lanes; lane++)
    fits = setup->lanes[lane].calculator == old->lanes[lane].calculator && setup->points[lane] == old->points[lane];
  return fits;
}

void
lab_experiment_take (LabExperiment *experiment, LabCalculation *calculation)
{
  LabSetup *setup = experiment->setup; /* stays: the session knows the names of its lanes */
  for (int lane = 0; lane < setup->n_lanes; lane++) {
    lab_lane_clear (&setup->lanes[lane]);
    lab_lane_copy (&setup->lanes[lane], &calculation->setup->lanes[lane]);
  }
  memcpy (setup->run, calculation->setup->run, sizeof setup->run);
  lab_knobs_build (setup);
  lab_calculation_free (experiment->calculation);
  experiment->calculation = calculation;
  experiment->n_taken++;
}

guint
lab_experiment_n_taken (const LabExperiment *experiment)
{
  return experiment->n_taken;
}

const NnGraph *
lab_experiment_graph (const LabExperiment *experiment, int lane)
{
  return experiment->graphs[lane];
}

const NnLoss *
lab_experiment_loss (const LabExperiment *experiment, int lane)
{
  return experiment->losses[lane];
}

LabDrawing *
lab_experiment_drawing (const LabExperiment *experiment)
{
  return experiment->drawing;
}

LabProber *
lab_experiment_prober (const LabExperiment *experiment)
{
  return experiment->prober;
}

void
lab_experiment_set_notify (LabExperiment *experiment, void (*notify) (gpointer data), gpointer data)
{
  lab_prober_set_notify (experiment->prober, notify, data);
}

const TrainSnapshot *
lab_experiment_snapshot_now (LabExperiment *experiment)
{
  TrainSession *session = experiment->session;
  train_session_wait (session);
  train_session_want_snapshot (session);
  train_session_pause (
      session); /* a command that changes nothing: it is answered after the wish for a snapshot */
  train_session_wait (session);
  return train_session_snapshot (session);
}

/* Whether @key is the same to the session in all lanes: then a change of all is one change, and one to undo. */
static bool
is_same_in_all (const LabSetup *setup, const char *key, TrainSetting *setting, int *index)
{
  TrainSetting here;
  int at;
  bool same = lab_lane_find_live (&setup->lanes[0], key, setting, index);
  for (int i = 1; same && i < setup->n_lanes; i++)
    same = lab_lane_find_live (&setup->lanes[i], key, &here, &at) && here == *setting && at == *index;
  return same;
}

bool
lab_experiment_set (LabExperiment *experiment, int lane, int knob, double value, BaseError *error)
{
  LabSetup *setup = experiment->setup;
  LabKnobRow *row = setup->knobs->pdata[knob];
  TrainSetting setting;
  int index;
  if (!row->knob.live || experiment->calculation != NULL)
    return false;
  g_autofree char *key = g_strdup (row->key);
  if (!lab_setup_set_value (setup, lane, knob, value, error))
    return false;
  if (lane < 0 && is_same_in_all (setup, key, &setting, &index)) {
    train_session_set (experiment->session, -1, setting, index, value);
    return true;
  }
  for (int i = 0; i < setup->n_lanes; i++)
    if ((lane < 0 || lane == i) && lab_lane_find_live (&setup->lanes[i], key, &setting, &index))
      train_session_set (experiment->session, i, setting, index, value);
  return true;
}

bool
lab_experiment_follow (LabExperiment *experiment, const TrainSnapshot *snapshot)
{
  bool changed = false;
  for (int lane = 0; experiment->calculation == NULL && lane < experiment->setup->n_lanes && lane < snapshot->n_lanes; lane++)
    changed |= lab_setup_follow (experiment->setup, lane, &snapshot->lanes[lane].settings);
  return changed;
}

char *
lab_experiment_event_text (const LabExperiment *experiment, const TrainEvent *event)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (event->lane >= 0 && *lab_setup_lane_id (experiment->setup, event->lane) != '\0')
    g_string_append_printf (text, "%s%s", lab_setup_lane_label (experiment->setup, event->lane), _ (": "));
  switch (event->kind) {
  case TRAIN_DIVERGED:
    g_string_append_printf (text, _ ("diverged at step %ld"), event->step);
    break;
  case TRAIN_VANISHING:
    g_string_append_printf (text, _ ("the gradient of layer %d has vanished (%.2g) at step %ld"),
                            event->layer, event->value, event->step);
    break;
  case TRAIN_EXPLODING:
    g_string_append_printf (text, _ ("the gradient of layer %d explodes (%.2g) at step %ld"), event->layer,
                            event->value, event->step);
    break;
  case TRAIN_DEAD_UNITS:
    g_string_append_printf (text, _ ("%.0f %% of the units of layer %d are dead at step %ld"),
                            100 * event->value, event->layer, event->step);
    break;
  case TRAIN_PLATEAU:
    g_string_append_printf (text, _ ("a plateau begins at step %ld"), event->step);
    break;
  case TRAIN_STOPPED:
    g_string_append_printf (text, _ ("early stopping at step %ld; the best step was %.0f"), event->step, event->value);
    break;
  case TRAIN_CHANGED:
    g_string_append_printf (text, _ ("%s at step %ld"), event->text, event->step);
    break;
  }
  return g_strdup (text->str);
}
