/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/claims.h"
#include "lab/sweep.h"

#include <math.h>
#include <string.h>

/* One value while a tree is evaluated. @bad: it is not finite and no loss, so that the claim fails whatever
 * it is compared with. */
typedef struct {
  double number;
  bool bad;
} Value;

typedef struct {
  const LabEvidence *evidence;
  int row;   /* the step under way, for LESSON_AT_EACH; −1: none */
  int point; /* of the sweep, for "key=*" */
  BaseError *error;
} Context;

static bool evaluate (const Context *context, const LessonExpr *expr, Value *value);

/* ---- metrics ---- */

/* The step a metric is asked at; NAN with a message. */
static double
find_step (const Context *context, const LessonExpr *expr, const LabEvidenceRun *run)
{
  if (expr->when == LESSON_AT_STEP)
    return (double) expr->step;
  int n = lab_evidence_n_steps (run, expr), row = expr->when == LESSON_AT_EACH ? context->row : n - 1;
  if (row >= 0 && row < n)
    return lab_evidence_step (run, expr, row);
  base_error_set (context->error, _ ("%s: there is no such recorded step"), expr->name);
  return NAN;
}

static bool
is_loss (const char *metric)
{
  return g_str_has_suffix (metric, "loss");
}

static bool
metric_value (const Context *context, const LessonExpr *expr, Value *value)
{
  const LabEvidenceRun *run = lab_evidence_find (context->evidence, expr, context->point, context->error);
  if (run == NULL)
    return false;
  double step = find_step (context, expr, run);
  if (isnan (step))
    return false;
  if (!lab_evidence_value (run, expr, step, &value->number, context->error))
    return false;
  value->bad = !isfinite (value->number) && !is_loss (expr->name);
  if (!isfinite (value->number))
    value->number = INFINITY;
  return true;
}

/* ---- functions ---- */

static bool
compare (LessonRelation relation, double a, double b)
{
  switch (relation) {
  case LESSON_LESS:
    return a < b;
  case LESSON_LESS_EQUAL:
    return a <= b;
  case LESSON_GREATER:
    return a > b;
  case LESSON_GREATER_EQUAL:
    return a >= b;
  case LESSON_EQUAL:
    return a == b;
  }
  return false;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
deviation (const double *values, guint n, double mean)
{
  double sum = 0;
  for (guint i = 0; i < n; i++)
    sum += (values[i] - mean) * (values[i] - mean);
  return sqrt (sum / n);
}

static int
n_sign_changes (const double *values, guint n)
{
  int changes = 0;
  double last = 0;
  for (guint i = 0; i < n; i++) {
    changes += values[i] * last < 0;
    last = values[i] != 0 ? values[i] : last;
  }
  return changes;
}

/* One number of @values, which is reordered; a mean of losses that are infinite is infinite. */
static double
reduce (LessonFunction function, GArray *values)
{
  double sum = 0, *at = (double *) (gpointer) values->data;
  guint n = values->len;
  for (guint i = 0; i < n; i++)
    sum += at[i];
  if (function == LESSON_SIGN_CHANGES)
    return n_sign_changes (at, n);
  if (function == LESSON_STD)
    return deviation (at, n, sum / n);
  g_array_sort (values, compare_doubles);
  switch (function) {
  case LESSON_MIN:
    return at[0];
  case LESSON_MAX:
    return at[n - 1];
  case LESSON_MEDIAN:
    return n % 2 == 1 ? at[n / 2] : (at[n / 2 - 1] + at[n / 2]) / 2;
  default:
    return sum / n;
  }
}

/* Whose recorded steps a function over steps runs through: those of the first metric in it; lanes may differ in their
 * last step. No metric: there are none, or a message. */
typedef struct {
  const LessonExpr *metric;
  const LabEvidenceRun *run;
  int n;
} Steps;

static Steps
steps_of (const Context *context, const LessonExpr *expr)
{
  Steps steps = { NULL };
  if (expr->kind == LESSON_METRIC) {
    const LabEvidenceRun *run = lab_evidence_find (context->evidence, expr, context->point, context->error);
    return run != NULL ? (Steps){ expr, run, lab_evidence_n_steps (run, expr) } : steps;
  }
  for (guint i = 0; expr->operands != NULL && i < expr->operands->len; i++) {
    const LessonExpr *operand = expr->operands->pdata[i];
    if (operand->kind != LESSON_NUMBER)
      steps = steps_of (context, operand);
    if (steps.metric != NULL || *context->error->text != '\0')
      break;
  }
  return steps;
}

/* Appends the value of operand number @place of @call to @values, of a comparison whether it holds; a bad one makes @value bad. */
static bool
collect (const Context *context, const LessonExpr *call, guint place, GArray *values, Value *value)
{
  Value here, right = { 0, false };
  bool compares = lesson_function_compares (call->function);
  if (!evaluate (context, call->operands->pdata[place], &here) ||
      (compares && !evaluate (context, call->operands->pdata[1], &right)))
    return false;
  value->bad |= here.bad || right.bad;
  if (compares)
    here.number = compare (call->relation, here.number, right.number);
  g_array_append_val (values, here.number);
  return true;
}

static bool
over_steps (const Context *context, const LessonExpr *expr, Value *value)
{
  Steps steps = steps_of (context, expr);
  if (steps.metric == NULL)
    return false;
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  Context each = *context;
  value->bad = false;
  for (each.row = 0; each.row < steps.n; each.row++) {
    double step = lab_evidence_step (steps.run, steps.metric, each.row);
    bool within = step >= (double) expr->first && (expr->last < 0 || step <= (double) expr->last);
    if (within && !collect (&each, expr, 0, values, value))
      return false;
  }
  if (values->len == 0)
    return base_error_set (context->error, _ ("%s: no recorded step in this range"),
                           lesson_function_name (expr->function));
  value->number = reduce (expr->function, values);
  return true;
}

static bool
over_operands (const Context *context, const LessonExpr *expr, Value *value)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  value->bad = false;
  for (guint i = 0; i < expr->operands->len; i++)
    if (!collect (context, expr, i, values, value))
      return false;
  value->number = reduce (expr->function, values);
  return true;
}

