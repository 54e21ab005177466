/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/plot-view.h"

#include "app/mosaic.h"
#include "base/words.h"

#include <adwaita.h>

struct _GradusPlotView {
  GtkWidget parent;
  GradusSheet *sheet; /* the figure; NULL: none */
  char *name, *family;
  double font_size;
  gboolean compact;
  GradusReadout readout;
  gulong style_handler[2];
  GtkWidget *menu;
  GradusMosaic mosaic;     /* the plot as drawn last */
  GradusPicture *waiting;  /* drawn, to be shown */
  gint64 ordered;          /* when it was begun, in the frame clock's time */
  gboolean stale, painting; /* the picture is of an older figure, size or theme; a new one is on its way */
  guint n_drawn;
};

G_DEFINE_FINAL_TYPE (GradusPlotView, gradus_plot_view, GTK_TYPE_WIDGET)

/* ---- theme ---- */

static PlotScheme
scheme_now (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (manager);

  if (adw_style_manager_get_high_contrast (manager))
    return dark ? PLOT_CONTRAST_DARK : PLOT_CONTRAST_LIGHT;
  return dark ? PLOT_DARK : PLOT_LIGHT;
}

/* The family that the interface's font resolves to: plots and texts look alike. */
static const char *
font_family (GradusPlotView *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFont *font;

  if (!self->family &&
      (font = pango_context_load_font (context, pango_context_get_font_description (context)))) {
    PangoFontDescription *description = pango_font_describe (font);

    self->family = g_strdup (pango_font_description_get_family (description));
    pango_font_description_free (description);
    g_object_unref (font);
  }
  return self->family;
}

PlotTheme
gradus_plot_view_theme (GradusPlotView *self)
{
  const char *language = g_getenv ("LANGUAGE");
  PlotTheme theme = {
    .scheme = scheme_now (),
    .font_size = self->compact ? 9 : self->font_size,
    .font = font_family (self),
    .language = language && g_str_has_prefix (language, "zh") ? "zh-cn" : "en",
    .compact = self->compact,
    .transparent = true,
  };

  return theme;
}

/* A thumbnail says nothing. */
GradusShown
gradus_plot_view_shown (GradusPlotView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return (GradusShown){ self->sheet && !self->compact ? self->sheet->figure : NULL,
                        { 0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget) },
                        gradus_plot_view_theme (self) };
}

/* ---- drawing ---- */

/* The plot is drawn into pixels of its own once for each figure, size and theme, by the painter's thread; the picture of
 * before stays until the new one is there. Only the first is drawn at once, so that no frame is empty. */
static GradusPainting
painting_now (GradusPlotView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return (GradusPainting){ gtk_widget_get_width (widget), gtk_widget_get_height (widget),
                           gtk_widget_get_scale_factor (widget), gradus_plot_view_theme (self) };
}

static void start_painting (GradusPlotView *self);

/* A picture is shown two refreshes (of a screen at 60 Hz) after it was begun, when the next one is begun too: pictures follow
 * each other evenly, the painter has all of that time for each, and the window is drawn once for all that changes. */
static gboolean
show_waiting (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);

  if (gdk_frame_clock_get_frame_time (clock) - self->ordered < 25000)
    return G_SOURCE_CONTINUE;
  self->painting = FALSE;
  gradus_mosaic_set (&self->mosaic, g_steal_pointer (&self->waiting));
  self->n_drawn++;
  gtk_widget_queue_draw (widget);
  if (self->stale)
    start_painting (self);
  return G_SOURCE_REMOVE;
}

static void
painted (GradusPicture *picture, gpointer data)
{
  GradusPlotView *self = data;

  if (self->sheet) {
    self->waiting = picture;
    gtk_widget_add_tick_callback (GTK_WIDGET (self), show_waiting, NULL, NULL);
  } else {
    self->painting = FALSE;
    gradus_picture_unref (picture); /* disposed of, or without a figure, in the meantime */
  }
  g_object_unref (self);
}

static void
start_painting (GradusPlotView *self)
{
  GradusPainting painting = painting_now (self);

  if (self->painting || !self->sheet || painting.width < 8 || painting.height < 8)
    return;
  self->painting = TRUE;
  self->stale = FALSE;
  self->ordered = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (GTK_WIDGET (self)));
  gradus_painter_paint (self->sheet, &painting, self->mosaic.picture, painted, g_object_ref (self));
}

