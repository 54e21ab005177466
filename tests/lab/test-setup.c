/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <math.h>
#include <string.h>

static void
test_knobs (void)
{
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_cmpint (lab_setup_n_lanes (setup), ==, 2);
  g_assert_cmpstr (lab_setup_lane_id (setup, 1), ==, "quick");
  const LabKnob *first = lab_setup_knob (setup, 0);
  g_assert_cmpstr (first->key, ==, "optimizer.lr"); /* the lesson's own control stands first */
  g_assert_true (first->live && first->per_lane && first->log && first->control == 0);
  g_assert_true (first->min == 1e-4 && first->max == 10);
  g_assert_true (lab_setup_value (setup, 0, 0) == 0.01 && lab_setup_value (setup, 0, 1) == 0.5);
  const char *const keys[] = { "data",         "data.n", "data.noise", "layer1.units", "layer1.activation",
                               "layer3.units", "loss",   "optimizer",  "batch",        "steps",
                               "record",       "seed" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    int knob = lab_setup_find_knob (setup, keys[i]);
    g_assert_cmpint (knob, >=, 0);
    g_assert_nonnull (lab_setup_knob (setup, knob)->label);
    g_assert_false (isnan (lab_setup_value (setup, knob, 0)));
  }
  g_assert_false (lab_setup_knob (setup, lab_setup_find_knob (setup, "data.n"))->live);
  g_assert_cmpint (lab_setup_find_knob (setup, "layer4.units"), ==, -1);
  lab_setup_free (setup);
  lesson_free (lesson);
}

static double
value_of (const LabSetup *setup, const char *key, int lane)
{
  int knob = lab_setup_find_knob (setup, key);
  g_assert_cmpint (knob, >=, 0);
  return lab_setup_value (setup, knob, lane);
}

static void
test_changes (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_true (lab_setup_set (setup, 1, "optimizer.lr", "0.2", &error));
  g_assert_true (value_of (setup, "optimizer.lr", 0) == 0.01 && value_of (setup, "optimizer.lr", 1) == 0.2);
  g_assert_true (lab_setup_lesson_value (setup, lab_setup_find_knob (setup, "optimizer.lr"), 1) == 0.5);
  g_assert_true (lab_setup_set (setup, -1, "slow.optimizer.lr", "0.03", &error));
  g_assert_true (value_of (setup, "optimizer.lr", 0) == 0.03 && value_of (setup, "optimizer.lr", 1) == 0.2);
  g_assert_true (lab_setup_set (setup, -1, "slow.optimizer.lr", "0.01", &error));
  g_assert_true (lab_setup_set (setup, -1, "network", "dense 3 relu | dense 1", &error));
  g_assert_cmpint (lab_setup_find_knob (setup, "layer3.units"), ==, -1);
  g_assert_true (value_of (setup, "layer1.units", 1) == 3);
  g_assert_true (lab_setup_set (setup, -1, "optimizer", "adam lr=0.02", &error));
  g_assert_cmpint (lab_setup_find_knob (setup, "optimizer.beta1"), >=, 0);
  g_assert_true (lab_setup_set (setup, -1, "batch", "all", &error));
  g_assert_true (value_of (setup, "batch", 0) == 0);
  g_assert_true (lab_setup_set (setup, -1, "record", "every 7", &error));
  g_assert_true (value_of (setup, "record", 0) == 7);
  LabSetup *copy = lab_setup_copy (setup);
  g_assert_true (value_of (copy, "optimizer.lr", 0) == 0.02);
  lab_setup_free (setup);
  g_assert_true (lab_setup_only_lane (copy, "quick", &error));
  g_assert_cmpint (lab_setup_n_lanes (copy), ==, 1);
  g_assert_cmpstr (lab_setup_lane_id (copy, 0), ==, "quick");
  g_assert_cmpstr (error.text, ==, "");
  g_assert_false (lab_setup_only_lane (copy, "none", &error));
  g_assert_cmpstr (error.text, ==, "there is no lane \"none\"; there are: quick");
  base_error_clear (&error); /* the copy needs nothing of the original */
  g_assert_false (lab_setup_set (copy, -1, "data", "digits28", &error));
  g_assert_cmpstr (error.text, ==, "the loss bce needs a number as target, but digits28 has 10 classes");
  lab_setup_free (copy);
  lesson_free (lesson);
}

