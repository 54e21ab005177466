/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

#include "app/cover.h"
#include "app/formula-view.h"
#include "app/predict.h"
#include "app/prose.h"

/* The page of a lesson without a run. */

static Lesson *lesson;

static GradusLessonPage *
page_new (void)
{
  GradusLessonPage *page = g_object_ref_sink (g_object_new (GRADUS_TYPE_LESSON_PAGE, NULL));

  gradus_lesson_page_set_lesson (page, lesson);
  return page;
}

/* How many labels below @widget hold @text. */
static int
labels_with (GtkWidget *widget, const char *text)
{
  int n = GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    n += labels_with (child, text);
  return n;
}

static GtkWidget *
label_with (GtkWidget *widget, const char *text)
{
  GtkWidget *found = GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = label_with (child, text);
  return found;
}

static void
steps (void)
{
  GradusLessonPage *page = page_new ();

  g_assert_cmpint (gradus_lesson_page_n_steps (page), ==, 8);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "Does it move?"), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (page), "lesson.next", NULL);
  g_assert_cmpint (gradus_lesson_page_get_section (page), ==, LESSON_PREDICT);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "What will happen?"), ==, 1);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "Does it move?"), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (page), "lesson.previous", NULL);
  gtk_widget_activate_action (GTK_WIDGET (page), "lesson.previous", NULL); /* nothing before the first */
  g_assert_cmpint (gradus_lesson_page_get_step (page), ==, 0);
  for (int i = 0; i < gradus_lesson_page_n_steps (page); i++)
    gradus_lesson_page_set_step (page, i);
  g_object_unref (page);
}

static void
count (int *n)
{
  (*n)++;
}

static GtkWidget *
find (GtkWidget *from, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (from, type) ? from : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (from); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

/* Choose, run, compare: only after the run does the page say what was right and why the other tempts. */
static void
predicts (void)
{
  GradusLessonPage *page = page_new ();
  GtkWidget *predict;
  int runs = 0;

  g_signal_connect_swapped (page, "run", G_CALLBACK (count), &runs);
  gradus_lesson_page_show_section (page, LESSON_PREDICT);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "it would be sad"), ==, 0);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "Run and see"), ==, 0);
  predict = find (GTK_WIDGET (page), GRADUS_TYPE_PREDICT);
  gradus_predict_choose (GRADUS_PREDICT (predict), 0);
  g_assert_cmpint (gradus_lesson_page_get_choice (page), ==, 0);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "Run and see"), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (page), "lesson.run", NULL);
  g_assert_cmpint (runs, ==, 1);
  g_assert_cmpint (gradus_lesson_page_get_section (page), ==, LESSON_EXPERIMENTS);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "it would be sad"), ==, 0);
  gradus_lesson_page_set_finished (page, TRUE);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "it would be sad"), ==, 1);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "Your prediction"), ==, 1);
  g_object_unref (page);
}

/* The answer stands there whether or not one has predicted; only a hint is above it. */
static void
never_locks (void)
{
  GradusLessonPage *page = page_new ();

  gradus_lesson_page_show_section (page, LESSON_ANSWER);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "It moves."), ==, 1);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "Predict first"), ==, 1);
  gradus_lesson_page_set_choice (page, 1);
  g_assert_cmpint (labels_with (GTK_WIDGET (page), "Predict first"), ==, 0);
  g_object_unref (page);
}

/* A formula that the pack does not hold is shown as it is written. */
static void
shows_markup (void)
{
  GradusLessonPage *page = page_new ();

  g_assert_cmpint (labels_with (GTK_WIDGET (page), "code, weight and"), ==, 1);
  g_object_unref (page);
}

static void
on_text (GObject *clipboard, GAsyncResult *result, gpointer text)
{
  *(char **) text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static bool
has_text (gpointer text)
{
  return *(char **) text != NULL;
}

static char *
copied (GradusLessonPage *page)
{
  char *text = NULL;

  gtk_widget_activate_action (GTK_WIDGET (page), "lesson.copy", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (page)), NULL, on_text, &text);
  WAIT (has_text, &text);
  return text;
}

/* What is selected, or else the whole step; TeX where a formula is drawn; and no paragraph stops the keyboard. */
static void
copies (void)
{
  GradusLessonPage *page = page_new ();
  GtkWidget *label = label_with (GTK_WIDGET (page), "weight and");
  g_autofree char *all = copied (page), *part = NULL;

  g_assert_nonnull (strstr (all, "A question with code, weight and "));
  g_assert_nonnull (strstr (all, "x"));
  g_assert_null (strstr (all, "\xef\xbf\xbc"));
  gtk_label_select_region (GTK_LABEL (label), 2, 10);
  part = copied (page);
  g_assert_cmpstr (part, ==, "question");
  g_assert_false (gtk_widget_get_can_focus (label));
  g_object_unref (page);
}

/* The lessons that ship: every formula is drawn, none is left as TeX. */
static void
draws_formulas (void)
{
  GradusLibrary *library = app_test_library ("en");

  g_assert_nonnull (gradus_formulas ());
  for (int i = 0; i < gradus_library_n_lessons (library); i++) {
    g_autoptr (GArray) formulas = lesson_formulas (gradus_library_lesson (library, i));

    for (guint f = 0; f < formulas->len; f++) {
      const LessonMention *mention = &g_array_index (formulas, LessonMention, f);

      if (!plot_formulas_find (gradus_formulas (), mention->text, mention->display))
        g_error ("%s:%d: %s is not in the pack", gradus_library_lesson (library, i)->path, mention->place.line, mention->text);
    }
  }
  g_object_unref (library);
}

static void
display_formula (void)
{
  GtkWidget *view = g_object_ref_sink (gradus_formula_view_new ("x_{t+1} = x_t"));

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_ROLE_MATH);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "x_{t+1} = x_t");
  g_object_unref (view);
}

static void
votes (void)
{
  GradusCover *cover = g_object_ref_sink (g_object_new (GRADUS_TYPE_COVER, NULL));

  gradus_cover_set_lesson (cover, lesson);
  gradus_cover_vote (cover, 1);
  gradus_cover_vote (cover, 1);
  gradus_cover_vote (cover, 7);
  g_assert_cmpint (gradus_cover_votes (cover, 0), ==, 0);
  g_assert_cmpint (gradus_cover_votes (cover, 1), ==, 2);
  g_object_unref (cover);
}

int
main (int argc, char **argv)
{
  int status;

  app_test_init (&argc, &argv);
  lesson = app_test_lesson ();
  g_test_add_func ("/lesson-page/steps", steps);
  g_test_add_func ("/lesson-page/predicts", predicts);
  g_test_add_func ("/lesson-page/never-locks", never_locks);
  g_test_add_func ("/lesson-page/shows-markup", shows_markup);
  g_test_add_func ("/lesson-page/copies", copies);
  g_test_add_func ("/lesson-page/draws-formulas", draws_formulas);
  g_test_add_func ("/lesson-page/display-formula", display_formula);
  g_test_add_func ("/lesson-page/votes", votes);
  status = g_test_run ();
  lesson_free (lesson);
  return status;
}
