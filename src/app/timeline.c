/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/timeline.h"

#include "app/plot-view.h"
#include "base/words.h"
#include "plot/colours.h"

#include <adwaita.h>

#define MARGIN 9
#define TRACK 6
#define MAX_EVENTS 40

typedef struct {
  long step;
  int lane;
  TrainEventKind kind;
  char *text;
} Mark;

struct _GradusTimeline {
  GtkWidget parent;
  TrainStatus status;
  GArray *marks; /* of Mark */
  double drag_start;
  gboolean dragging;
  long wanted; /* where the pointer wants to be while dragging */
};

G_DEFINE_FINAL_TYPE (GradusTimeline, gradus_timeline, GTK_TYPE_WIDGET)

enum { SEEK, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
mark_clear (gpointer mark)
{
  g_free (((Mark *) mark)->text);
}

static long
last_step (GradusTimeline *self)
{
  return MAX (MAX (self->status.steps, self->status.furthest), 1);
}

static double
place (GradusTimeline *self, long step)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;

  return MARGIN + width * (double) step / (double) last_step (self);
}

static long
step_at (GradusTimeline *self, double x)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;

  return lround (CLAMP ((x - MARGIN) / MAX (width, 1), 0, 1) * (double) last_step (self));
}

/* ---- drawing ---- */

static void
bar (cairo_t *cr, double from, double to, double y, const GdkRGBA *colour, double alpha)
{
  cairo_new_path (cr);
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, alpha);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, TRACK);
  cairo_move_to (cr, from, y);
  cairo_line_to (cr, to, y);
  cairo_stroke (cr);
}

/* Kinds differ in shape: a cross where it diverged, a diamond where a setting was changed, else a triangle. */
static void
draw_mark (cairo_t *cr, const Mark *mark, double x, double y, PlotScheme scheme)
{
  PlotColour colour = mark->kind == TRAIN_CHANGED ? plot_foreground (scheme) : plot_lane_colour (scheme, mark->lane);

  cairo_new_path (cr);
  cairo_set_source_rgb (cr, colour.red, colour.green, colour.blue);
  if (mark->kind == TRAIN_DIVERGED) {
    cairo_set_line_width (cr, 2);
    cairo_move_to (cr, x - 3.5, y - 3.5);
    cairo_line_to (cr, x + 3.5, y + 3.5);
    cairo_move_to (cr, x + 3.5, y - 3.5);
    cairo_line_to (cr, x - 3.5, y + 3.5);
    cairo_stroke (cr);
    return;
  }
  if (mark->kind == TRAIN_CHANGED) {
    cairo_move_to (cr, x, y - 4.5);
    cairo_line_to (cr, x + 4.5, y);
    cairo_line_to (cr, x, y + 4.5);
    cairo_line_to (cr, x - 4.5, y);
  } else {
    cairo_move_to (cr, x - 4.5, y - 4);
    cairo_line_to (cr, x + 4.5, y - 4);
    cairo_line_to (cr, x, y + 4);
  }
  cairo_fill (cr);
}

static PlotScheme
scheme (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (manager), high = adw_style_manager_get_high_contrast (manager);

  return high ? (dark ? PLOT_CONTRAST_DARK : PLOT_CONTRAST_LIGHT) : (dark ? PLOT_DARK : PLOT_LIGHT);
}

static void
gradus_timeline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusTimeline *self = GRADUS_TIMELINE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double y = height - MARGIN - 1, x;
  bool focus = gtk_widget_has_visible_focus (widget);
  GdkRGBA fore, accent;
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));

  gtk_style_context_get_color (style, &fore);
  if (!gtk_style_context_lookup_color (style, "accent_color", &accent))
    accent = fore;
  x = place (self, self->dragging ? self->wanted : self->status.step);
  bar (cr, MARGIN, width - MARGIN, y, &fore, 0.12);
  bar (cr, MARGIN, place (self, self->status.furthest), y, &fore, 0.22);
  bar (cr, MARGIN, x, y, &accent, 1);
  for (guint i = 0; i < self->marks->len; i++) {
    const Mark *mark = &g_array_index (self->marks, Mark, i);

    draw_mark (cr, mark, place (self, mark->step), 5.5, scheme ());
  }
  cairo_new_path (cr);
  cairo_arc (cr, x, y, 7, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, focus ? &accent : &(GdkRGBA){ 1, 1, 1, 1 });
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, focus ? 2.5 : 1.5);
  gdk_cairo_set_source_rgba (cr, focus ? &fore : &accent); /* the other way round: seen from afar */
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* The keyboard comes and goes: the knob shows it. */
static void
gradus_timeline_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  gtk_widget_queue_draw (widget);
}

