/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/lab-page.h"

#include "app/lab-files.h"
#include "app/lab-presets.h"
#include "app/pad.h"
#include "app/point-tools.h"
#include "base/words.h"
#include "lab/drawing.h"
#include "lab/text.h"

#include <adwaita.h>
#include <string.h>

struct _GradusLabPage {
  GtkWidget parent;
  GtkWidget *content;
  GtkLabel *problem;
  GtkMenuButton *presets;
  GtkTextView *view;
  GtkWidget *apply, *drawing, *wipe;
  GradusPad *pad;
  GradusPointTools *points;

  GradusRun *run;
  GtkTextBuffer *buffer; /* of the view */
  char *language, *path, *title;
  bool tried;   /* the text was given to the run, which has not opened it yet */
  char *saving; /* where to write as soon as the run stands still */
  guint still;  /* the source that looks whether it does */
};

G_DEFINE_FINAL_TYPE (GradusLabPage, gradus_lab_page, GTK_TYPE_WIDGET)

static guint renamed;

/* ---- what is wrong ---- */

/* "…/lab.gradus:3:7: no such thing" → the line; the message without the file. */
static int
place_of (const char **message)
{
  const char *mark = strstr (*message, LESSON_EXPERIMENT_SUFFIX ":");
  char *end;
  int line = mark ? (int) strtol (mark + strlen (LESSON_EXPERIMENT_SUFFIX ":"), &end, 10) : 0;

  if (line > 0 && strstr (end, ": "))
    *message = strstr (end, ": ") + 2;
  return line;
}

static void
show_problem (GradusLabPage *self, const char *message)
{
  int line = message ? place_of (&message) : 0;
  g_autofree char *text = line > 0 ? g_strdup_printf (_ ("Line %d: %s"), line, message) : g_strdup (message);
  GtkTextIter at;

  gtk_label_set_text (self->problem, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
  if (line > 0 && gtk_text_buffer_get_iter_at_line (self->buffer, &at, line - 1)) {
    gtk_text_buffer_place_cursor (self->buffer, &at);
    gtk_text_view_scroll_to_iter (self->view, &at, 0.1, FALSE, 0, 0);
  }
}

const char *
gradus_lab_page_get_problem (GradusLabPage *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->problem)) ? gtk_label_get_text (self->problem) : NULL;
}

/* ---- the text ---- */

char *
gradus_lab_page_get_text (GradusLabPage *self)
{
  char *text = NULL;

  g_object_get (self->buffer, "text", &text, NULL);
  return text;
}

/* As one change, which the text's own undo takes back. */
static void
replace_text (GradusLabPage *self, const char *text)
{
  g_autofree char *now = gradus_lab_page_get_text (self);
  GtkTextIter start, end;

  if (g_str_equal (now, text))
    return;
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
}

static void
mark_run (GradusLabPage *self)
{
  gtk_text_buffer_set_modified (self->buffer, FALSE);
  gtk_widget_set_sensitive (self->apply, FALSE);
  show_problem (self, NULL);
}

static void
on_modified (GradusLabPage *self)
{
  gtk_widget_set_sensitive (self->apply, gtk_text_buffer_get_modified (self->buffer));
}

static void
set_path (GradusLabPage *self, const char *path)
{
  char *before = g_steal_pointer (&self->path); /* @path may be it */

  self->path = g_strdup (path);
  g_free (before);
  g_free (self->title);
  self->title = self->path ? g_path_get_basename (self->path) : NULL;
  g_signal_emit (self, renamed, 0);
}

const char *
gradus_lab_page_get_title (GradusLabPage *self)
{
  return self->title ? self->title : _("Lab");
}

gboolean
gradus_lab_page_is_empty (GradusLabPage *self)
{
  return gtk_text_buffer_get_char_count (self->buffer) == 0;
}

gboolean
gradus_lab_page_is_open (GradusLabPage *self)
{
  const Lesson *lesson = gradus_run_lesson (self->run);

  return lesson && g_str_has_suffix (lesson->path, LESSON_EXPERIMENT_SUFFIX);
}

/* @go_on: a run that is going goes on. */
static void
run_text (GradusLabPage *self, bool go_on)
{
  g_autofree char *text = gradus_lab_page_get_text (self);
  BaseError error = { "" };
  Lesson *lesson = lesson_read_text (self->path ? self->path : "lab" LESSON_EXPERIMENT_SUFFIX, text, strlen (text), &error);
  g_autoptr (GradusLibrary) library = NULL;

  if (!lesson) {
    show_problem (self, error.text);
    return;
  }
  library = gradus_library_new_alone (lesson, self->language);
  if (gradus_lab_page_is_open (self))
    gradus_run_replace (self->run, library, lesson, go_on);
  else
    gradus_run_open (self->run, library, lesson, 0);
  mark_run (self);
  self->tried = true;
}

