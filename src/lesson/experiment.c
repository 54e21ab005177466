/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/scan.h"

#include "base/param.h"
#include "base/words.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define MAX_PLACES 12      /* controls, views: as many as people still overlook */
#define MAX_PARTS 30       /* stages, nets, heads, probes, test sets, interventions */
#define MAX_SETTINGS 100   /* lines KEY = VALUE */
#define MAX_SWEEP 64       /* values of one sweep */
#define MAX_RUNS 256       /* lanes times all swept values */
#define MAX_STEP 100000000 /* of an intervention */

/* ---- ranges ---- */

static void
range_free (gpointer data)
{
  LessonRange *range = data;
  g_free (range->key);
  g_free (range->label);
  g_ptr_array_unref (range->values);
  g_free (range);
}

static void
add_value (LessonRange *range, const char *text)
{
  LessonSetting *setting = g_new0 (LessonSetting, 1);
  *setting = (LessonSetting) { g_strdup (range->key), g_strdup (text), lesson_chain_read (text, range->place, NULL),
                               range->place };
  g_ptr_array_add (range->values, setting);
}

/* The points of an interval; the inner ones rounded so that their text says all of them. */
static void
fill_interval (LessonRange *range, long n, const char *first, const char *last)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  for (long i = 0; i < n; i++) {
    double share = (double) i / (double) (n - 1);
    double value = range->log ? range->from * pow (range->to / range->from, share)
                              : range->from + share * (range->to - range->from);
    bool whole = fabs (value - round (value)) <= 1e-9 * fabs (value) && fabs (value) < 1e9;
    g_ascii_formatd (text, sizeof text, whole ? "%.0f" : "%.4g", value);
    add_value (range, i == 0 ? first : i == n - 1 ? last : text);
  }
}

/* "A .. B [log] [N]"; only sweeps take N, and need it. */
static bool
read_interval (LessonScan *scan, LessonRange *range, const char *text, bool sweep)
{
  g_auto (GStrv) ends = g_strsplit (text, "..", 2);
  g_auto (GStrv) words = g_strsplit (g_strstrip (ends[1]), " ", -1);
  long n = 0;
  bool fine = words[0] != NULL && lesson_number (g_strstrip (ends[0]), &range->from) &&
              lesson_number (words[0], &range->to);
  for (int i = 1; fine && words[i] != NULL; i++)
    if (strcmp (words[i], "log") == 0 && !range->log)
      range->log = true;
    else
      fine = sweep && n == 0 && lesson_integer (words[i], 2, MAX_SWEEP, &n);
  if (!fine || (sweep && n == 0))
    return lesson_report (scan->report, range->place, _ ("\"%s\" is no range: expected %s"), text,
                          sweep ? _ ("A .. B [log] N with 2 to 64 values") : "A .. B [log]");
  if (range->from >= range->to)
    return lesson_report (scan->report, range->place, _ ("\"%s\": expected the smaller number first"), text);
  if (range->log && range->from <= 0)
    return lesson_report (scan->report, range->place, _ ("\"%s\": a logarithmic range begins above 0"), text);
  if (sweep)
    fill_interval (range, n, ends[0], words[0]);
  return true;
}

/* "VALUE, VALUE, …" */
static bool
read_values (LessonScan *scan, LessonRange *range)
{
  do {
    lesson_scan_blanks (scan);
    const char *start = scan->at;
    LessonChain *chain = lesson_scan_chain (scan);
    if (chain == NULL)
      return false;
    lesson_chain_free (chain);
    g_autofree char *text = lesson_squeeze (start, (gsize) (scan->at - start));
    for (guint i = 0; i < range->values->len; i++)
      if (strcmp (((LessonSetting *) range->values->pdata[i])->value, text) == 0)
        return lesson_report (scan->report, range->place, _ ("\"%s\" is listed twice"), text);
    add_value (range, text);
  } while (lesson_scan_accept (scan, ','));
  if (range->values->len < 2 || range->values->len > MAX_SWEEP)
    return lesson_report (scan->report, range->place, _ ("expected a range A .. B or 2 to %d values divided by \", \""),
                          MAX_SWEEP);
  return lesson_scan_end (scan);
}

