/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/transport.h"

#include "app/timeline.h"
#include "base/words.h"

#include <adwaita.h>

struct _GradusTransport {
  GtkWidget parent;
  GtkWidget *content;
  GradusTimeline *timeline;
  GtkInscription *counter; /* a label would lay out the whole window anew in every frame */
  GtkButton *reset, *back, *play, *step, *new_seed;
  GtkImage *play_icon;
  GtkLabel *play_label;
  GtkDropDown *speed;
  GtkEntry *seed;
  GtkWidget *time, *calculated, *seed_label;
  GtkWidget *extras;

  GradusRun *run;
  gboolean updating;
  long steps_of_speed; /* the run the automatic speed was chosen for */
};

G_DEFINE_FINAL_TYPE (GradusTransport, gradus_transport, GTK_TYPE_WIDGET)

/* Steps in a second; 0: as fast as it goes. */
static const double speeds[] = { 5, 20, 100, 500, 2000, 0 };

static void
fill_speeds (GradusTransport *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (speeds); i++) {
    g_autofree char *name = speeds[i] > 0 ? g_strdup_printf (_("%g steps/s"), speeds[i]) : g_strdup (_("Full speed"));

    gtk_string_list_append (names, name);
  }
  gtk_drop_down_set_model (self->speed, G_LIST_MODEL (names));
  g_object_unref (names);
}

static void
on_speed (GradusTransport *self)
{
  guint index = gtk_drop_down_get_selected (self->speed);

  if (self->run && !self->updating && index < G_N_ELEMENTS (speeds))
    gradus_run_set_speed (self->run, speeds[index]);
}

/* A whole run takes about a quarter of a minute, whatever its length. */
static void
choose_speed (GradusTransport *self, long steps)
{
  guint best = 0;

  for (guint i = 0; speeds[i] > 0; i++)
    if (fabs (log (speeds[i] * 15 / (double) steps)) < fabs (log (speeds[best] * 15 / (double) steps)))
      best = i;
  gtk_drop_down_set_selected (self->speed, best);
  gradus_run_set_speed (self->run, speeds[best]);
}

/* ---- showing ---- */

static void
show_playing (GradusTransport *self, bool playing)
{
  const char *name = playing ? _("Pause") : _("Play");

  if (g_strcmp0 (gtk_label_get_text (self->play_label), name) == 0)
    return;
  gtk_image_set_from_icon_name (self->play_icon,
                                playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_label_set_text (self->play_label, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* What has no time has nothing to play; then reset is about the settings. A seed is shown where anything is drawn. */
static void
show_kind (GradusTransport *self)
{
  bool calculation = gradus_run_is_calculation (self->run);
  bool draws = lab_setup_find_knob (gradus_run_setup (self->run), "seed") >= 0;
  GtkWidget *of_time[] = { self->time, GTK_WIDGET (self->back), GTK_WIDGET (self->play), GTK_WIDGET (self->step),
                           GTK_WIDGET (self->speed) };
  GtkWidget *of_seed[] = { self->seed_label, GTK_WIDGET (self->seed), GTK_WIDGET (self->new_seed) };

  for (gsize i = 0; i < G_N_ELEMENTS (of_time); i++)
    gtk_widget_set_visible (of_time[i], !calculation);
  for (gsize i = 0; i < G_N_ELEMENTS (of_seed); i++)
    gtk_widget_set_visible (of_seed[i], draws);
  gtk_widget_set_visible (self->calculated, calculation);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reset), calculation ? _("All settings as in the lesson (Home)")
                                                                     : _("Reset to step 0, same weights (Home)"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->new_seed), calculation ? _("New seed: other random numbers")
                                                                        : _("New seed: other weights, other order of samples"));
}

static void
on_status (GradusTransport *self)
{
  TrainStatus status = gradus_run_status (self->run);
  bool there = gradus_run_experiment (self->run) != NULL;
  g_autofree char *text = g_strdup_printf ("%'ld / %'ld", status.step, MAX (status.steps, status.furthest));

  show_playing (self, status.running);
  gtk_inscription_set_text (self->counter, there ? text : "");
  gradus_timeline_set_status (self->timeline, &status);
  gtk_widget_set_sensitive (GTK_WIDGET (self), there);
  gtk_widget_set_sensitive (GTK_WIDGET (self->back), status.step > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->reset), status.step > 0 || gradus_run_is_changed (self->run));
}

