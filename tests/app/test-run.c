/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

/* The experiment in the window, without the window: a bare widget lends its frame clock. */

typedef struct {
  GtkWidget *window;
  GradusLibrary *library;
  const Lesson *lesson;
  GradusRun *run;
  int frames;
} Fixture;

static void
count_frame (Fixture *fixture)
{
  fixture->frames++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  fixture->library = app_test_library ("en");
  fixture->lesson = gradus_library_lesson (fixture->library, gradus_library_add (fixture->library, app_test_lesson ()));
  fixture->run = gradus_run_new ();
  gradus_run_attach (fixture->run, box);
  g_signal_connect_swapped (fixture->run, "frame", G_CALLBACK (count_frame), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gradus_run_open (fixture->run, fixture->library, fixture->lesson, 0);
  WAIT (app_test_open, fixture->run);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_run_dispose (G_OBJECT (fixture->run));
  g_clear_object (&fixture->run);
  g_clear_object (&fixture->library);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static bool
at_end (gpointer run)
{
  return gradus_run_status (run).step == 400 && app_test_still (run);
}

static bool
has_moved (gpointer run)
{
  return gradus_run_status (run).step > 5;
}

static void
opens_paused (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (gradus_run_status (fixture->run).step, ==, 0);
  g_assert_false (gradus_run_status (fixture->run).running);
  g_assert_cmpint (gradus_run_snapshot (fixture->run)->n_lanes, ==, 2);
}

static void
plays_to_the_end (Fixture *fixture, gconstpointer data)
{
  gradus_run_play (fixture->run);
  WAIT (at_end, fixture->run);
  g_assert_cmpint (gradus_run_snapshot (fixture->run)->step, ==, 400);
}

/* Space while the experiment is being made is not lost, nor is a second one. */
static void
plays_what_is_being_opened (Fixture *fixture, gconstpointer data)
{
  gradus_run_open (fixture->run, fixture->library, fixture->lesson, 0);
  gradus_run_toggle (fixture->run);
  gradus_run_toggle (fixture->run);
  WAIT (app_test_open, fixture->run);
  app_test_idle (100);
  g_assert_cmpint (gradus_run_status (fixture->run).step, ==, 0);
  gradus_run_open (fixture->run, fixture->library, fixture->lesson, 0);
  gradus_run_toggle (fixture->run);
  WAIT (at_end, fixture->run);
}

/* A stage that trains first takes seconds. */
static Lesson *
slow_lesson (void)
{
  static const char text[] =
    "# Slow?\n\n```lesson\nlevel = 1\nminutes = 1\n```\n\n## Predict\n\nHow?\n\n```predict\n- so :: no\n+ so\n```\n\n"
    "## Experiment\n\n```experiment\ndata = moons n=60\nnetwork = dense 64 tanh | dense 64 tanh | dense 1\nloss = bce\n"
    "optimizer = sgd lr=0.1\nbatch = 32\nstage first : steps = 40000\nstage second : steps = 10\nview curve\n```\n\n"
    "## Answer\n\nSo.\n\n## Key points\n\n- one\n\n## Where the popular answer is wrong\n\nNo.\n\n## Follow-ups\n\n"
    "1. Why?\n\n## Sources\n\n- A book\n";
  BaseError error = { "" };
  Lesson *lesson = lesson_read_text ("own/slow.md", text, sizeof text - 1, &error);

  g_assert_cmpstr (error.text, ==, "");
  return lesson;
}

static void
says_that_opening_takes_a_while (Fixture *fixture, gconstpointer data)
{
  const Lesson *slow = gradus_library_lesson (fixture->library, gradus_library_add (fixture->library, slow_lesson ()));

  g_assert_false (gradus_run_opens_slowly (fixture->run));
  gradus_run_open (fixture->run, fixture->library, slow, 0);
  WAIT ((AppCondition) gradus_run_opens_slowly, fixture->run);
  WAIT (app_test_open, fixture->run);
  g_assert_false (gradus_run_opens_slowly (fixture->run));
  g_assert_true (gradus_run_lesson (fixture->run) == slow);
}

static void
pauses (Fixture *fixture, gconstpointer data)
{
  long step;

  gradus_run_set_speed (fixture->run, 200);
  gradus_run_toggle (fixture->run);
  g_assert_true (gradus_run_status (fixture->run).running); /* at once: who presses twice means it twice */
  gradus_run_toggle (fixture->run);
  g_assert_false (gradus_run_status (fixture->run).running);
  gradus_run_toggle (fixture->run);
  WAIT (has_moved, fixture->run);
  gradus_run_toggle (fixture->run);
  WAIT (app_test_still, fixture->run);
  step = gradus_run_status (fixture->run).step;
  app_test_idle (150);
  g_assert_cmpint (gradus_run_status (fixture->run).step, ==, step);
}

/* Nothing is asked for, and nobody is told anything, while it stands still. */
static void
rests_when_paused (Fixture *fixture, gconstpointer data)
{
  int frames;

  WAIT (app_test_still, fixture->run);
  app_test_idle (400);
  frames = fixture->frames;
  app_test_idle (300);
  g_assert_cmpint (fixture->frames, ==, frames);
}

static void
steps (Fixture *fixture, gconstpointer data)
{
  gradus_run_step (fixture->run, 3);
  WAIT (app_test_still, fixture->run);
  g_assert_cmpint (gradus_run_status (fixture->run).step, ==, 3);
  gradus_run_step (fixture->run, -1);
  WAIT (app_test_still, fixture->run);
  g_assert_cmpint (gradus_run_status (fixture->run).step, ==, 2);
  g_assert_cmpint (gradus_run_status (fixture->run).furthest, ==, 3);
}

static void
resets_and_takes_it_back (Fixture *fixture, gconstpointer data)
{
  gradus_run_step (fixture->run, 40);
  WAIT (app_test_still, fixture->run);
  gradus_run_reset (fixture->run);
  WAIT (app_test_still, fixture->run);
  g_assert_cmpint (gradus_run_status (fixture->run).step, ==, 0);
  g_assert_true (gradus_run_can_undo (fixture->run));
  gradus_run_undo (fixture->run);
  WAIT (app_test_still, fixture->run);
  g_assert_cmpint (gradus_run_status (fixture->run).step, ==, 40);
}

static int
knob (Fixture *fixture, const char *key)
{
  int found = lab_setup_find_knob (gradus_run_setup (fixture->run), key);

  g_assert_cmpint (found, >=, 0);
  return found;
}

static double
value (Fixture *fixture, const char *key, int lane)
{
  return lab_setup_value (gradus_run_setup (fixture->run), knob (fixture, key), lane);
}

static void
changes_a_live_setting (Fixture *fixture, gconstpointer data)
{
  BaseError error = { "" };
  bool restarted;

  gradus_run_step (fixture->run, 10);
  WAIT (app_test_still, fixture->run);
  g_assert_true (gradus_run_set (fixture->run, 1, knob (fixture, "optimizer.lr"), 0.5, &restarted, &error));
  g_assert_false (restarted);
  gradus_run_step (fixture->run, 5);
  WAIT (app_test_still, fixture->run);
  g_assert_cmpfloat (gradus_run_snapshot (fixture->run)->lanes[1].settings.nets[0].optimizer[0], ==, 0.5);
  g_assert_cmpfloat (gradus_run_snapshot (fixture->run)->lanes[0].settings.nets[0].optimizer[0], ==, 0.01);
  gradus_run_undo (fixture->run);
  WAIT (app_test_still, fixture->run);
  app_test_idle (200);
  g_assert_cmpfloat (value (fixture, "optimizer.lr", 1), ==, 0.3);
}

static bool
is_reopened (gpointer run)
{
  return app_test_open (run) && gradus_run_status (run).step == 0;
}

static void
restarts_for_others (Fixture *fixture, gconstpointer data)
{
  BaseError error = { "" };
  bool restarted;

  gradus_run_step (fixture->run, 10);
  WAIT (app_test_still, fixture->run);
  g_assert_true (gradus_run_set (fixture->run, -1, knob (fixture, "data.noise"), 0.3, &restarted, &error));
  g_assert_true (restarted);
  WAIT (is_reopened, fixture->run);
  g_assert_cmpfloat (value (fixture, "data.noise", 0), ==, 0.3);
  g_assert_true (gradus_run_can_undo (fixture->run));
  gradus_run_undo (fixture->run);
  WAIT (is_reopened, fixture->run);
  g_assert_cmpfloat (value (fixture, "data.noise", 0), !=, 0.3);
  g_assert_true (gradus_run_can_redo (fixture->run));
}

/* Changes that come while the one before is being opened build on it, and are undone one by one. */
static void
keeps_changes_on_the_way (Fixture *fixture, gconstpointer data)
{
  double noise = value (fixture, "data.noise", 0);
  bool restarted;

  g_assert_true (gradus_run_set (fixture->run, -1, knob (fixture, "data.noise"), 0.3, &restarted, NULL));
  g_assert_true (gradus_run_set (fixture->run, -1, knob (fixture, "optimizer.lr"), 0.2, &restarted, NULL));
  g_assert_true (restarted);
  g_assert_true (gradus_run_set_seed (fixture->run, 77, NULL));
  WAIT (is_reopened, fixture->run);
  g_assert_cmpfloat (value (fixture, "data.noise", 0), ==, 0.3);
  g_assert_cmpfloat (value (fixture, "optimizer.lr", 1), ==, 0.2);
  g_assert_cmpuint (gradus_run_seed (fixture->run), ==, 77);
  gradus_run_undo (fixture->run);
  gradus_run_undo (fixture->run);
  WAIT (is_reopened, fixture->run);
  g_assert_cmpfloat (value (fixture, "data.noise", 0), ==, 0.3);
  g_assert_cmpfloat (value (fixture, "optimizer.lr", 1), ==, 0.3);
  gradus_run_undo (fixture->run);
  WAIT (is_reopened, fixture->run);
  g_assert_cmpfloat (value (fixture, "data.noise", 0), ==, noise);
}

static void
refuses_nonsense (Fixture *fixture, gconstpointer data)
{
  BaseError error = { "" };
  bool restarted;

  g_assert_false (gradus_run_set (fixture->run, -1, knob (fixture, "optimizer.lr"), -1, &restarted, &error));
  g_assert_cmpstr (error.text, !=, "");
}

static double
first_loss (GradusRun *run)
{
  return gradus_run_snapshot (run)->lanes[0].loss;
}

static void
takes_another_seed (Fixture *fixture, gconstpointer data)
{
  double loss = first_loss (fixture->run);

  g_assert_true (gradus_run_set_seed (fixture->run, 77, NULL));
  WAIT (is_reopened, fixture->run);
  g_assert_cmpuint (gradus_run_seed (fixture->run), ==, 77);
  g_assert_cmpfloat (first_loss (fixture->run), !=, loss);
}

static void
change (Fixture *fixture, const char *key, int lane, double to)
{
  BaseError error = { "" };
  bool restarted;

  g_assert_true (gradus_run_set (fixture->run, lane, knob (fixture, key), to, &restarted, &error));
  WAIT (app_test_still, fixture->run);
}

static void
undo (Fixture *fixture)
{
  gradus_run_undo (fixture->run);
  WAIT (app_test_still, fixture->run);
  app_test_idle (100); /* settings follow the session */
}

static void
redo (Fixture *fixture)
{
  gradus_run_redo (fixture->run);
  WAIT (app_test_still, fixture->run);
  app_test_idle (100);
}

static guint
n_pins (Fixture *fixture)
{
  return gradus_run_pins (fixture->run)->pins->len;
}

/* What the session undoes and what lies beside it come back in their order. */
static void
undoes_in_order (Fixture *fixture, gconstpointer data)
{
  gradus_run_step (fixture->run, 10);
  WAIT (app_test_still, fixture->run);
  change (fixture, "optimizer.lr", 1, 0.5);
  g_assert_true (gradus_run_pin (fixture->run, -1));
  change (fixture, "optimizer.lr", 0, 0.02);
  gradus_run_rename_pin (fixture->run, 0, "mine");
  undo (fixture);
  g_assert_cmpstr (((LabPin *) gradus_run_pins (fixture->run)->pins->pdata[0])->name, !=, "mine");
  undo (fixture);
  g_assert_cmpfloat (value (fixture, "optimizer.lr", 0), ==, 0.01);
  g_assert_cmpuint (n_pins (fixture), ==, 1);
  undo (fixture);
  g_assert_cmpuint (n_pins (fixture), ==, 0);
  g_assert_cmpfloat (value (fixture, "optimizer.lr", 1), ==, 0.5);
  undo (fixture);
  g_assert_cmpfloat (value (fixture, "optimizer.lr", 1), ==, 0.3);
  g_assert_false (gradus_run_can_undo (fixture->run));
  redo (fixture);
  g_assert_cmpfloat (value (fixture, "optimizer.lr", 1), ==, 0.5);
  g_assert_cmpuint (n_pins (fixture), ==, 0);
  redo (fixture);
  g_assert_cmpuint (n_pins (fixture), ==, 1);
  redo (fixture);
  g_assert_cmpfloat (value (fixture, "optimizer.lr", 0), ==, 0.02);
  redo (fixture);
  g_assert_cmpstr (((LabPin *) gradus_run_pins (fixture->run)->pins->pdata[0])->name, ==, "mine");
  g_assert_false (gradus_run_can_redo (fixture->run));
}

static void
assert_undo (Fixture *fixture, const char *undo, const char *redo)
{
  g_autofree char *back = gradus_run_undo_text (fixture->run, false), *again = gradus_run_undo_text (fixture->run, true);

  g_assert_cmpstr (back, ==, undo);
  g_assert_cmpstr (again, ==, redo);
}

/* Undo and redo say what they are about, whoever does it. */
static void
says_what_it_undoes (Fixture *fixture, gconstpointer data)
{
  assert_undo (fixture, NULL, NULL);
  gradus_run_step (fixture->run, 10);
  WAIT (app_test_still, fixture->run);
  change (fixture, "optimizer.lr", 1, 0.5);
  assert_undo (fixture, "fast: learning rate 0.3 → 0.5", NULL);
  undo (fixture);
  assert_undo (fixture, NULL, "fast: learning rate 0.3 → 0.5");
  change (fixture, "batch", -1, 8);
  undo (fixture);
  redo (fixture);
  gradus_run_reset (fixture->run);
  WAIT (app_test_still, fixture->run);
  assert_undo (fixture, "reset to step 0", NULL);
  undo (fixture);
  gradus_run_pin (fixture->run, -1);
  assert_undo (fixture, "pin \"batch size 8\"", "reset to step 0");
  gradus_run_set_seed (fixture->run, 77, NULL);
  WAIT (is_reopened, fixture->run);
  assert_undo (fixture, "seed 1 → 77", NULL);
  gradus_run_undo (fixture->run);
  WAIT (is_reopened, fixture->run);
  assert_undo (fixture, "pin \"batch size 8\"", "seed 1 → 77");
}

/* Pins last through a reset, another seed and a restart, and go with the experiment. */
static void
pins_last (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gradus_run_pin (fixture->run, -1)); /* nothing has been recorded */
  gradus_run_step (fixture->run, 10);
  WAIT (app_test_still, fixture->run);
  g_assert_true (gradus_run_pin (fixture->run, 1));
  gradus_run_reset (fixture->run);
  WAIT (app_test_still, fixture->run);
  g_assert_true (gradus_run_set_seed (fixture->run, 77, NULL));
  WAIT (is_reopened, fixture->run);
  g_assert_true (lab_experiment_pins (gradus_run_experiment (fixture->run)) == gradus_run_pins (fixture->run));
  g_assert_cmpuint (n_pins (fixture), ==, 1);
  gradus_run_hide_pin (fixture->run, 0, true);
  gradus_run_unpin (fixture->run, 0);
  g_assert_cmpuint (n_pins (fixture), ==, 0);
  gradus_run_undo (fixture->run);
  gradus_run_undo (fixture->run);
  g_assert_false (((LabPin *) gradus_run_pins (fixture->run)->pins->pdata[0])->hidden);
  gradus_run_undo (fixture->run);
  WAIT (app_test_open, fixture->run);
  g_assert_cmpuint (gradus_run_seed (fixture->run), !=, 77);
  g_assert_cmpuint (n_pins (fixture), ==, 1);
  gradus_run_open (fixture->run, fixture->library, fixture->lesson, 0);
  g_assert_cmpuint (n_pins (fixture), ==, 0);
  WAIT (app_test_open, fixture->run);
}

#define ADD(function) g_test_add ("/run/" #function, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  ADD (opens_paused);
  ADD (plays_to_the_end);
  ADD (plays_what_is_being_opened);
  ADD (says_that_opening_takes_a_while);
  ADD (pauses);
  ADD (rests_when_paused);
  ADD (steps);
  ADD (resets_and_takes_it_back);
  ADD (changes_a_live_setting);
  ADD (restarts_for_others);
  ADD (keeps_changes_on_the_way);
  ADD (refuses_nonsense);
  ADD (takes_another_seed);
  ADD (undoes_in_order);
  ADD (says_what_it_undoes);
  ADD (pins_last);
  return g_test_run ();
}
