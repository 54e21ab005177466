/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/requests.h"

#include "lab/experiment.h"

/* Names that are no metrics of the record, those of probes for example, are passed over. */
static void
request (TrainConfig *config, const char *name)
{
  const TrainMetric *metric = (const TrainMetric *) base_registry_find (&train_metrics, name);
  for (int i = 0; i < config->n_metrics; i++)
    if (config->metrics[i] == metric)
      return;
  if (metric != NULL && config->n_metrics < TRAIN_MAX_METRICS)
    config->metrics[config->n_metrics++] = metric;
}

static void
request_of_claims (TrainConfig *config, const Lesson *lesson, const LessonExperiment *experiment)
{
  for (guint i = 0; lesson != NULL && i < lesson->claims->len; i++) {
    const LessonClaim *claim = lesson->claims->pdata[i];
    for (guint k = 0; claim->experiment == experiment && k < claim->exprs->len; k++) {
      const LessonExpr *expr = claim->exprs->pdata[k];
      if (expr->kind == LESSON_METRIC)
        request (config, expr->name);
    }
  }
}

void
lab_request_metrics (TrainConfig *config, const LabSetup *setup)
{
  const LessonExperiment *experiment = lab_setup_experiment (setup);
  for (guint i = 0; i < experiment->views->len; i++) {
    const LessonView *view = experiment->views->pdata[i];
    const LabView *kind = view->call->name != NULL ? (const LabView *) base_registry_find (&lab_views, view->call->name) : NULL;
    g_auto (GStrv) names = g_strsplit (kind != NULL && kind->metrics != NULL ? kind->metrics : "", " ", -1);
    for (int k = 0; names[k] != NULL; k++)
      request (config, names[k]);
    for (guint k = 0; k < view->call->args->len; k++) /* metric=…, and x and y of a scatter */
      request (config, g_array_index (view->call->args, LessonArg, k).value);
  }
  request_of_claims (config, lab_setup_lesson (setup), experiment);
}
