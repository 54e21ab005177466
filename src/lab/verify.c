/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/run-private.h"
#include "lab/setup-private.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Claims over several seeds. A task is one training run and the claims judged by it; threads take tasks from
 * a counter, so that results do not depend on who ran what. */

typedef struct {
  bool held;
  char *numbers, *problem;
} Judgement;

typedef struct {
  LabSetup *setup; /* owned */
  int seed_index;
  GArray *claims; /* of int: places in lesson->claims */
  bool timed;     /* they are about time: after all others, alone */
} Task;

typedef struct {
  const Lesson *lesson;
  const LabVerifyOptions *options;
  GPtrArray *tasks;
  Judgement *judgements; /* [claim][seed] */
  atomic_int next, done;
} Verify;

static void
free_task (gpointer data)
{
  Task *task = data;
  lab_setup_free (task->setup);
  g_array_unref (task->claims);
  g_free (task);
}

static Judgement *
judgement_of (Verify *verify, int claim, int seed_index)
{
  return &verify->judgements[claim * verify->options->n_seeds + seed_index];
}

/* ---- running ---- */

static void
judge (Verify *verify, const Task *task, const LabEvidence *evidence)
{
  for (guint i = 0; i < task->claims->len; i++) {
    int claim = g_array_index (task->claims, int, i);
    Judgement *judgement = judgement_of (verify, claim, task->seed_index);
    BaseError error = { "" };
    judgement->held =
        lab_claim_judge (verify->lesson->claims->pdata[claim], evidence, &judgement->numbers, &error);
    judgement->problem = *error.text != '\0' ? g_strdup (error.text) : NULL;
  }
}

/* Trains one part of a sweep after the other and keeps all of them for the claims. */
static void
run_task (Verify *verify, const Task *task)
{
  BaseError error = { "" };
  g_autoptr (GPtrArray) experiments = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_experiment_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  LabEvidence evidence = { .runs = g_array_new (FALSE, FALSE, sizeof (LabEvidenceRun)) };
  bool fine = true;
  for (int i = 0; fine && i < lab_setup_n_parts (task->setup); i++) {
    LabSetup *part = lab_setup_part (task->setup, i, &error);
    LabExperiment *experiment = part != NULL ? lab_experiment_new (part, (LabWorkers) { 0 }, &error) : NULL;
    lab_setup_free (part);
    fine = experiment != NULL;
    if (!fine)
      break;
    g_ptr_array_add (experiments, experiment);
    g_ptr_array_add (values, g_array_new (FALSE, FALSE, sizeof (LabProbeValue)));
    lab_train (experiment, values->pdata[i], NULL);
    lab_evidence_add (&evidence, experiment, values->pdata[i]);
  }
  if (fine)
    judge (verify, task, &evidence);
  for (guint i = 0; !fine && i < task->claims->len; i++)
    judgement_of (verify, g_array_index (task->claims, int, i), task->seed_index)->problem = g_strdup (error.text);
  g_array_unref (evidence.runs);
}

/* ---- time ---- */

#define TIMINGS 5 /* of which the median counts */

