/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "cli/common.h"
#include "data/options.h"
#include "lab/lessons.h"

#include "bench/bench.h"
#include "engine/objective.h"

#include <string.h>

/* gradus list: what there is, with its settings. */

static gboolean tsv;

static const GOptionEntry options[] = {
  { "tsv", 0, 0, G_OPTION_ARG_NONE, &tsv, "Divide columns by tabs, without a header", NULL },
  { NULL },
};

/* What every data set takes besides its own settings. */
static const BaseEntry data_option_entry = { "any", N_ ("Any data set"), N_ ("What every data set takes besides its own settings"), NULL,
                                             data_options };
static const BaseEntry *const data_option_entries[] = { &data_option_entry };
static const BaseRegistry data_option_registry = { "data-options", data_option_entries, 1 };

static const struct {
  const char *kind;
  const BaseRegistry *registry;
} kinds[] = {
  { "data", &data_sources },
  { "data-options", &data_option_registry },
  { "layers", &nn_layers },
  { "activations", &nn_activations },
  { "losses", &nn_losses },
  { "objectives", &nn_objectives },
  { "optimizers", &nn_optimizers },
  { "schedules", &nn_schedules },
  { "initializers", &nn_initializers },
  { "regularizers", &nn_regularizers },
  { "samplers", &train_samplers },
  { "metrics", &train_metrics },
  { "probes", &lab_probes },
  { "plots", &lab_views },
  { "calculators", &calc_calculators },
  { "workloads", &bench_workloads },
};

/* "lr=0.1 (1e-08 … 1e+06)" */
static void
append_param (GString *text, const Param *param)
{
  char value[PARAM_TEXT_MAX], min[64], max[64];
  param_format (param, param->def, value, sizeof value);
  g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", param->name, value);
  if (param->kind == PARAM_CHOICE)
    g_string_append_printf (text, " (%s)", param->choices);
  else if (param->kind == PARAM_REAL || param->kind == PARAM_INT)
    g_string_append_printf (text, " (%s…%s)", param_format (param, param->min, min, sizeof min),
                            param_format (param, param->max, max, sizeof max));
}

/* What a calculator gives, for people. */
static void
print_outputs (const CalcCalculator *calculator)
{
  for (int i = 0; i < calc_n_outputs (calculator); i++)
    printf ("%s%s", i == 0 ? "                   → " : ", ", calculator->outputs[i].name);
  printf ("\n");
}

static void
print_entry (const BaseEntry *entry)
{
  g_autoptr (GString) settings = g_string_new (NULL);
  for (int i = 0; i < params_count (entry->params); i++)
    append_param (settings, &entry->params[i]);
  if (tsv)
    printf ("%s\t%s\t%s\t%s\n", entry->name, _ (entry->label),
            entry->summary != NULL ? _ (entry->summary) : "", settings->str);
  else
    printf ("  %-16s %s%s%s\n", entry->name, entry->summary != NULL ? _ (entry->summary) : _ (entry->label),
            settings->len > 0 ? "\n                   " : "", settings->str);
}

static void
print_kind (const char *kind, const BaseRegistry *registry)
{
  if (!tsv)
    printf ("%s\n", kind);
  for (int i = 0; i < registry->n_entries; i++) {
    print_entry (registry->entries[i]);
    if (registry == &calc_calculators && !tsv)
      print_outputs ((const CalcCalculator *) registry->entries[i]);
    if (registry == &lab_views && !tsv)
      printf ("%19s%s\n", "", _ (((const LabView *) registry->entries[i])->help));
  }
  if (!tsv && registry->n_entries == 0)
    printf ("  (none yet)\n");
}

/* The title in @language of the lesson @id, or "". */
static const char *
title_of (const GPtrArray *lessons, const char *id)
{
  for (guint i = 0; i < lessons->len; i++) {
    const Lesson *lesson = lessons->pdata[i];
    if (strcmp (lesson->id, id) == 0)
      return lesson->title != NULL ? lesson->title : "";
  }
  return "";
}

static void
print_lessons (void)
{
  g_autofree char *folder = lab_lessons_folder ();
  g_autoptr (GPtrArray) english = lesson_read_folder (folder, "en");
  g_autoptr (GPtrArray) chinese = lesson_read_folder (folder, "zh_CN");
  if (!tsv)
    printf ("lessons\n");
  for (guint i = 0; i < english->len; i++) {
    const Lesson *lesson = english->pdata[i];
    const char *title = lesson->broken != NULL ? lesson->broken : lesson->title;
    if (tsv)
      printf ("%s\t%s\t%s\t%s\n", lesson->id, lesson->chapter, title, title_of (chinese, lesson->id));
    else
      printf ("  %-28s %-18s %s\n", lesson->id, lesson->chapter, title);
  }
}

static int
unknown (const char *kind)
{
  g_autoptr (GString) known = g_string_new ("lessons");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_string_append_printf (known, ", %s", kinds[i].kind);
  return cli_fail (CLI_USAGE, "\"%s\" is no kind of thing; there are: %s", kind, known->str);
}

static int
run (int argc, char **argv)
{
  if (!cli_parse (&argc, &argv, "[KIND]",
                  "Lists what there is: names first, then settings with default and limits.", options))
    return CLI_USAGE;
  if (argc > 2)
    return cli_fail (CLI_USAGE, "list takes one kind");
  cli_language (NULL);
  const char *kind = argc > 1 ? argv[1] : NULL;
  bool found = false;
  if (kind == NULL || strcmp (kind, "lessons") == 0) {
    print_lessons ();
    found = true;
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kind == NULL || strcmp (kind, kinds[i].kind) == 0) {
      print_kind (kinds[i].kind, kinds[i].registry);
      found = true;
    }
  return found ? CLI_FINE : unknown (kind);
}

const CliCommand cli_command_list = {
  { "list", "list", "what there is, with its settings: lessons, data, layers, optimizers …" },
  run,
};
