/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/probes.h"

#include "base/words.h"
#include "lab/setup-private.h"
#include "lab/viewer.h"

#include <string.h>

#define ROW(id) extern const LabProbeKind lab_probe_##id;
#include "lab/probe-rows.inc"
#undef ROW

#define ROW(id) &lab_probe_##id.entry,
static const BaseEntry *const entries[] = {
#include "lab/probe-rows.inc"
};
#undef ROW

const BaseRegistry lab_probes = { N_ ("probes"), entries, G_N_ELEMENTS (entries) };

static const LabProbeKind *
kind_of (const LessonPart *part)
{
  const LessonCall *call = part->chain != NULL ? part->chain->calls->pdata[0] : NULL;
  return call != NULL && call->name != NULL ? (const LabProbeKind *) base_registry_find (&lab_probes, call->name) : NULL;
}

bool
lab_probe_read (const LessonPart *part, const char *path, const Param *params, double *values, const char *list,
                const LessonArg **listed, BaseError *error)
{
  const LessonCall *call = part->chain->calls->pdata[0];
  params_defaults (params, values);
  for (guint i = 0; i < call->args->len; i++) {
    const LessonArg *arg = &g_array_index (call->args, LessonArg, i);
    if (list != NULL && g_strcmp0 (arg->key, list) == 0)
      *listed = arg;
    else if (!params_set (params, values, arg->key != NULL ? arg->key : arg->value, arg->value, error))
      return lab_place_error ((LabPlace){ path, arg->place }, error);
  }
  return true;
}

bool
lab_probe_check (const LessonPart *part, const char *path, BaseError *error)
{
  const LabProbeKind *kind = kind_of (part);
  if (kind != NULL)
    return kind->check (part, path, error);
  const LessonCall *call = part->chain != NULL ? part->chain->calls->pdata[0] : NULL;
  base_error_set (error, _ ("not supported yet: probe %s"), call != NULL && call->name != NULL ? call->name : "");
  return lab_place_error ((LabPlace){ path, part->place }, error);
}

bool
lab_probes_know (const char *metric)
{
  for (int i = 0; i < lab_probes.n_entries; i++)
    if (g_strv_contains (((const LabProbeKind *) lab_probes.entries[i])->metrics, metric))
      return true;
  return false;
}

char *
lab_probe_value_name (const LabProbeValue *value)
{
  return *value->part != '\0' ? g_strdup_printf ("%s[%s]", value->metric, value->part) : g_strdup (value->metric);
}

void
lab_probe_add (GArray *values, const char *metric, const char *part, int lane, long step, double number)
{
  LabProbeValue value = { .metric = metric, .lane = lane, .step = step, .value = number };
  g_strlcpy (value.part, part, sizeof value.part);
  g_array_append_val (values, value);
}

void
lab_probes_measure (LabExperiment *experiment, GArray *values)
{
  const GPtrArray *parts = lab_experiment_setup (experiment)->experiment->parts;
  for (guint i = 0; i < parts->len; i++) {
    const LessonPart *part = parts->pdata[i];
    if (part->kind == LESSON_PROBE && lab_has_images (experiment))
      kind_of (part)->measure (experiment, part, values);
  }
}