static int
compare_seconds (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* Trains one lane of @part alone several times; the last experiment is kept. NULL with a message. */
static LabExperiment *
time_lane (const LabSetup *part, int lane, double *seconds, BaseError *error)
{
  double times[TIMINGS];
  LabSetup *alone = lab_setup_copy (part);
  LabExperiment *experiment = NULL;
  bool fine = lab_setup_only_lane (alone, lab_setup_lane_id (part, lane), error);
  for (int i = 0; fine && i < TIMINGS; i++) {
    lab_experiment_free (experiment);
    experiment = lab_experiment_new (alone, (LabWorkers) { 0 }, error);
    fine = experiment != NULL;
    if (!fine)
      break;
    train_session_wait (lab_experiment_session (experiment));
    gint64 start = g_get_monotonic_time ();
    train_session_run (lab_experiment_session (experiment));
    train_session_wait (lab_experiment_session (experiment));
    bool calculated = lab_experiment_results (experiment, 0) != NULL;
    times[i] = calculated ? lab_experiment_seconds (experiment) : (double) (g_get_monotonic_time () - start) / 1e6;
  }
  lab_setup_free (alone);
  qsort (times, TIMINGS, sizeof *times, compare_seconds);
  *seconds = times[TIMINGS / 2];
  return experiment;
}

/* A task of claims about time: one lane after the other, nothing beside. */
static void
run_timed (Verify *verify, const Task *task)
{
  BaseError error = { "" };
  g_autoptr (GPtrArray) experiments = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_experiment_free);
  LabEvidence evidence = { .runs = g_array_new (FALSE, FALSE, sizeof (LabEvidenceRun)) };
  for (int i = 0; i < lab_setup_n_parts (task->setup); i++) {
    LabSetup *part = lab_setup_part (task->setup, i, &error);
    for (int lane = 0; part != NULL && lane < lab_setup_n_lanes (part); lane++) {
      double seconds;
      LabExperiment *experiment = time_lane (part, lane, &seconds, &error);
      if (experiment == NULL)
        break;
      g_ptr_array_add (experiments, experiment);
      lab_evidence_add (&evidence, experiment, NULL);
      g_array_index (evidence.runs, LabEvidenceRun, evidence.runs->len - 1).seconds = seconds;
    }
    lab_setup_free (part);
  }
  judge (verify, task, &evidence);
  g_array_unref (evidence.runs);
}

static void *
work (void *data)
{
  Verify *verify = data;
  for (;;) {
    int index = atomic_fetch_add (&verify->next, 1);
    if (index >= (int) verify->tasks->len)
      return NULL;
    const Task *task = verify->tasks->pdata[index];
    if (!task->timed)
      run_task (verify, task);
    atomic_fetch_add (&verify->done, 1);
  }
}

static void
run_all (Verify *verify)
{
  const LabVerifyOptions *options = verify->options;
  pthread_t threads[16];
  int n = CLAMP (options->jobs, 1, (int) G_N_ELEMENTS (threads)), n_started = 0;
  while (n_started < n && pthread_create (&threads[n_started], NULL, work, verify) == 0)
    n_started++;
  if (n_started == 0)
    work (verify);
  while (options->progress != NULL && atomic_load (&verify->done) < (int) verify->tasks->len) {
    options->progress (atomic_load (&verify->done), (int) verify->tasks->len, options->data);
    g_usleep (50000);
  }
  for (int i = 0; i < n_started; i++)
    pthread_join (threads[i], NULL);
  for (guint i = 0; i < verify->tasks->len; i++) {
    const Task *task = verify->tasks->pdata[i];
    if (task->timed)
      run_timed (verify, task);
  }
  if (options->progress != NULL)
    options->progress ((int) verify->tasks->len, (int) verify->tasks->len, options->data);
}

/* ---- planning ---- */

/* One task for each seed, of claims about time only one; takes @claims. */
static void
plan (Verify *verify, const LabSetup *setup, GArray *claims, bool timed)
{
  for (int s = 0; claims->len > 0 && s < (timed ? 1 : verify->options->n_seeds); s++) {
    Task *task = g_new0 (Task, 1);
    char seed[32];
    task->setup = lab_setup_copy (setup);
    task->seed_index = s;
    task->timed = timed;
    task->claims = g_array_ref (claims);
    g_snprintf (seed, sizeof seed, "%d", s + 1);
    lab_setup_set (task->setup, -1, "seed", seed, NULL);
    g_ptr_array_add (verify->tasks, task);
  }
  g_array_unref (claims);
}

/* A claim with a stored counterexample has a run of its own in a null run. */
static bool
plan_counterexample (Verify *verify, const LabSetup *setup, const LessonClaim *claim, int index,
                     BaseError *error)
{
  LabSetup *changed = lab_setup_copy (setup);
  bool fine = true;
  for (guint i = 0; fine && i < claim->unless->len; i++) {
    const LessonSetting *setting = claim->unless->pdata[i];
    fine = lab_setup_set (changed, -1, setting->key, setting->value, error) ||
           lab_place_error ((LabPlace){ setup->path, setting->place }, error);
  }
  if (fine) {
    GArray *claims = g_array_new (FALSE, FALSE, sizeof (int));
    g_array_append_val (claims, index);
    plan (verify, changed, claims, false);
  }
  lab_setup_free (changed);
  return fine;
}

