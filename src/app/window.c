/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window-private.h"

#include "app/css-class.h"
#include "app/settings.h"
#include "base/words.h"

G_DEFINE_FINAL_TYPE (GradusWindow, gradus_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- lessons ---- */

static void
show_broken (GradusWindow *self, const char *title, const char *message)
{
  g_autofree char *text = g_markup_escape_text (message, -1);

  gradus_run_close (self->run);
  adw_status_page_set_title (self->broken, title);
  adw_status_page_set_description (self->broken, text);
  gtk_stack_set_visible_child_name (self->stack, "broken");
}

static void
remember (GradusWindow *self, const char *id)
{
  if (self->moving)
    return;
  if (self->place >= 0 && g_str_equal (self->history->pdata[self->place], id))
    return;
  g_ptr_array_set_size (self->history, self->place + 1);
  g_ptr_array_add (self->history, g_strdup (id));
  self->place = (int) self->history->len - 1;
}

/* The lesson's page; NULL (and a status page instead) where it is broken. */
static const Lesson *
show_lesson (GradusWindow *self, int index)
{
  const Lesson *lesson = gradus_library_lesson (self->library, index);

  remember (self, lesson->id);
  gradus_topic_list_select (self->topics, lesson->id);
  gtk_label_set_text (self->title, lesson->title);
  gtk_label_set_text (self->chapter, lesson->chapter_title ? lesson->chapter_title : "");
  gtk_window_set_title (GTK_WINDOW (self), lesson->title);
  gradus_settings_set ("lesson", lesson->id);
  gradus_window_update_actions (self);
  if (lesson->broken) {
    show_broken (self, _("This lesson cannot be read"), lesson->broken);
    return NULL;
  }
  gradus_lesson_page_set_lesson (self->page, lesson);
  gtk_stack_set_visible_child (self->side, GTK_WIDGET (self->page));
  gradus_canvas_set_compare (self->canvas, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "lesson");
  return lesson;
}

/* NULL: the first. */
static int
find_lesson (GradusLibrary *library, const char *id)
{
  return id ? MAX (gradus_library_find (library, id), 0) : 0;
}

void
gradus_window_open (GradusWindow *self, const char *id)
{
  const Lesson *lesson;

  if (gradus_library_n_lessons (self->library) == 0) {
    show_broken (self, _("No lessons found"), _("The folder of lessons is empty or missing."));
    return;
  }
  lesson = show_lesson (self, find_lesson (self->library, id));
  if (lesson && lesson->experiments->len > 0)
    gradus_run_open (self->run, self->library, lesson, 0);
  else if (lesson)
    gradus_run_close (self->run);
  if (adw_flap_get_folded (self->topics_flap) || self->only_search)
    adw_flap_set_reveal_flap (self->topics_flap, FALSE);
  self->only_search = FALSE;
  self->focus_play = TRUE;
}

void
gradus_window_open_like (GradusWindow *self, GradusWindow *other)
{
  const Lesson *there = gradus_lesson_page_get_lesson (other->page), *lesson;
  int index = there ? gradus_library_find (self->library, there->id) : -1;

  gradus_lesson_page_copy_memory (self->page, other->page);
  gradus_lab_page_copy (self->lab, other->lab);
  lesson = show_lesson (self, MAX (index, 0));
  if (gradus_window_in_lab (other))
    gradus_window_open_lab (self);
  else if (lesson && lesson->experiments->len > 0)
    gradus_run_open_like (self->run, self->library, lesson, other->run);
  adw_flap_set_reveal_flap (self->topics_flap, adw_flap_get_reveal_flap (other->topics_flap));
  adw_flap_set_reveal_flap (self->controls_flap, adw_flap_get_reveal_flap (other->controls_flap));
  self->focus_play = TRUE;
}

/* ---- the Lab ---- */

bool
gradus_window_in_lab (GradusWindow *self)
{
  return gtk_stack_get_visible_child (self->side) == GTK_WIDGET (self->lab);
}

static void
show_lab_title (GradusWindow *self)
{
  const char *title = gradus_lab_page_get_title (self->lab);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->chapter, g_str_equal (title, _("Lab")) ? _("any experiment") : _("Lab"));
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
on_lab_renamed (GradusWindow *self)
{
  if (gradus_window_in_lab (self))
    show_lab_title (self);
}

void
gradus_window_show_lab (GradusWindow *self)
{
  gtk_stack_set_visible_child (self->side, GTK_WIDGET (self->lab));
  gtk_stack_set_visible_child_name (self->stack, "lesson");
  gradus_canvas_set_cover (self->canvas, NULL); /* that of a lesson */
  gradus_canvas_set_compare (self->canvas, FALSE);
  gradus_topic_list_select (self->topics, NULL);
  show_lab_title (self);
  gradus_window_update_actions (self);
}

void
gradus_window_open_file (GradusWindow *self, const char *path)
{
  gradus_window_show_lab (self);
  self->focus_play = TRUE;
  gradus_lab_page_open_file (self->lab, path);
}

void
gradus_window_open_lab (GradusWindow *self)
{
  gradus_window_show_lab (self);
  self->focus_play = TRUE;
  if (gradus_lab_page_is_empty (self->lab))
    gradus_lab_page_open_preset (self->lab, 0);
  else if (!gradus_lab_page_is_open (self->lab))
    gradus_lab_page_apply (self->lab);
}

/* ---- what the parts say ---- */

static void
on_open_lesson (GradusWindow *self, const char *id)
{
  gradus_window_open (self, id);
}

void
gradus_window_focus_start (GradusWindow *self)
{
  if (!gradus_run_is_calculation (self->run))
    gradus_transport_focus_play (self->transport);
  else if (!gradus_controls_focus (self->controls))
    gtk_widget_grab_focus (GTK_WIDGET (gradus_canvas_large_view (self->canvas)));
}

static void
on_page_run (GradusWindow *self)
{
  gradus_canvas_set_cover (self->canvas, NULL);
  if (!gradus_run_status (self->run).running)
    gradus_run_play (self->run);
  gradus_window_focus_start (self);
}

static void
on_run_opened (GradusWindow *self)
{
  if (!gradus_window_in_lab (self))
    gradus_lesson_page_set_experiment (self->page, gradus_run_index (self->run));
  if (self->focus_play)
    gradus_window_focus_start (self);
  self->focus_play = FALSE;
}

static void
on_run_status (GradusWindow *self)
{
  TrainStatus status = gradus_run_status (self->run);

  if (gradus_run_experiment (self->run) && !gradus_window_in_lab (self) && status.steps > 0 && status.furthest >= status.steps)
    gradus_lesson_page_set_finished (self->page, TRUE);
  gradus_window_update_actions (self);
}

static void
on_run_notice (GradusWindow *self, const char *text, gboolean undo)
{
  gtk_widget_activate_action (GTK_WIDGET (self), undo ? "win.toast-undo" : "win.toast", "s", text);
}

/* The lesson gets about a third, the plots the rest: again whenever sides unfold or fold. */
static void
divide (GradusWindow *self)
{
  gtk_paned_set_position (self->paned, CLAMP (self->width / 4 + 5, 340, 480));
}

/* Where there is little room, text and titles take less of it. */
static void
on_size (GradusWindow *self, int width, int height)
{
  if (width == self->width && height == self->height)
    return;
  self->width = width;
  self->height = height;
  divide (self);
  gradus_set_css_class (self, "short", height < 700);
  gradus_set_css_class (self, "narrow", width < 1200);
  gradus_set_css_class (self, "wide", width >= 1600);
  gtk_widget_set_visible (GTK_WIDGET (self->chapter), width >= 1200);
}

/* Also when maximized, tiled or full screen. */
static void
gradus_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "layout", G_CALLBACK (on_size), widget,
                           G_CONNECT_SWAPPED);
}