static bool
is_interval (const char *text)
{
  const char *dots = strstr (text, "..");
  if (dots == NULL)
    return false;
  g_autofree char *first = lesson_squeeze (text, (gsize) (dots - text));
  double number;
  return lesson_number (first, &number);
}

static bool
scan_range (LessonScan *scan, GPtrArray *ranges, bool sweep)
{
  lesson_scan_blanks (scan);
  LessonRange *range = g_new0 (LessonRange, 1);
  *range = (LessonRange) { .from = NAN, .to = NAN, .values = lesson_settings_new (), .place = scan->place };
  g_ptr_array_add (ranges, range);
  range->key = lesson_scan_name (scan, _ ("the key of a setting"));
  if (range->key == NULL)
    return false;
  for (guint i = 0; i + 1 < ranges->len; i++)
    if (g_strcmp0 (((LessonRange *) ranges->pdata[i])->key, range->key) == 0) /* a broken one has none */
      return lesson_report (scan->report, range->place, _ ("there is a %s for \"%s\" already"),
                            sweep ? "sweep" : "control", range->key);
  if (ranges->len > MAX_PLACES)
    return lesson_report (scan->report, range->place, _ ("too many: at most %d"), MAX_PLACES);
  if (!lesson_scan_accept (scan, '='))
    return sweep ? lesson_scan_expect (scan, '=', _ ("and the values of the sweep")) : lesson_scan_end (scan);
  g_autofree char *text = lesson_squeeze (scan->at, strlen (scan->at));
  return is_interval (text) ? read_interval (scan, range, text, sweep) : read_values (scan, range);
}

/* ---- lanes, views, parts ---- */

static void
lane_free (gpointer data)
{
  LessonLane *lane = data;
  g_free (lane->id);
  g_free (lane->label);
  g_ptr_array_unref (lane->settings);
  g_free (lane);
}

static bool
scan_lane (LessonScan *scan, LessonExperiment *experiment)
{
  lesson_scan_blanks (scan);
  LessonPlace place = scan->place;
  g_autofree char *id = lesson_scan_name (scan, _ ("the name of a lane"));
  if (id == NULL)
    return false;
  if (lesson_lane_find (experiment, id) != NULL)
    return lesson_report (scan->report, place, _ ("there is a lane \"%s\" already"), id);
  if (experiment->lanes->len == LESSON_MAX_LANES)
    return lesson_report (scan->report, place, _ ("too many lanes: at most %d can be told apart"), LESSON_MAX_LANES);
  LessonLane *lane = g_new0 (LessonLane, 1);
  *lane = (LessonLane) { g_strdup (id), g_strdup (id), lesson_settings_new (), place };
  g_ptr_array_add (experiment->lanes, lane);
  if (!lesson_scan_accept (scan, ':'))
    return lesson_scan_end (scan); /* "lane plain": nothing differs */
  return lesson_scan_settings (scan, lane->settings) && lesson_scan_end (scan);
}

static void
view_free (gpointer data)
{
  LessonView *view = data;
  lesson_call_free (view->call);
  g_free (view->caption);
  g_free (view);
}

static bool
scan_view (LessonScan *scan, LessonExperiment *experiment)
{
  lesson_scan_blanks (scan);
  LessonPlace place = scan->place;
  LessonChain *chain = lesson_scan_chain (scan);
  if (chain == NULL)
    return false;
  bool one = chain->calls->len == 1;
  LessonView *view = g_new0 (LessonView, 1);
  view->call = g_ptr_array_steal_index (chain->calls, 0);
  lesson_chain_free (chain);
  g_ptr_array_add (experiment->views, view);
  if (!one)
    return lesson_report (scan->report, place, _ ("a line for each view: expected one name with its settings"));
  if (experiment->views->len > MAX_PLACES)
    return lesson_report (scan->report, place, _ ("too many views: at most %d"), MAX_PLACES);
  return lesson_scan_end (scan);
}