/* A refused change leaves everything as it was. */
static void
test_refused (void)
{
  const struct {
    const char *key, *text, *message;
  } rows[] = {
    { "optimizer.lr", "fast", "lr = fast: expected a number" },
    { "optimizer.speed", "1", "there is no setting \"speed\"; there are: lr" },
    { "layer9.units", "1", "there is no layer \"layer9\" in the network; there are: layer1, layer2, layer3" },
    { "layer3.units", "2",
      "the network ends in 2 outputs, but moons with the loss bce needs 1" },
    { "network", "dense 8 tanh | dense 3",
      "the network ends in 3 outputs, but moons with the loss bce needs 1" },
    { "network", "dense 8 wibble", "dense: \"wibble\" is neither a setting nor an activation; there are: units, bias, identity, relu, leaky-relu, prelu, elu, gelu, silu, softplus, tanh, sigmoid, "
      "hard-tanh, hard-sigmoid, softmax, step, custom" },
    { "data", "digits28",
      "the loss bce needs a number as target, but digits28 has 10 classes" },
    { "speed", "1", "there is no setting \"speed\"" },
    { "steps", "0", "steps = 0: expected 1 to 1e+07" },
  };
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  LabSetup *setup = fixture_setup (lesson);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_assert_false (lab_setup_set (setup, -1, rows[i].key, rows[i].text, &error));
    g_assert_cmpstr (error.text, ==, rows[i].message);
    for (int knob = 0; knob < lab_setup_n_knobs (setup); knob++)
      for (int lane = 0; lane < 2; lane++)
        g_assert_true (lab_setup_value (setup, knob, lane) == lab_setup_lesson_value (setup, knob, lane));
  }
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* Mistakes in a lesson come with their place: line and column of the word. The experiment begins at line 23.
 */