/* ---- life ---- */

static gboolean
gradus_window_close_request (GtkWindow *window)
{
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  gradus_settings_set_int ("window-width", width);
  gradus_settings_set_int ("window-height", height);
  gradus_settings_set_bool ("window-maximized", gtk_window_is_maximized (window));
  return GTK_WINDOW_CLASS (gradus_window_parent_class)->close_request (window);
}

static void
gradus_window_dispose (GObject *object)
{
  GradusWindow *self = GRADUS_WINDOW (object);

  if (self->run)
    g_object_run_dispose (G_OBJECT (self->run));
  g_clear_object (&self->run);
  g_clear_object (&self->library);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  g_clear_pointer (&self->toast, g_free);
  g_clear_weak_pointer (&self->offer);
  G_OBJECT_CLASS (gradus_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, title);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, chapter);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, menu);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, undo_section);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, header);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, topics_flap);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, controls_flap);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, topics);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, broken);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, paned);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, side);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, page);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, lab);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, stage);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, canvas);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, transport);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, controls);
  gtk_widget_class_bind_template_callback (widget_class, on_open_lesson);
  gtk_widget_class_bind_template_callback (widget_class, on_page_run);
  gtk_widget_class_bind_template_callback (widget_class, on_lab_renamed);
}

static void
gradus_window_class_init (GradusWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_window_dispose;
  widget_class->realize = gradus_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = gradus_window_close_request;
  g_type_ensure (GRADUS_TYPE_TOPIC_LIST);
  g_type_ensure (GRADUS_TYPE_LESSON_PAGE);
  g_type_ensure (GRADUS_TYPE_LAB_PAGE);
  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GRADUS_TYPE_TRANSPORT);
  g_type_ensure (GRADUS_TYPE_CONTROLS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/window.ui");
  bind_children (widget_class);
}