/* The operand's values at all points of the sweep; those keys without "*" stay as they are. */
static bool
over_sweep (const Context *context, const LessonExpr *expr, Value *value)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  const LessonExperiment *experiment = context->evidence->experiment;
  int n = experiment != NULL ? lab_sweep_n_points (experiment) : 1;
  Context each = *context;
  value->bad = false;
  for (each.point = 0; each.point < n; each.point++)
    if (!collect (&each, expr, 0, values, value))
      return false;
  value->number = reduce (expr->function, values);
  return true;
}

/* The first recorded step where the comparison holds; the last one where it never does. */
static bool
steps_to (const Context *context, const LessonExpr *expr, Value *value)
{
  Steps steps = steps_of (context, expr);
  if (steps.metric == NULL)
    return false;
  Context each = *context;
  value->bad = false;
  for (each.row = 0; each.row < steps.n; each.row++) {
    Value left, right;
    if (!evaluate (&each, expr->operands->pdata[0], &left) ||
        !evaluate (&each, expr->operands->pdata[1], &right))
      return false;
    value->number = lab_evidence_step (steps.run, steps.metric, each.row);
    if (!left.bad && !right.bad && compare (expr->relation, left.number, right.number))
      return true;
  }
  return steps.n > 0 || base_error_set (context->error, _ ("steps_to: nothing was recorded"));
}

static bool
function_value (const Context *context, const LessonExpr *expr, Value *value)
{
  if (expr->function == LESSON_STEPS_TO)
    return steps_to (context, expr, value);
  if (lesson_function_reduces (expr->function)) {
    if (expr->over == LESSON_OVER_STEPS)
      return over_steps (context, expr, value);
    if (expr->over == LESSON_OVER_OPERANDS)
      return over_operands (context, expr, value);
    return over_sweep (context, expr, value);
  }
  if (!evaluate (context, expr->operands->pdata[0], value))
    return false;
  switch (expr->function) {
  case LESSON_ABS:
    value->number = fabs (value->number);
    break;
  case LESSON_LN:
    value->number = log (value->number);
    break;
  case LESSON_EXP:
    value->number = exp (value->number);
    break;
  case LESSON_SQRT:
    value->number = sqrt (value->number);
    break;
  default:
    return base_error_set (context->error, _ ("not supported yet: %s"), lesson_function_name (expr->function));
  }
  value->bad |= isnan (value->number);
  return true;
}

static bool
binary_value (const Context *context, const LessonExpr *expr, Value *value)
{
  Value a, b;
  if (!evaluate (context, expr->operands->pdata[0], &a) || !evaluate (context, expr->operands->pdata[1], &b))
    return false;
  switch (expr->op) {
  case '+':
    value->number = a.number + b.number;
    break;
  case '-':
    value->number = a.number - b.number;
    break;
  case '*':
    value->number = a.number * b.number;
    break;
  default:
    value->number = a.number / b.number;
    break;
  }
  value->bad = a.bad || b.bad || isnan (value->number);
  return true;
}

static bool
evaluate (const Context *context, const LessonExpr *expr, Value *value)
{
  value->bad = false;
  switch (expr->kind) {
  case LESSON_NUMBER:
    value->number = expr->number;
    return true;
  case LESSON_METRIC:
    return metric_value (context, expr, value);
  case LESSON_FUNCTION:
    return function_value (context, expr, value);
  case LESSON_BINARY:
    return binary_value (context, expr, value);
  case LESSON_NEGATE:
    if (!evaluate (context, expr->operands->pdata[0], value))
      return false;
    value->number = -value->number;
    return true;
  }
  return false;
}