static void
test_places (void)
{
  const struct {
    const char *line, *message;
  } rows[] = {
    { "network = dense 8 tanh | densse 1\n", ":23:26: \"densse\" is not among the layers" },
    { "network = dense 8 tanh | dense 2\n",
      ":23:26: the network ends in 2 outputs, but moons with the loss bce needs 1" },
    { "network = dense 8 tanh | dense 1 tall\n",
      ":23:34: dense: \"tall\" is neither a setting nor an activation" },
    { "network = maxpool 2 | dense 1\n", ":23:11: " },
    { "network = residual(dense 2 ; dense 2) | dense 1\n", ":23:11: residual(…) has at most 1 branches, not 2" },
    { "network = dense 4 | residual(dense 3 relu | dense 8) | dense 1\n",
      ":23:21: residual: the chain makes 8 of 4; both must be equal, or shortcut=projection" },
    { "network = residual | dense 1\n", ":23:11: residual has inner chains: expected \"residual(…)\"" },
    { "network = dense(dense 2) | dense 1\n", ":23:11: dense has no inner chains" },
    { "network = sum(dense 2 ; dense 3) | dense 1\n", ":23:11: add: 2 and 3 have different shapes" },
    { "network = 2 * (dense 3 | dense 4 tall) | dense 1\n",
      ":23:34: dense: \"tall\" is neither a setting nor an activation" },
    { "optimizer = sgd speed=1\n", ":23:17: there is no setting \"speed\"; there are: lr" },
    { "schedule = cosine speed=1\n", ":23:19: there is no setting \"speed\"; there are: end, period, stretch, warmup" },
    { "schedule = slower\n", ":23:12: \"slower\" is not among the schedules" },
    { "l2 = many\n", ":23:6: lambda = many: expected a number" },
    { "l2 = 0.1 bias=yes\n", ":23:10: there is no setting \"bias\"; there are: lambda, biases" },
    { "clip-norm = -1\n", ":23:13: max = -1: expected" },
    { "layer1.lr-factor = -1\n", ":23:1: lr-factor = -1: expected" },
    { "layer1.init.gain = 2\n", ":23:1: init.gain needs \"init = …\" before it" },
    { "loss = bce\nloss2 = 3\n", ":24:1: there is no setting \"loss2\"" },
    { "steps = many\n", ":23:1: steps = many: expected a number" },
    { "at 10 : optimizer.speed = 0.1\n", ":23:9: there is no setting \"speed\"; there are: lr" },
    { "at 10 : loss = mse\n", ":23:9: \"loss\" cannot change at a step; batch, optimizer.…, schedule.… and l2.… can" },
    { "test far : batch = 3\n", ":23:12: a test set differs in data, not in \"batch\"" },
    { "test far : data.noise = 9\n", ":23:12: noise = 9: expected" },
    { "control layer7.init.gain\n",
      ":23:9: there is no setting \"layer7.init.gain\" to control: there is no layer \"layer7\" in the network; there are: layer1, layer2" },
    { "control layer1.init.gain\n",
      ":23:9: there is no setting \"layer1.init.gain\" to control: init.gain needs \"init = …\" before it" },
    { "control layer1.init.gian\ninitializer = he\n",
      ":23:9: there is no setting \"layer1.init.gian\" to control: there is no setting \"gian\"; there are: distribution, gain" },
    { "lane data : batch = 3\n", ":23:6: a lane cannot be called \"data\": keys like \"data.…\" are settings of every lane" },
    { "lane l2 : l2 = 3\n", ":23:6: a lane cannot be called \"l2\"" },
    { "lane layer2 : l2 = 3\n", ":23:6: a lane cannot be called \"layer2\"" },
    { "lane initializer : l2 = 3\n", ":23:6: a lane cannot be called \"initializer\"" },
    { "lane far : l2 = 3\ntest far : data.noise = 0.3\n", ":23:6: a lane cannot be called \"far\"" },
    { "control layer7.units\n", ":23:9: there is no setting \"layer7.units\" to control" },
    { "control optimizer.lr = -1 .. 3\n", ":23:9: lr = -1: expected" },
    { "lane a : seed = 3\n", ":23:10: not supported yet: lanes that differ in record or seed" },
    { "probe p : saliency\n", ":23:7: not supported yet: probe saliency" },
    { "probe p : activation-max tv=-1\n", ":23:26: tv = -1: expected" },
    { "probe p : occlusion fill=pink\n", ":23:21: fill = pink: expected some of black, grey, white, mean" },
  };
  static const char rest[] =
      "data = moons n=60\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd\n";
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_autoptr (GString) text = g_string_new (rows[i].line);
    g_auto (GStrv) lines = g_strsplit (rest, "\n", -1);
    for (int k = 0; lines[k] != NULL && *lines[k] != '\0'; k++) {
      g_autofree char *key = g_strndup (lines[k], strcspn (lines[k], " "));
      if (!g_str_has_prefix (rows[i].line, key)) /* what the row does not say itself */
        g_string_append_printf (text, "%s\n", lines[k]);
    }
    Lesson *lesson = fixture_lesson (text->str, NULL);
    LabSetup *setup = lab_setup_new (lesson, lesson->experiments->pdata[0], &error);
    g_autofree char *expected = g_strconcat ("test.md", rows[i].message, NULL);
    if (!g_str_has_prefix (error.text, expected)) {
      g_test_message ("%s\ngot:      %s\nexpected: %s", rows[i].line, error.text, expected);
      g_test_fail ();
    }
    lab_setup_free (setup);
    lesson_free (lesson);
  }
}

