/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "lab/claims.h"

#include <math.h>

/* Claims over a made-up record: two lanes, steps 0, 10 … 40. Lane "a" has the loss 4 3 2 1 0.5, lane "b" 4 5
 * inf nan nan; grad_norm of layers 1 and 2 is 1, 2 in "a" and nan in "b". */

enum { N_ROWS = 5, N_COLUMNS = 3 };

static TrainColumn columns[N_COLUMNS];
static const long steps[N_ROWS] = { 0, 10, 20, 30, 40 };
static const double a_values[N_ROWS * N_COLUMNS] = { 4, 1, 2, 3, 1, 2, 2, 1, 2, 1, 1, 2, 0.5, 1, 2 };
static const double b_values[N_ROWS * N_COLUMNS] = { 4,   NAN, NAN, 5,   NAN, NAN, INFINITY, NAN,
                                                     NAN, NAN, NAN, NAN, NAN, NAN, NAN };
static const float losses[3] = { 7, 6, 5 };
static const TrainRecord a_record = { N_COLUMNS, N_ROWS, columns, steps, a_values, 3, losses };
static const TrainRecord b_record = { N_COLUMNS, N_ROWS, columns, steps, b_values, 3, losses };

static void
fill_columns (void)
{
  const TrainMetric *loss = (const TrainMetric *) base_registry_find (&train_metrics, "train_loss");
  const TrainMetric *norm = (const TrainMetric *) base_registry_find (&train_metrics, "grad_norm");
  g_assert_true (loss != NULL && norm != NULL);
  columns[0] = (TrainColumn){ loss, 0 };
  columns[1] = (TrainColumn){ norm, 1 };
  columns[2] = (TrainColumn){ norm, 2 };
}

/* Judges one inequality over the record; @problem gets the message or "". */
static bool
judge (const char *inequality, BaseError *problem)
{
  const LabProbeValue probes[] = { { "occlusion_drop_object", "fill=black", 0, 40, 0.3 },
                                   { "occlusion_agreement", "", 0, 40, NAN },
                                   { "climbed_p", "probe=far", 0, 40, 0.9 },
                                   { "climbed_p", "probe=near", 0, 40, 0.2 } };
  GArray *values = g_array_new (FALSE, FALSE, sizeof (LabProbeValue));
  const LabEvidenceRun runs[] = {
    { .lane = "a", .point = -1, .last = true, .record = &a_record, .probe_values = values, .index = 0, .seconds = NAN },
    { .lane = "b", .point = -1, .last = true, .record = &b_record, .probe_values = values, .index = 1, .seconds = NAN },
  };
  LabEvidence evidence = { .runs = g_array_new (FALSE, FALSE, sizeof (LabEvidenceRun)) };
  g_array_append_vals (evidence.runs, runs, G_N_ELEMENTS (runs));
  g_autofree char *text = g_strdup_printf ("claim : %s", inequality), *numbers = NULL;
  BaseError error = { "" };
  g_array_append_vals (values, probes, G_N_ELEMENTS (probes));
  LessonClaim *claim = lesson_claim_read ("test.md", text, (LessonPlace){ 1, 1 }, NULL, &error);
  if (claim == NULL)
    g_test_message ("%s: %s", inequality, error.text);
  g_assert_nonnull (claim);
  bool held = lab_claim_judge (claim, &evidence, &numbers, problem);
  g_assert_nonnull (numbers);
  lesson_claim_free (claim);
  g_array_unref (evidence.runs);
  g_array_unref (values);
  return held;
}