static void
gradus_window_init (GradusWindow *self)
{
  self->history = g_ptr_array_new_with_free_func (g_free);
  self->place = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->paned, "notify::max-position", G_CALLBACK (divide), self, G_CONNECT_SWAPPED);
}

/* Takes @run over. */
static void
set_run (GradusWindow *self, GradusRun *run)
{
  self->run = run;
  gradus_canvas_set_run (self->canvas, self->run);
  gradus_transport_set_run (self->transport, self->run);
  gradus_controls_set_run (self->controls, self->run);
  gradus_lab_page_set_run (self->lab, self->run, self->canvas);
  g_signal_connect_object (self->run, "opened", G_CALLBACK (on_run_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run, "status", G_CALLBACK (on_run_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run, "notice", G_CALLBACK (on_run_notice), self, G_CONNECT_SWAPPED);
  gradus_window_add_actions (self);
  gradus_window_add_keys (self);
}

/* The first experiment of lesson @id. */
static GradusRun *
begin_run (GradusLibrary *library, const char *id)
{
  GradusRun *run = gradus_run_new ();
  const Lesson *lesson = id && gradus_library_n_lessons (library) > 0
                           ? gradus_library_lesson (library, find_lesson (library, id)) : NULL;

  if (lesson && !lesson->broken && lesson->experiments->len > 0)
    gradus_run_open (run, library, lesson, 0);
  return run;
}

GradusWindow *
gradus_window_new (GtkApplication *application, GradusLibrary *library, const char *id)
{
  GradusRun *run = begin_run (library, id);
  GradusWindow *self = g_object_new (GRADUS_TYPE_WINDOW, "application", application, NULL);
  int width = gradus_settings_get_int ("window-width", 1366), height = gradus_settings_get_int ("window-height", 768);

  set_run (self, run);
  g_set_object (&self->library, library);
  gradus_topic_list_set_library (self->topics, library);
  gradus_lab_page_set_language (self->lab, gradus_library_language (library));
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  on_size (self, width, height);
  adw_flap_set_reveal_flap (self->topics_flap, width >= 1600);
  adw_flap_set_reveal_flap (self->controls_flap, width >= 1300);
  if (gradus_settings_get_bool ("window-maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (self));
  return self;
}

GradusRun *
gradus_window_get_run (GradusWindow *self)
{
  return self->run;
}

GradusCanvas *
gradus_window_get_canvas (GradusWindow *self)
{
  return self->canvas;
}

GradusLessonPage *
gradus_window_get_page (GradusWindow *self)
{
  return self->page;
}

GradusLabPage *
gradus_window_get_lab (GradusWindow *self)
{
  return self->lab;
}

GradusTopicList *
gradus_window_get_topics (GradusWindow *self)
{
  return self->topics;
}

GradusControls *
gradus_window_get_controls (GradusWindow *self)
{
  return self->controls;
}

GradusTransport *
gradus_window_get_transport (GradusWindow *self)
{
  return self->transport;
}

GradusLibrary *
gradus_window_get_library (GradusWindow *self)
{
  return self->library;
}

const char *
gradus_window_get_toast (GradusWindow *self)
{
  return self->toast;
}