static void
part_free (gpointer data)
{
  LessonPart *part = data;
  g_free (part->name);
  g_free (part->label);
  g_free (part->from);
  lesson_chain_free (part->chain);
  g_ptr_array_unref (part->settings);
  g_free (part);
}

/* The kinds of named lines. @preposition: what may follow the name. */
static const struct {
  const char *word, *what, *preposition, *tied_to;
  bool chain; /* else settings */
} part_kinds[] = {
  [LESSON_STAGE] = { "stage", N_ ("the name of a stage"), "from", N_ ("the name of an earlier stage, or \"nothing\""), false },
  [LESSON_NET] = { "net", N_ ("the name of a network"), NULL, NULL, true },
  [LESSON_HEAD] = { "head", N_ ("the name of a head"), "from", N_ ("the name of a layer"), true },
  [LESSON_PROBE] = { "probe", N_ ("the name of a probe"), NULL, NULL, true },
  [LESSON_TEST] = { "test", N_ ("the name of a test set"), NULL, NULL, false },
  [LESSON_AT] = { "at", N_ ("a step"), "in", N_ ("the name of a lane"), false },
};

static bool
scan_part_name (LessonScan *scan, LessonExperiment *experiment, LessonPart *part)
{
  g_autofree char *name = lesson_scan_name (scan, _ (part_kinds[part->kind].what));
  if (name == NULL)
    return false;
  if (part->kind == LESSON_AT) {
    if (!lesson_integer (name, 0, MAX_STEP, &part->step))
      return lesson_report (scan->report, part->place, _ ("at %s: expected a step, a whole number up to %d"), name, MAX_STEP);
    return true;
  }
  if (lesson_part_find (experiment, name) != NULL)
    return lesson_report (scan->report, part->place, _ ("there is a \"%s\" already"), name);
  part->name = g_strdup (name);
  part->label = g_strdup (name);
  return true;
}

/* " from NAME" */
static bool
scan_part_tie (LessonScan *scan, LessonPart *part)
{
  const char *preposition = part_kinds[part->kind].preposition;
  LessonScan before = *scan;
  g_autofree char *word = lesson_scan_word (scan);
  if (word == NULL || preposition == NULL || strcmp (word, preposition) != 0) {
    *scan = before;
    return true;
  }
  part->from = lesson_scan_name (scan, _ (part_kinds[part->kind].tied_to));
  return part->from != NULL;
}

static bool
scan_part (LessonScan *scan, LessonExperiment *experiment, LessonPartKind kind)
{
  lesson_scan_blanks (scan);
  LessonPart *part = g_new0 (LessonPart, 1);
  *part = (LessonPart) { .kind = kind, .settings = lesson_settings_new (), .place = scan->place };
  bool fine = scan_part_name (scan, experiment, part);
  g_ptr_array_add (experiment->parts, part);
  if (fine && experiment->parts->len > MAX_PARTS)
    return lesson_report (scan->report, part->place, _ ("too many stages, nets, heads …: at most %d"), MAX_PARTS);
  if (!fine || !scan_part_tie (scan, part) || !lesson_scan_expect (scan, ':', _ ("before what it consists of")))
    return false;
  if (part_kinds[kind].chain) {
    part->chain = lesson_scan_chain (scan);
    return part->chain != NULL && lesson_scan_end (scan);
  }
  return lesson_scan_settings (scan, part->settings) && lesson_scan_end (scan);
}

/* ---- samples ---- */

/* Numbers up to ":" or the end; how many, −1: reported. */
static int
scan_numbers (LessonScan *scan, double *values, int room)
{
  int n = 0;
  for (;;) {
    lesson_scan_blanks (scan);
    if (*scan->at == ':' || *scan->at == '\0')
      return n;
    LessonPlace place = scan->place;
    g_autofree char *found = lesson_scan_found (scan), *word = lesson_scan_word (scan);
    if (word == NULL || n == room || !lesson_number (word, &values[n]) || fabs (values[n]) > FLT_MAX) {
      lesson_report (scan->report, place, _ ("expected at most %d numbers \"INPUTS : TARGETS\", found %s"), LESSON_MAX_POINT,
                     found);
      return -1;
    }
    n++;
  }
}