void
gradus_lab_page_apply (GradusLabPage *self)
{
  run_text (self, false);
}

void
gradus_lab_page_set_text (GradusLabPage *self, const char *text, const char *path)
{
  replace_text (self, text);
  set_path (self, path);
  gradus_lab_page_apply (self);
}

void
gradus_lab_page_copy (GradusLabPage *self, GradusLabPage *other)
{
  g_autofree char *text = gradus_lab_page_get_text (other);

  replace_text (self, text);
  set_path (self, other->path);
}

/* Controls, undo and redo change the experiment: the text follows. */
static void
on_values (GradusLabPage *self)
{
  g_autofree char *text = NULL;

  if (!gradus_lab_page_is_open (self) || gradus_run_is_opening (self->run) || gtk_text_buffer_get_modified (self->buffer))
    return; /* an older run speaks, or somebody writes */
  text = lab_setup_text (gradus_run_setup (self->run), NULL);
  if (text)
    replace_text (self, text);
  mark_run (self);
}

/* What reads and cannot run: a layer that does not exist, sizes that do not fit. Such a text stays the user's. */
static void
on_failed (GradusLabPage *self, const char *message)
{
  if (self->tried)
    gtk_text_buffer_set_modified (self->buffer, TRUE);
  self->tried = false;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_problem (self, message);
}

/* ---- samples put in by hand ---- */

static void
on_shown (GradusLabPage *self, GradusCanvas *canvas)
{
  gradus_point_tools_set_viewer (self->points, gradus_lab_page_is_open (self) ? gradus_canvas_large (canvas) : NULL);
}

static void
on_edited (GradusLabPage *self, const char *lines)
{
  g_autofree char *text = gradus_lab_page_get_text (self), *edited = lesson_edit_lines (text, "point", lines);

  replace_text (self, edited);
  run_text (self, true);
}

/* ---- an image drawn by hand ---- */

static void
on_drawn (GradusLabPage *self)
{
  const float *pixels = gradus_pad_get_pixels (self->pad);
  LabExperiment *experiment = gradus_run_experiment (self->run);

  gtk_widget_set_sensitive (self->wipe, pixels != NULL);
  if (!experiment || !lab_experiment_can_draw (experiment))
    return;
  lab_experiment_draw (experiment, pixels);
  gradus_run_look_again (self->run);
}

static void
on_opened (GradusLabPage *self)
{
  LabExperiment *experiment = gradus_run_experiment (self->run);
  bool can = gradus_lab_page_is_open (self) && lab_experiment_can_draw (experiment);
  const DataSet *set = lab_experiment_train_set (experiment, 0);

  self->tried = false;
  gtk_widget_set_visible (self->drawing, can);
  if (can) {
    gradus_pad_set_size (self->pad, set->height, set->width);
    on_drawn (self);
  }
}

/* ---- files ---- */

static void
say (GradusLabPage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

/* A data set takes the place of the one there is; samples in the text go. */
static void
use_data (GradusLabPage *self, const char *path)
{
  g_autofree char *text = gradus_lab_page_get_text (self), *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *named = lesson_edit_setting (text, NULL, LAB_DATA_FILE, escaped);
  g_autofree char *without = lesson_edit_lines (named, "point", "");

  gradus_lab_page_set_text (self, without, self->path);
}

void
gradus_lab_page_open_file (GradusLabPage *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_str_has_suffix (path, LESSON_EXPERIMENT_SUFFIX))
    use_data (self, path);
  else if (!g_file_get_contents (path, &text, &length, &error))
    say (self, error->message);
  else if (!g_utf8_validate (text, (gssize) length, NULL))
    say (self, _("This file is not an experiment: it is no text"));
  else
    gradus_lab_page_set_text (self, text, path);
}

/* The experiment as it stands; a text that somebody writes and that has not been run yet, mistakes and all, as it is written. */
static void
write_file (GradusLabPage *self, const char *path)
{
  BaseError error = { "" };
  g_autoptr (GError) failure = NULL;
  bool written = gtk_text_buffer_get_modified (self->buffer);
  g_autofree char *text = written ? gradus_lab_page_get_text (self)
                                  : lab_experiment_text (gradus_run_experiment (self->run), &error);
  g_autofree char *said = NULL;

  if (text && g_file_set_contents (path, text, -1, &failure))
    set_path (self, path);
  said = g_strdup (!text ? error.text : failure ? failure->message
                   : written ? _("Saved as it is written; it has not been run yet") : _("Experiment saved"));
  say (self, said);
}

