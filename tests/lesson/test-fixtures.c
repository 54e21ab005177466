/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/lesson.h"

#include <string.h>

/* Topics of different kinds, so that the notation is known to carry what comes. */
static Lesson *
read_fixture (const char *id)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", id, "en.md", NULL);
  BaseError error = { "" };
  Lesson *lesson = lesson_read (path, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (lesson);
  return lesson;
}

static const LessonExperiment *
nth (const Lesson *lesson, guint index)
{
  g_assert_cmpuint (index, <, lesson->experiments->len);
  return lesson->experiments->pdata[index];
}

static const char *
lane_value (const LessonExperiment *experiment, const char *lane, const char *key)
{
  return lesson_setting_find (lesson_lane_find (experiment, lane)->settings, key)->value;
}

static const LessonClaim *
claim (const Lesson *lesson, const char *name)
{
  for (guint i = 0; i < lesson->claims->len; i++)
    if (strcmp (((LessonClaim *) lesson->claims->pdata[i])->name, name) == 0)
      return lesson->claims->pdata[i];
  g_assert_not_reached ();
}

/* What every fixture has, in numbers. */
static void
test_counts (void)
{
  const struct { const char *id; guint experiments, settings, lanes, controls, sweeps, views, parts, claims; } rows[] = {
    { "batch-size-tradeoff", 2, 12, 4, 1, 2, 4, 0, 5 },   { "batchnorm-interactions", 2, 14, 6, 1, 0, 4, 1, 4 },
    { "distillation", 1, 4, 4, 2, 0, 2, 3, 3 },           { "fine-tuning", 1, 4, 5, 1, 1, 3, 2, 4 },
    { "gan-failures", 2, 16, 5, 2, 0, 4, 5, 4 },          { "learning-rate-extremes", 1, 7, 3, 1, 0, 3, 0, 2 },
    { "lstm-gates", 2, 13, 7, 2, 0, 4, 1, 4 },            { "multi-task", 1, 7, 3, 2, 0, 2, 2, 3 },
    { "nms", 1, 1, 6, 2, 0, 2, 0, 5 },                    { "saddle-points", 2, 5, 8, 1, 1, 4, 0, 4 },
    { "translation-invariance", 1, 6, 4, 0, 0, 3, 5, 4 }, { "vanishing-gradient", 1, 7, 6, 2, 0, 3, 0, 5 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Lesson *lesson = read_fixture (rows[i].id);
    guint n[6] = { 0 };
    for (guint e = 0; e < lesson->experiments->len; e++) {
      const LessonExperiment *experiment = lesson->experiments->pdata[e];
      const GPtrArray *arrays[] = { experiment->settings, experiment->lanes, experiment->controls,
                                    experiment->sweeps,   experiment->views, experiment->parts };
      for (guint a = 0; a < 6; a++)
        n[a] += arrays[a]->len;
    }
    g_test_message ("%s: %u settings, %u lanes, %u controls, %u sweeps, %u views, %u parts", rows[i].id, n[0], n[1], n[2], n[3],
                    n[4], n[5]);
    g_assert_cmpuint (lesson->experiments->len, ==, rows[i].experiments);
    g_assert_cmpuint (n[0], ==, rows[i].settings);
    g_assert_cmpuint (n[1], ==, rows[i].lanes);
    g_assert_cmpuint (n[2], ==, rows[i].controls);
    g_assert_cmpuint (n[3], ==, rows[i].sweeps);
    g_assert_cmpuint (n[4], ==, rows[i].views);
    g_assert_cmpuint (n[5], ==, rows[i].parts);
    g_assert_cmpuint (lesson->claims->len, ==, rows[i].claims);
    lesson_free (lesson);
  }
}

/* The experiment's text, read and printed and read again, is the same. */
static void
test_print (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", NULL);
  GDir *dir = g_dir_open (path, 0, NULL);
  guint n_chains = 0, n_claims = 0;
  for (const char *id; (id = g_dir_read_name (dir)) != NULL;) {
    Lesson *lesson = read_fixture (id);
    for (guint e = 0; e < lesson->experiments->len; e++)
      for (guint i = 0; i < nth (lesson, e)->settings->len; i++, n_chains++) {
        const LessonSetting *setting = nth (lesson, e)->settings->pdata[i];
        g_autofree char *printed = lesson_chain_print (setting->chain);
        LessonChain *again = lesson_chain_read (printed, setting->place, NULL);
        g_autofree char *twice = lesson_chain_print (again);
        g_assert_cmpstr (twice, ==, printed);
        lesson_chain_free (again);
      }
    for (guint i = 0; i < lesson->claims->len; i++, n_claims++) {
      const LessonClaim *one = lesson->claims->pdata[i];
      g_autofree char *printed = lesson_claim_print (one), *line = g_strdup_printf ("n : %s", printed);
      LessonClaim *again = lesson_claim_read (lesson->path, line, one->place, one->experiment, NULL);
      g_autofree char *twice = lesson_claim_print (again);
      g_assert_cmpstr (twice, ==, printed);
      lesson_claim_free (again);
    }
    lesson_free (lesson);
  }
  g_dir_close (dir);
  g_assert_cmpuint (n_chains, >, 80);
  g_assert_cmpuint (n_claims, >, 40);
}

static void
test_two_nets (void)
{
  Lesson *lesson = read_fixture ("gan-failures");
  const LessonExperiment *balance = nth (lesson, 0), *head_start = nth (lesson, 1);
  const LessonPart *generator = lesson_part_find (balance, "G");
  g_assert_cmpstr (balance->name, ==, "balance");
  g_assert_cmpint (generator->kind, ==, LESSON_NET);
  g_assert_cmpuint (generator->chain->calls->len, ==, 3);
  g_assert_cmpstr (generator->label, ==, "Generator");
  g_assert_cmpstr (lesson_part_find (head_start, "G")->label, ==, "Generator");
  g_assert_cmpstr (balance->label, ==, "balance");
  g_assert_cmpstr (head_start->label, ==, "A head start");
  g_assert_null (((LessonView *) balance->views->pdata[1])->caption);
  g_assert_true (g_str_has_prefix (((LessonView *) balance->views->pdata[0])->caption, "Dots"));
  g_assert_true (g_str_has_prefix (((LessonView *) head_start->views->pdata[0])->caption, "How much"));
  g_assert_cmpint (((LessonCall *) generator->chain->calls->pdata[1])->repeat, ==, 2);
  g_assert_cmpstr (lane_value (balance, "strong-g", "G.optimizer.lr"), ==, "0.005");
  const LessonPart *at = head_start->parts->pdata[2];
  g_assert_cmpint (at->kind, ==, LESSON_AT);
  g_assert_cmpint (at->step, ==, 1000);
  g_assert_cmpstr (lesson_setting_find (at->settings, "play.g")->value, ==, "1");
  const LessonClaim *single = claim (lesson, "without noise there is one point");
  g_assert_cmpint (g_array_index (single->comparisons, LessonComparison, 0).quantifier, ==, LESSON_ALL);
  g_assert_cmpstr (lesson_setting_find (single->unless, "G.latent1.spread")->value, ==, "1");
  g_assert_true (claim (lesson, "the saturating loss has no slope left")->experiment == head_start);
  lesson_free (lesson);
}

static void
test_stages (void)
{
  Lesson *lesson = read_fixture ("fine-tuning");
  const LessonExperiment *experiment = nth (lesson, 0);
  const LessonPart *target = lesson_part_find (experiment, "target");
  const LessonChain *network = lesson_setting_find (experiment->settings, "network")->chain;
  g_assert_cmpstr (target->from, ==, "source");
  g_assert_cmpstr (target->label, ==, "Digits 5 to 9");
  g_assert_cmpstr (lesson_setting_find (target->settings, "reinit")->value, ==, "head");
  g_assert_cmpuint (network->calls->len, ==, 7);
  g_assert_cmpstr (((LessonCall *) network->calls->pdata[6])->as, ==, "head");
  g_assert_cmpstr (lane_value (experiment, "last-two", "target.train"), ==, "features,head");
  g_assert_cmpstr (lane_value (experiment, "scratch", "target.from"), ==, "nothing");
  g_assert_cmpstr (((LessonRange *) experiment->sweeps->pdata[0])->label, ==, "Target pictures");
  g_assert_cmpuint (((LessonRange *) experiment->sweeps->pdata[0])->values->len, ==, 2);
  lesson_free (lesson);
  lesson = read_fixture ("distillation");
  g_assert_cmpstr (lesson_part_find (nth (lesson, 0), "student")->from, ==, "nothing");
  g_assert_cmpstr (lane_value (nth (lesson, 0), "unlabelled", "student.teach"), ==, "teacher");
  lesson_free (lesson);
}

static void
test_sweeps (void)
{
  Lesson *lesson = read_fixture ("batch-size-tradeoff");
  const LessonExperiment *map = nth (lesson, 1);
  const LessonRange *batch = map->sweeps->pdata[0], *rate = map->sweeps->pdata[1];
  g_assert_cmpuint (map->lanes->len, ==, 0);
  g_assert_cmpuint (batch->values->len, ==, 4);
  g_assert_cmpuint (rate->values->len, ==, 9);
  g_assert_cmpstr (((LessonSetting *) rate->values->pdata[2])->value, ==, "0.02");
  g_assert_cmpstr (((LessonSetting *) rate->values->pdata[7])->value, ==, "0.64");
  g_assert_true (claim (lesson, "the best rate grows with the batch")->experiment == map);
  lesson_free (lesson);
}

static void
test_without_data (void)
{
  Lesson *lesson = read_fixture ("saddle-points");
  const LessonExperiment *hessian = nth (lesson, 0), *escape = nth (lesson, 1);
  g_assert_true (hessian->calculator);
  g_assert_false (escape->calculator);
  g_assert_null (lesson_setting_find (escape->settings, "data"));
  const LessonSetting *objective = lesson_setting_find (escape->settings, "objective");
  const LessonArg *y = lesson_arg_find (objective->chain->calls->pdata[0], "y");
  g_assert_cmpstr (y->value, ==, "1e-8");
  g_assert_cmpuint (((LessonRange *) hessian->controls->pdata[0])->values->len, ==, 5);
  lesson_free (lesson);
  lesson = read_fixture ("nms");
  g_assert_true (nth (lesson, 0)->calculator);
  g_assert_true (claim (lesson, "it is quick")->timing);
  g_assert_cmpstr (lesson_lane_find (nth (lesson, 0), "t03")->label, ==, "τ = 0.3");
  lesson_free (lesson);
}

static void
test_layers (void)
{
  Lesson *lesson = read_fixture ("lstm-gates");
  g_assert_cmpstr (lane_value (nth (lesson, 0), "gates-3", "cell.bias.input"), ==, "3");
  g_assert_cmpstr (lane_value (nth (lesson, 0), "all-3", "cell.bias"), ==, "3");
  g_assert_cmpint (lesson_part_find (nth (lesson, 0), "gates")->kind, ==, LESSON_PROBE);
  lesson_free (lesson);
  lesson = read_fixture ("vanishing-gradient");
  const LessonLane *residual = lesson_lane_find (nth (lesson, 0), "residual");
  const LessonCall *blocks = lesson_setting_find (residual->settings, "network")->chain->calls->pdata[1];
  g_assert_cmpstr (blocks->name, ==, "residual");
  g_assert_cmpint (blocks->repeat, ==, 5);
  g_assert_cmpstr (blocks->as, ==, "hidden");
  g_assert_cmpuint (((LessonChain *) blocks->inner->pdata[0])->calls->len, ==, 2);
  lesson_free (lesson);
  lesson = read_fixture ("batchnorm-interactions");
  const LessonCall *body = lesson_setting_find (nth (lesson, 0)->settings, "network")->chain->calls->pdata[0];
  g_assert_null (body->name);
  g_assert_cmpint (body->repeat, ==, 3);
  g_assert_cmpuint (((LessonChain *) body->inner->pdata[0])->calls->len, ==, 3);
  g_assert_true (claim (lesson, "the twins cannot be told apart")->same);
  lesson_free (lesson);
}

static void
test_heads_and_test_sets (void)
{
  Lesson *lesson = read_fixture ("multi-task");
  g_assert_cmpint (lesson_part_find (nth (lesson, 0), "A")->kind, ==, LESSON_HEAD);
  g_assert_cmpstr (lesson_part_find (nth (lesson, 0), "A")->from, ==, "trunk");
  g_assert_cmpstr (lesson_setting_find (nth (lesson, 0)->settings, "A.loss.weight")->value, ==, "0.3");
  lesson_free (lesson);
  lesson = read_fixture ("translation-invariance");
  const LessonPart *far = lesson_part_find (nth (lesson, 0), "far"), *at = nth (lesson, 0)->parts->pdata[4];
  g_assert_cmpint (far->kind, ==, LESSON_TEST);
  g_assert_cmpstr (far->label, ==, "6 px");
  g_assert_cmpstr (lesson_setting_find (far->settings, "data.shift")->value, ==, "6");
  g_assert_cmpint (at->step, ==, 200);
  g_assert_cmpstr (at->from, ==, "augmented");
  lesson_free (lesson);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/fixtures/counts", test_counts);
  g_test_add_func ("/lesson/fixtures/print", test_print);
  g_test_add_func ("/lesson/fixtures/two-nets", test_two_nets);
  g_test_add_func ("/lesson/fixtures/stages", test_stages);
  g_test_add_func ("/lesson/fixtures/sweeps", test_sweeps);
  g_test_add_func ("/lesson/fixtures/without-data", test_without_data);
  g_test_add_func ("/lesson/fixtures/layers", test_layers);
  g_test_add_func ("/lesson/fixtures/heads-and-test-sets", test_heads_and_test_sets);
  return g_test_run ();
}