static bool
scan_point (LessonScan *scan, LessonExperiment *experiment)
{
  lesson_scan_blanks (scan);
  LessonPoint point = { .place = scan->place };
  point.n_inputs = scan_numbers (scan, point.values, LESSON_MAX_POINT);
  if (point.n_inputs < 0 || !lesson_scan_expect (scan, ':', _ ("between inputs and targets")))
    return false;
  point.n_targets = scan_numbers (scan, point.values + point.n_inputs, LESSON_MAX_POINT - point.n_inputs);
  if (point.n_targets < 0 || !lesson_scan_end (scan))
    return false;
  const LessonPoint *first = experiment->points->len > 0 ? &g_array_index (experiment->points, LessonPoint, 0) : &point;
  if (point.n_inputs == 0 || point.n_targets == 0 || point.n_inputs != first->n_inputs || point.n_targets != first->n_targets)
    return lesson_report (scan->report, point.place,
                          _ ("%d inputs and %d targets: expected at least one of each, and as many for every point"),
                          point.n_inputs, point.n_targets);
  if (experiment->points->len == LESSON_MAX_POINTS)
    return lesson_report (scan->report, point.place, _ ("too many points: at most %d"), LESSON_MAX_POINTS);
  g_array_append_val (experiment->points, point);
  return true;
}

/* ---- the block ---- */

static bool
scan_top_setting (LessonScan *scan, LessonExperiment *experiment)
{
  LessonSetting *setting = lesson_scan_setting (scan);
  if (setting == NULL)
    return false;
  bool twice = lesson_setting_find (experiment->settings, setting->key) != NULL;
  g_ptr_array_add (experiment->settings, setting);
  if (twice)
    return lesson_report (scan->report, setting->place, _ ("\"%s\" is given twice"), setting->key);
  if (experiment->settings->len > MAX_SETTINGS)
    return lesson_report (scan->report, setting->place, _ ("too many settings: at most %d"), MAX_SETTINGS);
  return lesson_scan_end (scan);
}

/* Is this "WORD =", a setting, whatever the word? */
static bool
is_setting (LessonScan scan)
{
  g_autofree char *word = lesson_scan_word (&scan);
  return word != NULL && lesson_scan_accept (&scan, '=');
}

static bool
scan_line (LessonScan *scan, LessonExperiment *experiment)
{
  if (is_setting (*scan))
    return scan_top_setting (scan, experiment);
  LessonPlace place = scan->place;
  g_autofree char *found = lesson_scan_found (scan);
  g_autofree char *word = lesson_scan_word (scan);
  for (guint kind = 0; word != NULL && kind < G_N_ELEMENTS (part_kinds); kind++)
    if (strcmp (word, part_kinds[kind].word) == 0)
      return scan_part (scan, experiment, (LessonPartKind) kind);
  if (g_strcmp0 (word, "lane") == 0)
    return scan_lane (scan, experiment);
  if (g_strcmp0 (word, "control") == 0 || g_strcmp0 (word, "sweep") == 0)
    return word[0] == 'c' ? scan_range (scan, experiment->controls, false) : scan_range (scan, experiment->sweeps, true);
  if (g_strcmp0 (word, "view") == 0)
    return scan_view (scan, experiment);
  if (g_strcmp0 (word, "point") == 0)
    return scan_point (scan, experiment);
  return lesson_report (scan->report, place,
                        _ ("%s begins no line of an experiment: expected KEY = VALUE, or one of lane, control, sweep, view, "
                           "stage, net, head, probe, test, at, point"), found);
}