/* Whether the picture has the size of now. */
static gboolean
picture_fits (GradusPlotView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const GradusPicture *picture = self->mosaic.picture;

  return picture->scale == gtk_widget_get_scale_factor (widget) &&
         picture->width == gtk_widget_get_width (widget) * picture->scale &&
         picture->height == gtk_widget_get_height (widget) * picture->scale;
}

/* A node over the whole plot, which is drawn again whenever there is one. */
static void
snapshot_readout (GradusPlotView *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  GradusShown shown;
  cairo_t *cr;

  if (!self->readout.carries && !self->readout.there)
    return;
  shown = gradus_plot_view_shown (self);
  cr = gtk_snapshot_append_cairo (snapshot, bounds);
  if (self->readout.carries)
    gradus_readout_draw_carried (&self->readout, cr);
  if (self->readout.there)
    gradus_readout_draw (&self->readout, &shown, GTK_WIDGET (self), cr);
  cairo_destroy (cr);
}

static void
gradus_plot_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);
  GradusPainting painting = painting_now (self);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) painting.width, (float) painting.height);

  if (!self->sheet || painting.width < 8 || painting.height < 8)
    return;
  if (!self->mosaic.picture) {
    gradus_mosaic_set (&self->mosaic, gradus_painter_draw (self->sheet->figure, &painting, NULL));
    self->stale = FALSE;
    self->n_drawn++;
  }
  if (self->stale || !picture_fits (self))
    start_painting (self);
  gtk_snapshot_push_clip (snapshot, &bounds); /* a picture of before may be larger */
  gradus_mosaic_snapshot (&self->mosaic, snapshot);
  gtk_snapshot_pop (snapshot);
  snapshot_readout (self, snapshot, &bounds);
}

/* Draws the plot anew, in the theme of now. */
static void
redraw (GradusPlotView *self)
{
  self->stale = TRUE;
  if (self->sheet && self->mosaic.picture && gtk_widget_get_mapped (GTK_WIDGET (self)))
    start_painting (self);
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gradus_plot_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = self->compact ? 64 : 160;
    *natural = self->compact ? 150 : 560;
  } else {
    *minimum = self->compact ? 56 : 120;
    *natural = self->compact ? 56 : 380;
  }
}

/* ---- readout ---- */

static void
read_at (GradusPlotView *self, double x, double y)
{
  GradusShown shown = gradus_plot_view_shown (self);

  gradus_readout_read (&self->readout, &shown, x, y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, GradusPlotView *self)
{
  read_at (self, x, y);
}

static void
clear_readout (GradusPlotView *self)
{
  self->readout.there = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Says the readout to screen readers: the description is what changes while the plot has the focus. */
static void
say_readout (GradusPlotView *self)
{
  if (self->readout.there)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->readout.now.text,
                                    -1);
}

static void
move_cursor (GradusPlotView *self, int dx, int dy)
{
  GradusShown shown = gradus_plot_view_shown (self);

  gradus_readout_move (&self->readout, &shown, dx, dy);
  say_readout (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusPlotView *self)
{
  if (self->compact || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_Right:
    move_cursor (self, key == GDK_KEY_Left ? -1 : 1, 0);
    return GDK_EVENT_STOP;
  case GDK_KEY_Up:
  case GDK_KEY_Down:
    move_cursor (self, 0, key == GDK_KEY_Up ? -1 : 1);
    return GDK_EVENT_STOP;
  case GDK_KEY_Escape:
    if (!self->readout.there)
      return GDK_EVENT_PROPAGATE;
    clear_readout (self);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

/* ---- menu ---- */

static void
show_menu (GradusPlotView *self, double x, double y)
{
  if (self->compact || !self->sheet)
    return;
  if (!self->menu) {
    GMenuModel *model = gradus_plot_view_menu ();

    self->menu = gtk_popover_menu_new_from_model (model);
    gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
    gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    g_object_unref (model);
  }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_secondary (GtkGestureClick *gesture, int n, double x, double y, GradusPlotView *self)
{
  show_menu (self, x, y);
}

static void
on_primary (GtkGestureClick *gesture, int n, double x, double y, GradusPlotView *self)
{
  if (!self->compact)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
action_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_menu (GRADUS_PLOT_VIEW (widget), gtk_widget_get_width (widget) / 2, gtk_widget_get_height (widget) / 2);
}

static void
gradus_plot_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);

  self->readout.there = FALSE; /* it stood where things no longer are */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    gtk_popover_present (GTK_POPOVER (child)); /* the menu, the arithmetic */
}

/* ---- life ---- */

static void
gradus_plot_view_dispose (GObject *object)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (object);

  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self)));)
    gtk_widget_unparent (child);
  for (int i = 0; i < 2; i++)
    g_clear_signal_handler (&self->style_handler[i], adw_style_manager_get_default ());
  g_clear_pointer (&self->sheet, gradus_sheet_unref);
  g_clear_pointer (&self->waiting, gradus_picture_unref);
  gradus_mosaic_set (&self->mosaic, NULL);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->family, g_free);
  G_OBJECT_CLASS (gradus_plot_view_parent_class)->dispose (object);
}