/* ---- comparisons ---- */

typedef struct {
  Value left, right, tolerance;
  bool holds;
  double step; /* that decided; −1: none */
} Outcome;

static bool
compare_at (const Context *context, const LessonComparison *comparison, Outcome *outcome)
{
  Value *tolerance = &outcome->tolerance;
  if (!evaluate (context, comparison->left, &outcome->left) ||
      !evaluate (context, comparison->right, &outcome->right) ||
      (comparison->tolerance != NULL && !evaluate (context, comparison->tolerance, tolerance)))
    return false;
  double a = outcome->left.number, b = outcome->right.number;
  bool holds =
      comparison->tolerance != NULL ? fabs (a - b) <= tolerance->number : compare (comparison->relation, a, b);
  outcome->holds = holds && !outcome->left.bad && !outcome->right.bad && !tolerance->bad;
  return true;
}

/* @all stops at the first step where it does not hold, @any at the first where it does. */
static bool
compare_quantified (Context *context, const LessonComparison *comparison, Outcome *outcome)
{
  Steps steps = steps_of (context, comparison->left);
  if (steps.metric == NULL)
    steps = steps_of (context, comparison->right);
  if (steps.metric == NULL)
    return base_error_set (context->error, _ ("nothing was recorded"));
  bool all = comparison->quantifier == LESSON_ALL;
  for (context->row = 0; context->row < steps.n; context->row++) {
    if (!compare_at (context, comparison, outcome))
      return false;
    outcome->step = lab_evidence_step (steps.run, steps.metric, context->row);
    if (outcome->holds != all)
      break;
  }
  context->row = -1;
  return steps.n > 0 || base_error_set (context->error, _ ("nothing was recorded"));
}

static void
print_value (GString *text, const Value *value)
{
  if (value->bad)
    g_string_append (text, "nan");
  else
    g_string_append_printf (text, "%.4g", value->number);
}

static void
print_outcome (GString *text, const LessonComparison *comparison, const Outcome *outcome)
{
  if (text->len > 0)
    g_string_append (text, " and ");
  print_value (text, &outcome->left);
  g_string_append_printf (text, " %s ",
                          outcome->holds ? lesson_relation_text (comparison->relation) : "against");
  print_value (text, &outcome->right);
  if (comparison->tolerance != NULL) {
    g_string_append (text, " +- ");
    print_value (text, &outcome->tolerance);
  }
  if (outcome->step >= 0)
    g_string_append_printf (text, " at %g", outcome->step);
}

bool
lab_claim_judge (const LessonClaim *claim, const LabEvidence *evidence, char **numbers, BaseError *error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Context context = { evidence, -1, 0, error };
  bool holds = true, fine = true;
  for (guint i = 0; fine && i < claim->comparisons->len; i++) {
    const LessonComparison *comparison = &g_array_index (claim->comparisons, LessonComparison, i);
    Outcome outcome = { .step = -1 };
    fine = comparison->quantifier == LESSON_ONCE ? compare_at (&context, comparison, &outcome)
                                                 : compare_quantified (&context, comparison, &outcome);
    if (fine)
      print_outcome (text, comparison, &outcome);
    holds = holds && fine && outcome.holds;
  }
  *numbers = g_strdup (text->str);
  return fine && holds;
}

/* The output of a calculator of one of the lanes. */
static bool
is_output (const LabSetup *setup, const char *name, BaseError *error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  for (int lane = 0; lane < setup->n_lanes; lane++) {
    const CalcCalculator *calculator = setup->lanes[lane].calculator;
    int output = calc_find_output (calculator, name);
    if (output >= 0 && calculator->outputs[output].kind <= CALC_COLUMN)
      return true;
    for (int i = 0; lane == 0 && i < calc_n_outputs (calculator); i++)
      if (calculator->outputs[i].kind <= CALC_COLUMN)
        g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", calculator->outputs[i].name);
  }
  return base_error_set (error, _ ("the calculator gives no number \"%s\"; it gives: %s"), name, known->str);
}

bool
lab_claim_check (const LessonClaim *claim, const LabSetup *setup, BaseError *error)
{
  for (guint i = 0; i < claim->exprs->len; i++) {
    const LessonExpr *expr = claim->exprs->pdata[i];
    bool seconds = claim->timing && strcmp (expr->name != NULL ? expr->name : "", "seconds") == 0;
    if (expr->kind != LESSON_METRIC || seconds)
      continue;
    bool known = setup->experiment->calculator
                     ? is_output (setup, expr->name, error)
                     : strcmp (expr->name, "batch_loss") == 0 || lab_probes_know (expr->name) ||
                           base_registry_need (&train_metrics, expr->name, error) != NULL;
    if (!known)
      return lab_place_error ((LabPlace){ setup->path, expr->place }, error);
  }
  return true;
}