/* What can be told only when every line has been read. */
static bool
check_ties (LessonReport *report, const LessonExperiment *experiment)
{
  bool fine = true;
  double runs = MAX (experiment->lanes->len, 1);
  for (guint i = 0; i < experiment->parts->len; i++) {
    const LessonPart *part = experiment->parts->pdata[i];
    if (part->from == NULL)
      continue;
    const LessonPart *other = lesson_part_find (experiment, part->from);
    if (part->kind == LESSON_AT && lesson_lane_find (experiment, part->from) == NULL)
      fine = lesson_report (report, part->place, _ ("there is no lane \"%s\""), part->from);
    if (part->kind == LESSON_STAGE && strcmp (part->from, "nothing") != 0 &&
        (other == NULL || other->kind != LESSON_STAGE || other->place.line >= part->place.line))
      fine = lesson_report (report, part->place, _ ("there is no earlier stage \"%s\""), part->from);
  }
  for (guint i = 0; i < experiment->sweeps->len; i++)
    runs *= ((LessonRange *) experiment->sweeps->pdata[i])->values->len;
  if (runs > MAX_RUNS)
    return lesson_report (report, experiment->place, _ ("%g runs: lanes times swept values may be at most %d"), runs,
                          MAX_RUNS);
  return fine;
}

LessonExperiment *
lesson_scan_experiment (LessonReport *report, const char *text, LessonPlace start)
{
  LessonExperiment *experiment = g_new0 (LessonExperiment, 1);
  *experiment = (LessonExperiment) {
    .text = g_strdup (text),
    .place = start,
    .settings = lesson_settings_new (),
    .lanes = g_ptr_array_new_with_free_func (lane_free),
    .controls = g_ptr_array_new_with_free_func (range_free),
    .sweeps = g_ptr_array_new_with_free_func (range_free),
    .views = g_ptr_array_new_with_free_func (view_free),
    .parts = g_ptr_array_new_with_free_func (part_free),
    .points = g_array_new (FALSE, FALSE, sizeof (LessonPoint)),
  };
  guint before = report->messages->len;
  LessonPlace place = start, line;
  char *statement;
  while ((statement = lesson_scan_statement (&text, &place, &line)) != NULL) {
    LessonScan scan = { statement, line, 0, report };
    scan_line (&scan, experiment);
    g_free (statement);
  }
  check_ties (report, experiment);
  if (report->messages->len == before)
    return experiment;
  lesson_experiment_free (experiment);
  return NULL;
}

LessonExperiment *
lesson_experiment_read (const char *path, const char *text, LessonPlace start, BaseError *error)
{
  LessonReport report = lesson_report_new (path);
  LessonExperiment *experiment = NULL;
  if (!g_utf8_validate (text, -1, NULL))
    lesson_report (&report, start, _ ("this is not UTF-8 text"));
  else
    experiment = lesson_scan_experiment (&report, text, start);
  lesson_report_finish (&report, error);
  return experiment;
}

void
lesson_experiment_free (LessonExperiment *experiment)
{
  if (experiment == NULL)
    return;
  g_free (experiment->name);
  g_free (experiment->label);
  g_free (experiment->text);
  GPtrArray *arrays[] = { experiment->settings, experiment->lanes, experiment->controls,
                          experiment->sweeps, experiment->views, experiment->parts };
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_ptr_array_unref (arrays[i]);
  g_array_unref (experiment->points);
  g_free (experiment);
}

const LessonLane *
lesson_lane_find (const LessonExperiment *experiment, const char *id)
{
  for (guint i = 0; i < experiment->lanes->len; i++)
    if (strcmp (((LessonLane *) experiment->lanes->pdata[i])->id, id) == 0)
      return experiment->lanes->pdata[i];
  return NULL;
}

const LessonPart *
lesson_part_find (const LessonExperiment *experiment, const char *name)
{
  for (guint i = 0; i < experiment->parts->len; i++)
    if (g_strcmp0 (((LessonPart *) experiment->parts->pdata[i])->name, name) == 0)
      return experiment->parts->pdata[i];
  return NULL;
}