static void
on_frame (GradusTransport *self)
{
  gradus_timeline_set_events (self->timeline, gradus_run_experiment (self->run), gradus_run_snapshot (self->run));
}

static void
on_values (GradusTransport *self)
{
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, gradus_run_seed (self->run));

  if (g_strcmp0 (seed, gtk_editable_get_text (GTK_EDITABLE (self->seed))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->seed), seed);
}

static void
on_opened (GradusTransport *self)
{
  TrainStatus status = gradus_run_status (self->run);

  self->updating = TRUE;
  show_kind (self);
  on_values (self);
  if (self->steps_of_speed != status.steps) {
    self->steps_of_speed = status.steps;
    choose_speed (self, MAX (status.steps, 1));
  }
  self->updating = FALSE;
  on_status (self);
}

/* ---- what the user does ---- */

static void
on_reset (GradusTransport *self)
{
  gradus_run_reset (self->run);
}

static void
on_back (GradusTransport *self)
{
  gradus_run_step (self->run, -1);
}

static void
on_play (GradusTransport *self)
{
  gradus_run_toggle (self->run);
}

static void
on_step (GradusTransport *self)
{
  gradus_run_step (self->run, 1);
}

static void
on_seek (GradusTransport *self, glong step)
{
  gradus_run_seek (self->run, step);
}

static void
use_seed (GradusTransport *self, guint64 seed)
{
  BaseError error = { "" };

  if (!gradus_run_set_seed (self->run, seed, &error) && error.text[0])
    gradus_run_say (self->run, error.text, false);
}

static void
on_seed_activate (GradusTransport *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->seed));
  guint64 seed;
  GError *error = NULL;

  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seed, &error)) {
    use_seed (self, seed);
    return;
  }
  g_clear_error (&error);
  gradus_run_say (self->run, _("A seed is a whole number from 0"), false);
}

static void
on_new_seed (GradusTransport *self)
{
  use_seed (self, g_random_int_range (1, 100000));
}

/* ---- life ---- */

static void
gradus_transport_dispose (GObject *object)
{
  GradusTransport *self = GRADUS_TRANSPORT (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (gradus_transport_parent_class)->dispose (object);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_play);
  gtk_widget_class_bind_template_callback (widget_class, on_step);
  gtk_widget_class_bind_template_callback (widget_class, on_seek);
  gtk_widget_class_bind_template_callback (widget_class, on_speed);
  gtk_widget_class_bind_template_callback (widget_class, on_seed_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_new_seed);
}

static void
gradus_transport_class_init (GradusTransportClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_transport_dispose;
  g_type_ensure (GRADUS_TYPE_TIMELINE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "transport");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/transport.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, content);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, time);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, calculated);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, seed_label);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, timeline);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, counter);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, reset);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, back);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, play);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, play_icon);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, play_label);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, step);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, speed);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, seed);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, new_seed);
  gtk_widget_class_bind_template_child (widget_class, GradusTransport, extras);
  bind_callbacks (widget_class);
}

static void
gradus_transport_init (GradusTransport *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_speeds (self);
  self->updating = FALSE;
  show_playing (self, false);
}

void
gradus_transport_set_run (GradusTransport *self, GradusRun *run)
{
  g_return_if_fail (!self->run);
  self->run = g_object_ref (run);
  g_signal_connect_object (run, "status", G_CALLBACK (on_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "values", G_CALLBACK (on_values), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  on_status (self);
}

void
gradus_transport_focus_play (GradusTransport *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->play));
}

void
gradus_transport_set_plain (GradusTransport *self, gboolean plain)
{
  gtk_widget_set_visible (self->extras, !plain);
}