static bool
is_judged (const Verify *verify, const LessonClaim *claim)
{
  return !(verify->options->null_run && (claim->same || claim->timing));
}

static bool
plan_claims (Verify *verify, LabSetup *setup, BaseError *error)
{
  const GPtrArray *all = verify->lesson->claims;
  GArray *together = g_array_new (FALSE, FALSE, sizeof (int)), *timed = g_array_new (FALSE, FALSE, sizeof (int));
  bool null_run = verify->options->null_run, fine = true;
  for (guint i = 0; fine && i < all->len; i++) {
    const LessonClaim *claim = all->pdata[i];
    int index = (int) i;
    if (claim->experiment != setup->experiment || !is_judged (verify, claim))
      continue;
    if (null_run && claim->unless->len > 0)
      fine = plan_counterexample (verify, setup, claim, index, error);
    else
      g_array_append_val (claim->timing ? timed : together, index);
  }
  if (null_run)
    lab_setup_make_null (setup);
  plan (verify, setup, together, false);
  plan (verify, setup, timed, true);
  return fine;
}

static bool
plan_all (Verify *verify, BaseError *error)
{
  const GPtrArray *experiments = verify->lesson->experiments;
  bool fine = true;
  for (guint i = 0; fine && i < experiments->len; i++) {
    LabSetup *setup = lab_setup_new (verify->lesson, experiments->pdata[i], error);
    char steps[32];
    g_snprintf (steps, sizeof steps, "%ld", verify->options->steps);
    fine = setup != NULL &&
           (verify->options->steps == 0 || lab_setup_set (setup, -1, "steps", steps, error)) &&
           plan_claims (verify, setup, error);
    lab_setup_free (setup);
  }
  return fine;
}

/* ---- verdicts ---- */

void
lab_verdict_free (LabVerdict *verdict)
{
  g_free (verdict->numbers);
  g_free (verdict->problem);
  g_free (verdict);
}

static void
free_verdict (gpointer data)
{
  lab_verdict_free (data);
}

static LabVerdict *
sum_up (Verify *verify, int claim)
{
  LabVerdict *verdict = g_new0 (LabVerdict, 1);
  g_autoptr (GString) numbers = g_string_new (NULL);
  verdict->claim = verify->lesson->claims->pdata[claim];
  verdict->n_seeds = verdict->claim->timing ? 1 : verify->options->n_seeds;
  for (int s = 0; s < verdict->n_seeds; s++) {
    const Judgement *judgement = judgement_of (verify, claim, s);
    verdict->held += judgement->held;
    if (judgement->problem != NULL && verdict->problem == NULL)
      verdict->problem = g_strdup (judgement->problem);
    g_string_append_printf (numbers, "%s%s", s > 0 ? "; " : "",
                            judgement->problem != NULL   ? judgement->problem
                            : judgement->numbers != NULL ? judgement->numbers
                                                         : "");
  }
  verdict->numbers = g_strdup (numbers->str);
  verdict->passed = verdict->held * 5 >= verdict->n_seeds * 4;
  return verdict;
}

GPtrArray *
lab_verify (const Lesson *lesson, const LabVerifyOptions *options, BaseError *error)
{
  Verify verify = { .lesson = lesson, .options = options };
  GPtrArray *verdicts = NULL;
  int n_claims = (int) lesson->claims->len;
  verify.tasks = g_ptr_array_new_with_free_func (free_task);
  verify.judgements = g_new0 (Judgement, n_claims * options->n_seeds + 1);
  if (plan_all (&verify, error)) {
    run_all (&verify);
    verdicts = g_ptr_array_new_with_free_func (free_verdict);
    for (int i = 0; i < n_claims; i++)
      if (is_judged (&verify, lesson->claims->pdata[i]))
        g_ptr_array_add (verdicts, sum_up (&verify, i));
  }
  for (int i = 0; i < n_claims * options->n_seeds; i++) {
    g_free (verify.judgements[i].numbers);
    g_free (verify.judgements[i].problem);
  }
  g_free (verify.judgements);
  g_ptr_array_unref (verify.tasks);
  return verdicts;
}