static gboolean
on_still (gpointer data)
{
  GradusLabPage *self = data;
  g_autofree char *path = NULL;

  if (gradus_run_experiment (self->run) && gradus_run_status (self->run).busy)
    return G_SOURCE_CONTINUE;
  self->still = 0;
  path = g_steal_pointer (&self->saving);
  if (gradus_run_experiment (self->run) || gtk_text_buffer_get_modified (self->buffer))
    write_file (self, path);
  return G_SOURCE_REMOVE;
}

void
gradus_lab_page_save_file (GradusLabPage *self, const char *path)
{
  gradus_run_pause (self->run);
  g_free (self->saving);
  self->saving = g_strdup (path);
  if (!self->still)
    self->still = g_timeout_add (10, on_still, self);
}

static void
action_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_lab_files_choose (GRADUS_LAB_PAGE (widget), _("Open an Experiment or a Data File"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

static void
action_open_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_lab_files_choose (GRADUS_LAB_PAGE (widget), _("Open a Folder of Images"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

static void
action_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_lab_files_choose (GRADUS_LAB_PAGE (widget), _("Save the Experiment"), GTK_FILE_CHOOSER_ACTION_SAVE);
}

static void
action_apply (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_lab_page_apply (GRADUS_LAB_PAGE (widget));
}

/* ---- presets ---- */

void
gradus_lab_page_open_preset (GradusLabPage *self, int index)
{
  g_autofree char *text = gradus_lab_preset_text (index);

  gradus_lab_page_set_text (self, text, NULL);
}

static void
action_preset (GtkWidget *widget, const char *name, GVariant *index)
{
  gradus_lab_page_open_preset (GRADUS_LAB_PAGE (widget), g_variant_get_int32 (index));
}

/* ---- life ---- */

static void
gradus_lab_page_dispose (GObject *object)
{
  GradusLabPage *self = GRADUS_LAB_PAGE (object);

  g_clear_handle_id (&self->still, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->run);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->saving, g_free);
  G_OBJECT_CLASS (gradus_lab_page_parent_class)->dispose (object);
}

static void
gradus_lab_page_class_init (GradusLabPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_lab_page_dispose;
  renamed = g_signal_new ("renamed", GRADUS_TYPE_LAB_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "lesson");
  gtk_widget_class_install_action (widget_class, "lab.open", NULL, action_open);
  gtk_widget_class_install_action (widget_class, "lab.open-folder", NULL, action_open_folder);
  gtk_widget_class_install_action (widget_class, "lab.save", NULL, action_save);
  gtk_widget_class_install_action (widget_class, "lab.apply", NULL, action_apply);
  gtk_widget_class_install_action (widget_class, "lab.preset", "i", action_preset);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "lab.apply", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "lab.apply", NULL);
  g_type_ensure (GRADUS_TYPE_PAD);
  g_type_ensure (GRADUS_TYPE_POINT_TOOLS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/lab-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusLabPage, content);
  gtk_widget_class_bind_template_child (widget_class, GradusLabPage, problem);
  gtk_widget_class_bind_template_child (widget_class, GradusLabPage, presets);
  gtk_widget_class_bind_template_child (widget_class, GradusLabPage, view);
  gtk_widget_class_bind_template_child (widget_class, GradusLabPage, apply);
  gtk_widget_class_bind_template_child (widget_class, GradusLabPage, drawing);
  gtk_widget_class_bind_template_child (widget_class, GradusLabPage, wipe);
  gtk_widget_class_bind_template_child (widget_class, GradusLabPage, pad);
  gtk_widget_class_bind_template_child (widget_class, GradusLabPage, points);
  gtk_widget_class_bind_template_callback (widget_class, on_drawn);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, gradus_pad_clear);
}

static void
gradus_lab_page_init (GradusLabPage *self)
{
  g_autoptr (GMenuModel) presets = gradus_lab_presets_menu ();

  self->language = g_strdup ("en");
  gtk_widget_init_template (GTK_WIDGET (self));
  self->buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_set_enable_undo (self->buffer, TRUE);
  g_signal_connect_object (self->buffer, "modified-changed", G_CALLBACK (on_modified), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_menu_model (self->presets, presets);
}

void
gradus_lab_page_set_run (GradusLabPage *self, GradusRun *run, GradusCanvas *canvas)
{
  g_return_if_fail (!self->run);
  self->run = g_object_ref (run);
  g_signal_connect_object (run, "values", G_CALLBACK (on_values), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "shown", G_CALLBACK (on_shown), self, G_CONNECT_SWAPPED);
  gradus_lab_files_take_drops (self, GTK_WIDGET (self));
  gradus_lab_files_take_drops (self, GTK_WIDGET (canvas));
  gradus_point_tools_attach (self->points, run, gradus_canvas_large_view (canvas));
}

void
gradus_lab_page_set_language (GradusLabPage *self, const char *language)
{
  g_free (self->language);
  self->language = g_strdup (language);
}