static void
gradus_timeline_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : 28;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 400 : 28;
}

/* ---- what the user does ---- */

static void
go (GradusTimeline *self, long step)
{
  g_signal_emit (self, signals[SEEK], 0, CLAMP (step, 0, last_step (self)));
}

static void
drag_to (GradusTimeline *self, double x)
{
  long step = step_at (self, x);

  if (step != self->wanted)
    go (self, step);
  self->wanted = step;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, GradusTimeline *self)
{
  self->dragging = TRUE;
  self->drag_start = x;
  self->wanted = -1;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  drag_to (self, x);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, GradusTimeline *self)
{
  drag_to (self, self->drag_start + dx);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, GradusTimeline *self)
{
  self->dragging = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusTimeline *self)
{
  long step = self->status.step, tenth = MAX (last_step (self) / 10, 1);

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_Down:
    go (self, step - 1);
    return GDK_EVENT_STOP;
  case GDK_KEY_Right:
  case GDK_KEY_Up:
    go (self, step + 1);
    return GDK_EVENT_STOP;
  case GDK_KEY_Page_Down:
    go (self, step - tenth);
    return GDK_EVENT_STOP;
  case GDK_KEY_Page_Up:
    go (self, step + tenth);
    return GDK_EVENT_STOP;
  case GDK_KEY_Home:
    go (self, 0);
    return GDK_EVENT_STOP;
  case GDK_KEY_End:
    go (self, self->status.furthest);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

static gboolean
gradus_timeline_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  GradusTimeline *self = GRADUS_TIMELINE (widget);
  g_autoptr (GString) text = g_string_new (NULL);

  if (keyboard)
    x = (int) place (self, self->status.step);
  for (guint i = 0; i < self->marks->len; i++) {
    const Mark *mark = &g_array_index (self->marks, Mark, i);

    if (fabs (place (self, mark->step) - x) <= 6)
      g_string_append_printf (text, "%s%s", text->len ? "\n" : "", mark->text);
  }
  if (!text->len)
    g_string_printf (text, _("Step %ld"), step_at (self, x));
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}

/* ---- life ---- */

static void
gradus_timeline_finalize (GObject *object)
{
  g_array_unref (GRADUS_TIMELINE (object)->marks);
  G_OBJECT_CLASS (gradus_timeline_parent_class)->finalize (object);
}

static void
gradus_timeline_class_init (GradusTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_timeline_finalize;
  widget_class->state_flags_changed = gradus_timeline_state_flags_changed;
  widget_class->snapshot = gradus_timeline_snapshot;
  widget_class->measure = gradus_timeline_measure;
  widget_class->query_tooltip = gradus_timeline_query_tooltip;
  signals[SEEK] = g_signal_new ("seek", GRADUS_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_LONG);
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
gradus_timeline_init (GradusTimeline *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  self->marks = g_array_new (FALSE, TRUE, sizeof (Mark));
  g_array_set_clear_func (self->marks, mark_clear);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Timeline"), -1);
}

GtkWidget *
gradus_timeline_new (void)
{
  return g_object_new (GRADUS_TYPE_TIMELINE, NULL);
}

void
gradus_timeline_set_status (GradusTimeline *self, const TrainStatus *status)
{
  g_autofree char *text = NULL;

  self->status = *status;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (status->busy)
    return; /* a screen reader would drown */
  text = g_strdup_printf (_("Step %ld of %ld"), status->step, last_step (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) last_step (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) status->step,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

void
gradus_timeline_set_events (GradusTimeline *self, const LabExperiment *experiment, const TrainSnapshot *snapshot)
{
  int n = snapshot ? MIN (snapshot->n_events, MAX_EVENTS) : 0;

  if ((int) self->marks->len == n && n > 0) {
    const Mark *last = &g_array_index (self->marks, Mark, n - 1);

    if (last->step == snapshot->events[n - 1].step && last->kind == snapshot->events[n - 1].kind)
      return;
  }
  if ((int) self->marks->len == n && n == 0)
    return;
  g_array_set_size (self->marks, 0);
  for (int i = 0; i < n; i++) {
    const TrainEvent *event = &snapshot->events[i];
    Mark mark = { event->step, MAX (event->lane, 0), event->kind, lab_experiment_event_text (experiment, event) };

    g_array_append_val (self->marks, mark);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

int
gradus_timeline_n_events (GradusTimeline *self)
{
  return (int) self->marks->len;
}