/* A named layer stands for all layers of that name; a lone activation belongs to the layer before it. */
static void
test_names (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (
      "data = moons n=60\nnetwork = 3 * dense 4 sigmoid as hidden | (dense 2 | relu) | dense 1\n"
      "loss = bce\noptimizer = sgd\ninitializer = xavier\n"
      "lane a\nlane b : hidden.activation = tanh, hidden.units = 6\n",
      NULL);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_cmpint (lab_setup_find_knob (setup, "layer5.units"), >=, 0);
  for (int layer = 1; layer <= 3; layer++) {
    g_autofree char *units = g_strdup_printf ("layer%d.units", layer);
    g_autofree char *activation = g_strdup_printf ("layer%d.activation", layer);
    g_assert_true (value_of (setup, units, 0) == 4 && value_of (setup, units, 1) == 6);
    g_assert_true (value_of (setup, activation, 0) != value_of (setup, activation, 1));
  }
  g_assert_true (value_of (setup, "layer4.activation", 0) > 0);
  g_assert_true (lab_setup_set (setup, -1, "activation", "relu", &error));
  for (int layer = 1; layer <= 4; layer++) {
    g_autofree char *activation = g_strdup_printf ("layer%d.activation", layer);
    g_assert_true (value_of (setup, activation, 0) == value_of (setup, "layer4.activation", 1));
  }
  g_assert_true (value_of (setup, "layer5.activation", 0) == 0);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* Inner chains: layers count from the input in the order of the text; a group's name stands for all in it, and for how
 * often it repeats. */
static void
test_branches (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (
      "data = moons n=60\n"
      "network = dense 4 | 2 * residual(dense 4 relu | dense 4) as body | concat(dense 3 tanh ; dense 2) | tanh | dense 1\n"
      "loss = bce\noptimizer = sgd\ncontrol body.repeat = 2 .. 5\ncontrol body.activation\n"
      "lane a\nlane b : body.repeat = 3, body.activation = tanh\nlane c : layer2.units = 9\n",
      NULL);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_true (value_of (setup, "layer7.units", 0) == 2 && value_of (setup, "layer9.units", 1) == 2);
  g_assert_true (value_of (setup, "layer1.activation", 1) == 0); /* no part of the body */
  g_assert_true (value_of (setup, "layer2.activation", 0) != value_of (setup, "layer2.activation", 1));
  g_assert_true (value_of (setup, "layer6.activation", 1) == value_of (setup, "layer2.activation", 1));
  g_assert_true (value_of (setup, "layer3.activation", 1) == 0);
  g_assert_cmpstr (lab_setup_knob (setup, 0)->key, ==, "body.repeat");
  g_assert_true (lab_setup_value (setup, 0, 0) == 2 && lab_setup_value (setup, 0, 1) == 3);
  g_assert_true (value_of (setup, "body.activation", 1) == value_of (setup, "layer6.activation", 1));
  g_assert_true (value_of (setup, "layer2.units", 2) == 9 && value_of (setup, "layer4.units", 2) == 4);
  g_assert_true (lab_setup_set (setup, 1, "body.repeat", "2", &error));
  g_assert_true (value_of (setup, "layer7.units", 1) == 2);
  g_assert_cmpint (lab_setup_find_knob (setup, "layer9.units"), ==, -1);
  g_assert_false (lab_setup_set (setup, 0, "layer3.units", "5", &error));
  g_assert_cmpstr (error.text, ==, "residual: the chain makes 5 of 4; both must be equal, or shortcut=projection");
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
  g_assert_nonnull (experiment);
  lab_experiment_free (experiment);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* One that stands on its own among branches bears its own name. */
static void
test_lonely_activation (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = moons n=60\nloss = bce\noptimizer = sgd\n"
                                   "network = dense 4 | sum(tanh ; leaky-relu slope=0.2 ; leaky-relu slope=0.3) | dense 1\n", NULL);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_true (value_of (setup, "leaky-relu1.slope", 0) == 0.2 && value_of (setup, "leaky-relu2.slope", 0) == 0.3);
  g_assert_true (lab_setup_set (setup, 0, "leaky-relu2.slope", "0.5", &error));
  g_assert_true (value_of (setup, "leaky-relu1.slope", 0) == 0.2 && value_of (setup, "leaky-relu2.slope", 0) == 0.5);
  g_assert_false (lab_setup_set (setup, 0, "leaky-relu2.units", "3", &error));
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* The settings of an activation stand behind its name and are settings of the layer. */
static void
test_activation_settings (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = moons n=60\n"
                                   "network = dense 4 leaky-relu slope=0.2 | dense 4 | leaky-relu slope=0.3 | dense 1\n"
                                   "loss = bce\noptimizer = sgd\nlane a\nlane b : activation = leaky-relu slope=0.5\n",
                                   NULL);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_true (value_of (setup, "layer1.slope", 0) == 0.2 && value_of (setup, "layer2.slope", 0) == 0.3);
  g_assert_true (value_of (setup, "layer1.slope", 1) == 0.5 && value_of (setup, "layer2.slope", 1) == 0.5);
  g_assert_true (lab_setup_set (setup, 0, "layer2.slope", "0.4", &error));
  g_assert_true (value_of (setup, "layer2.slope", 0) == 0.4 && value_of (setup, "layer2.slope", 1) == 0.5);
  g_assert_false (lab_setup_set (setup, 0, "layer2.slope", "-1", &error));
  g_assert_nonnull (strstr (error.text, "slope"));
  g_assert_true (lab_setup_set (setup, 0, "layer1.activation", "relu", NULL));
  g_assert_false (lab_setup_set (setup, 0, "layer1.slope", "0.4", NULL));
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* A formula is a setting like any other: per lane, changed, wrong at a place. */
static void
test_formulas (void)
{
  BaseError error = { "" };
  char value[PARAM_TEXT_MAX];
  Lesson *lesson = fixture_lesson ("data = moons n=60\nnetwork = dense 4 custom f=\"sin(2 * x)\" | dense 1\nloss = bce\noptimizer = sgd\n"
                                   "lane right\nlane wrong : layer1.df = \"1 + x\"\nlane other : activation = custom f=\"x ^ 3\"\n"
                                   "lane relu : activation = relu\n", NULL);
  LabSetup *setup = fixture_setup (lesson);
  int f = lab_setup_find_knob (setup, "layer1.f"), df = lab_setup_find_knob (setup, "layer1.df");
  const Param *param = lab_setup_knob (setup, f)->param;
  g_assert_cmpstr (param_format (param, lab_setup_value (setup, f, 1), value, sizeof value), ==, "\"sin(2 * x)\"");
  g_assert_cmpstr (param_format (param, lab_setup_value (setup, f, 2), value, sizeof value), ==, "\"x ^ 3\"");
  g_assert_true (isnan (lab_setup_value (setup, f, 3)) && lab_setup_value (setup, df, 0) == -1);
  g_assert_true (lab_setup_knob (setup, df)->per_lane && lab_setup_value (setup, df, 1) > 0);
  g_assert_true (lab_setup_set (setup, -1, "layer1.f", "x*x", &error));
  g_assert_cmpfloat (lab_setup_value (setup, f, 0), ==, lab_setup_value (setup, f, 2));
  g_assert_false (lab_setup_set (setup, 0, "layer1.f", "x * ", &error));
  g_assert_nonnull (strstr (error.text, "f = x * : character 4 of the formula: expected a number, x or a function"));
  lab_setup_free (setup);
  lesson_free (lesson);
  const FixtureMistake rows[] = {
    { "network = dense 4 custom f=\"x * y\" | dense 1\n", "test.md:26:26: f = \"x * y\": character 5 of the formula: \"y\" is neither x, pi, e nor" },
  };
  fixture_check_mistakes ("data = moons n=60\nloss = bce\noptimizer = sgd\n", rows, G_N_ELEMENTS (rows));
}

/* Schedule, regularizers, first weights and rates of layers. */
static void
test_training (void)
{
  static const struct {
    const char *key;
    double values[2];
  } rows[] = {
    { "schedule.every", { 300, 300 } }, { "schedule.factor", { 0.5, 0.2 } },     { "schedule.warmup", { 0, 20 } },
    { "l2.lambda", { 0.001, 0 } },      { "l2.biases", { 1, 0 } },               { "clip-norm.max", { 0, 2 } },
    { "layer1.lr-factor", { 1, 0.1 } }, { "layer1.init.bias", { 0.5, 0.5 } },    { "hidden.init.gain", { 1, 3 } },
    { "layer2.lr-factor", { 1, 1 } },   { "early-stopping.patience", { 0, 7 } }, { "early-stopping.every", { 10, 5 } },
  };
  Lesson *lesson = fixture_lesson (
      "data = moons n=60\nnetwork = dense 4 tanh as hidden | dense 1\nloss = bce\noptimizer = adam\n"
      "initializer = he\nschedule = step 300 factor=0.5\nl2 = 1e-3 biases=yes\nhidden.init.bias = 0.5\n"
      "control hidden.init.gain\n"
      "lane a\nlane b : schedule.factor = 0.2, schedule.warmup = 20, l2 = 0, clip-norm = 2, hidden.lr-factor = 0.1, "
      "hidden.init.gain = 3, early-stopping = 7 every=5\n",
      NULL);
  LabSetup *setup = fixture_setup (lesson);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (int lane = 0; lane < 2; lane++) {
      double value = value_of (setup, rows[i].key, lane);
      g_assert_true (value == rows[i].values[lane] || (isnan (value) && isnan (rows[i].values[lane])));
    }
  g_assert_true (lab_setup_knob (setup, lab_setup_find_knob (setup, "l2.lambda"))->live);
  g_assert_false (lab_setup_knob (setup, lab_setup_find_knob (setup, "early-stopping.patience"))->live);
  g_assert_true (lab_setup_set (setup, -1, "hidden.init.gain", "2", NULL));
  g_assert_true (value_of (setup, "hidden.init.gain", 0) == 2);
  lab_setup_free (setup);
  lesson_free (lesson);
}

static void
test_null (void)
{
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  LabSetup *setup = fixture_setup (lesson);
  lab_setup_make_null (setup);
  for (int knob = 0; knob < lab_setup_n_knobs (setup); knob++)
    g_assert_true (lab_setup_value (setup, knob, 0) == lab_setup_value (setup, knob, 1));
  g_assert_true (lab_setup_only_lane (setup, "slow", NULL));
  lab_setup_make_null (setup);
  g_assert_true (value_of (setup, "optimizer.lr", 0) == 0);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* Also in what is changed at a step: the lanes stay the same to the last bit. */
static void
test_null_changes (void)
{
  Lesson *lesson = fixture_lesson ("data = moons n=60\nnetwork = dense 4 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.1\nsteps = 20\n"
                                   "record = every 1\nlane plain\nlane drop\nat 5 in drop : optimizer.lr = 0.01\n", NULL);
  LabSetup *setup = fixture_setup (lesson);
  for (int null_run = 0; null_run < 2; null_run++) {
    BaseError error = { "" };
    if (null_run)
      lab_setup_make_null (setup);
    LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
    TrainSession *session = lab_experiment_session (experiment);
    train_session_run (session);
    train_session_wait (session);
    const TrainRecord *a = train_session_record (session, 0), *b = train_session_record (session, 1);
    g_assert_true ((a->losses[a->n_losses - 1] == b->losses[b->n_losses - 1]) == (null_run == 1));
    lab_experiment_free (experiment);
  }
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* Catalogue topics of many kinds: what runs, and what says which part is missing. */
static void
test_fixtures (void)
{
  const struct {
    const char *name;
    int experiment;
    const char *missing;
  } rows[] = {
    { "learning-rate-extremes", 0, NULL },
    { "batch-size-tradeoff", 0, NULL },
    { "batch-size-tradeoff", 1, NULL },
    { "batchnorm-interactions", 0, NULL },
    { "batchnorm-interactions", 1, "not supported yet: probe variance-shift" },
    { "distillation", 0, "not supported yet: probe soft-targets" },
    { "fine-tuning", 0, NULL },
    { "gan-failures", 0, NULL },
    { "lstm-gates", 0, "not supported yet: probe gate-timeline" },
    { "multi-task", 0, "n = 60,2000: expected a number" },
    { "saddle-points", 1, NULL },
    { "translation-invariance", 0, "not supported yet: probe equivariance" },
    { "vanishing-gradient", 0, NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_autofree char *path =
        g_test_build_filename (G_TEST_DIST, "lesson", "fixtures", rows[i].name, "en.md", NULL);
    Lesson *lesson = lesson_read (path, &error);
    g_assert_cmpstr (error.text, ==, "");
    LabSetup *setup = lab_setup_new (lesson, lesson->experiments->pdata[rows[i].experiment], &error);
    if (rows[i].missing == NULL) {
      g_assert_cmpstr (error.text, ==, "");
      g_assert_nonnull (setup);
    } else {
      g_assert_null (setup);
      if (!g_str_has_prefix (error.text, path) || strstr (error.text, rows[i].missing) == NULL) {
        g_test_message ("%s: %s", rows[i].name, error.text);
        g_test_fail ();
      }
    }
    lab_setup_free (setup);
    lesson_free (lesson);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/setup/knobs", test_knobs);
  g_test_add_func ("/lab/setup/changes", test_changes);
  g_test_add_func ("/lab/setup/refused", test_refused);
  g_test_add_func ("/lab/setup/places", test_places);
  g_test_add_func ("/lab/setup/names", test_names);
  g_test_add_func ("/lab/setup/branches", test_branches);
  g_test_add_func ("/lab/setup/activation-settings", test_activation_settings);
  g_test_add_func ("/lab/setup/lonely-activation", test_lonely_activation);
  g_test_add_func ("/lab/setup/formulas", test_formulas);
  g_test_add_func ("/lab/setup/null", test_null);
  g_test_add_func ("/lab/setup/null-changes", test_null_changes);
  g_test_add_func ("/lab/setup/training", test_training);
  g_test_add_func ("/lab/setup/fixtures", test_fixtures);
  return g_test_run ();
}