/* Another font or scale: the family is looked up again. */
static void
gradus_plot_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (gradus_plot_view_parent_class)->css_changed (widget, change);
  g_clear_pointer (&GRADUS_PLOT_VIEW (widget)->family, g_free);
  GRADUS_PLOT_VIEW (widget)->stale = TRUE;
}

static void
gradus_plot_view_class_init (GradusPlotViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_plot_view_dispose;
  widget_class->snapshot = gradus_plot_view_snapshot;
  widget_class->measure = gradus_plot_view_measure;
  widget_class->size_allocate = gradus_plot_view_size_allocate;
  widget_class->css_changed = gradus_plot_view_css_changed;
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_install_action (widget_class, "plot.menu", NULL, action_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "plot.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "plot.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "plot.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "plot.save", NULL);
  gradus_plot_view_install_export (widget_class);
}

static void
add_controllers (GradusPlotView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *primary = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (clear_readout), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gradus_plot_view_describe), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (clear_readout), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (on_secondary), self);
  g_signal_connect (primary, "pressed", G_CALLBACK (on_primary), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, focus);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (primary));
}

static void
gradus_plot_view_init (GradusPlotView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->font_size = 12;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_controllers (self);
  self->style_handler[0] =
    g_signal_connect_swapped (manager, "notify::dark", G_CALLBACK (redraw), self);
  self->style_handler[1] =
    g_signal_connect_swapped (manager, "notify::high-contrast", G_CALLBACK (redraw), self);
}

GtkWidget *
gradus_plot_view_new (void)
{
  return g_object_new (GRADUS_TYPE_PLOT_VIEW, NULL);
}

void
gradus_plot_view_set_figure (GradusPlotView *self, PlotFigure *figure)
{
  g_return_if_fail (GRADUS_IS_PLOT_VIEW (self));
  g_clear_pointer (&self->sheet, gradus_sheet_unref);
  self->sheet = figure ? gradus_sheet_new (figure) : NULL;
  if (self->readout.there)
    read_at (self, self->readout.x, self->readout.y);
  redraw (self);
}

const PlotFigure *
gradus_plot_view_get_figure (GradusPlotView *self)
{
  return self->sheet ? self->sheet->figure : NULL;
}

void
gradus_plot_view_set_compact (GradusPlotView *self, gboolean compact)
{
  self->compact = compact;
  gtk_widget_set_focusable (GTK_WIDGET (self), !compact);
  gtk_widget_set_can_target (GTK_WIDGET (self), !compact);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
gradus_plot_view_set_font_size (GradusPlotView *self, double font_size)
{
  self->font_size = font_size;
  redraw (self);
}

void
gradus_plot_view_set_name (GradusPlotView *self, const char *name)
{
  g_free (self->name);
  self->name = g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name ? name : "", -1);
}

const char *
gradus_plot_view_get_name (GradusPlotView *self)
{
  return self->name ? self->name : "plot";
}

void
gradus_plot_view_describe (GradusPlotView *self)
{
  g_autofree char *text = self->sheet ? plot_figure_describe (self->sheet->figure) : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text ? text : "", -1);
}

GradusReadout *
gradus_plot_view_cursor (GradusPlotView *self)
{
  return &self->readout;
}

guint
gradus_plot_view_n_drawn (GradusPlotView *self)
{
  return self->n_drawn;
}