static void
test_values (void)
{
  const struct {
    const char *inequality;
    bool holds;
  } rows[] = {
    { "train_loss[a] < 0.6", true },
    { "train_loss[a]@end > 0.6", false },
    { "train_loss[a]@20 == 2", true },
    { "train_loss[a]@20 == 2.05 +- 0.1", true },
    { "train_loss[a]@20 == 2.05 +- 0.01", false },
    { "train_loss[b]@20 > 1e300", true },             /* infinite */
    { "train_loss[b] > 1000 * train_loss[a]", true }, /* NaN of a loss compares as infinite */
    { "train_loss[b] < 1", false },
    { "grad_norm[b,layer=1] > 0", false }, /* NaN of anything else fails, whichever way it is asked */
    { "grad_norm[b,layer=1] < 0", false },
    { "grad_norm[a,layer=2]@0 == 2 * grad_norm[a,layer=1]@0", true },
    { "min (train_loss[a]) == 0.5 and max (train_loss[a]) == 4", true },
    { "mean (train_loss[a]) == 2.1 +- 1e-9", true },
    { "mean (train_loss[a])@10..30 == 2", true },
    { "median (train_loss[a]) == 2", true },
    { "std (train_loss[a])@0..30 == sqrt (1.25) +- 1e-9", true }, /* 4 3 2 1 */
    { "std (train_loss[a])@0..30 == sqrt (5 / 3) +- 1e-9", false },
    { "sign_changes (train_loss[a] - 2.5) == 1 and sign_changes (train_loss[a] - 2) == 1", true },
    { "sign_changes (train_loss[a]) == 0 and sign_changes (train_loss[a] - 4.5) == 0", true },
    { "share (train_loss[a] > 2) == 0.4 and share (train_loss[a] >= 2)@10..end == 0.5", true },
    { "share (train_loss[b] > 4.5) == 0.8", true },
    { "share (grad_norm[b,layer=1] > 0) >= 0", false },
    { "max (train_loss[b]) > 1e300", true },
    { "steps_to (train_loss[a] < 2.5) == 20", true },
    { "steps_to (train_loss[b] < 1) == 40", true }, /* never: the last step */
    { "train_loss[a] <= 4 @all", true },
    { "train_loss[a] < 4 @all", false },
    { "train_loss[a] < 0.6 @any", true },
    { "train_loss[a] > 4 @any", false },
    { "0.4 < train_loss[a] < 0.6", true },
    { "0.4 < train_loss[a] < 0.5", false },
    { "abs (0 - train_loss[a]) == 0.5", true },
    { "sqrt (train_loss[a]@0) == 2", true },
    { "batch_loss[a]@1 == 6", true },
    { "occlusion_drop_object[a,fill=black] == 0.3", true },
    { "climbed_p[a,probe=near] == 0.2 and climbed_p[a,probe=far] == 0.9", true },
    { "occlusion_agreement[a] < 1", false }, /* nothing to measure */
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError problem = { "" };
    bool held = judge (rows[i].inequality, &problem);
    if (held != rows[i].holds || *problem.text != '\0') {
      g_test_message ("%s: %s %s", rows[i].inequality, held ? "holds" : "fails", problem.text);
      g_test_fail ();
    }
  }
}

/* What cannot be evaluated does not hold, and says why. */
static void
test_problems (void)
{
  const struct {
    const char *inequality, *problem;
  } rows[] = {
    { "train_loss < 1", "there are several lanes" },
    { "train_loss[c] < 1", "the lane \"c\" was not run" },
    { "train_loss[a]@15 < 1", "train_loss was not recorded at step 15" },
    { "beauty[a] < 1", "beauty was not recorded at step 40" },
    { "grad_norm[a,layer=7] < 1", "grad_norm[layer=7] was not recorded at step 40" },
    { "batch_loss[a]@4 < 1", "batch_loss was not recorded at step 4" },
    { "occlusion_drop_object[a,fill=white] < 1",
      "occlusion_drop_object[fill=white] was not measured at step 40" },
    { "mean (train_loss[a])@11..19 < 9", "mean: no recorded step in this range" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError problem = { "" };
    bool held = judge (rows[i].inequality, &problem);
    if (held || !g_str_has_prefix (problem.text, rows[i].problem)) {
      g_test_message ("%s: %s", rows[i].inequality, problem.text);
      g_test_fail ();
    }
  }
}

static GPtrArray *
verify (const char *claims, int n_seeds, int jobs, bool null_run)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (fixture_points, claims);
  const LabVerifyOptions options = { .n_seeds = n_seeds, .jobs = jobs, .null_run = null_run };
  GPtrArray *verdicts = lab_verify (lesson, &options, &error);
  g_assert_cmpstr (error.text, ==, "");
  lesson_free (lesson); /* the verdicts' claims are not looked at */
  return verdicts;
}

static const char claims[] =
    "slow is slower : train_loss[slow] > 1.2 * train_loss[quick]\n"
    "nonsense : train_loss[slow] < 0\n"
    "both learn : train_loss[quick] <= train_loss[quick]@0 ; same\n"
    "it is the rate : train_loss[quick] < 0.8 * train_loss[quick]@0 ; unless optimizer.lr = 1e-6\n";

static void
test_verify (void)
{
  g_autoptr (GPtrArray) one = verify (claims, 3, 1, false);
  g_autoptr (GPtrArray) two = verify (claims, 3, 2, false);
  const int held[] = { 3, 0, 3, 3 };
  g_assert_cmpint (one->len, ==, 4);
  for (guint i = 0; i < one->len; i++) {
    const LabVerdict *a = one->pdata[i], *b = two->pdata[i];
    g_assert_cmpint (a->held, ==, held[i]);
    g_assert_true (a->passed == (held[i] == 3));
    g_assert_null (a->problem);
    g_assert_cmpstr (a->numbers, ==, b->numbers); /* however many at once */
  }
}

/* Equal lanes: the comparison fails; `same` is passed over; the counterexample refutes the other one. */
static void
test_null (void)
{
  g_autoptr (GPtrArray) verdicts = verify (claims, 2, 2, true);
  g_assert_cmpint (verdicts->len, ==, 3);
  for (guint i = 0; i < verdicts->len; i++)
    g_assert_cmpint (((const LabVerdict *) verdicts->pdata[i])->held, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fill_columns ();
  g_test_add_func ("/lab/claims/values", test_values);
  g_test_add_func ("/lab/claims/problems", test_problems);
  g_test_add_func ("/lab/claims/verify", test_verify);
  g_test_add_func ("/lab/claims/null", test_null);
  return g_test_run ();
}
