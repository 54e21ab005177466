/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/formula-view.h"

#define PACK "/io/github/gradus/Gradus/formulas.txt"
#define PX_PER_EM 1.18 /* of the text's size: formulas on their own line are a little larger */

struct _GradusFormulaView {
  GtkWidget parent;
  char *tex;
  const PlotFormula *formula;
};

G_DEFINE_FINAL_TYPE (GradusFormulaView, gradus_formula_view, GTK_TYPE_WIDGET)

const PlotFormulas *
gradus_formulas (void)
{
  static PlotFormulas *pack;
  static gsize once;

  if (g_once_init_enter (&once)) {
    GBytes *bytes = g_resources_lookup_data (PACK, 0, NULL);
    BaseError error = { "" };

    if (bytes) {
      gsize size;
      const char *text = g_bytes_get_data (bytes, &size);

      pack = plot_formulas_new (text, size, &error);
      g_bytes_unref (bytes);
      if (!pack)
        g_warning ("formulas: %s", error.text);
    }
    g_once_init_leave (&once, 1);
  }
  return pack;
}

static double
em (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72;
  return size * PX_PER_EM;
}

static void
gradus_formula_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                             int *minimum_baseline, int *natural_baseline)
{
  GradusFormulaView *self = GRADUS_FORMULA_VIEW (widget);
  double width = 1, ascent = 1, descent = 0, size = em (widget);

  if (self->formula)
    plot_formula_size (self->formula, &width, &ascent, &descent);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *natural = (int) ceil (width * size);
    *minimum = MIN (*natural, 120);
  } else {
    double scale = for_size > 0 ? MIN (1, for_size / (width * size)) : 1;

    *minimum = *natural = (int) ceil ((ascent + descent) * size * scale) + 8;
  }
}

static GtkSizeRequestMode
gradus_formula_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
gradus_formula_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusFormulaView *self = GRADUS_FORMULA_VIEW (widget);
  double width, ascent, descent, size = em (widget);
  int room = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA colour;
  cairo_t *cr;

  if (!self->formula)
    return;
  plot_formula_size (self->formula, &width, &ascent, &descent);
  size *= MIN (1, room / (width * size));
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) room, (float) height));
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_move_to (cr, floor ((room - width * size) / 2), floor ((height - (ascent + descent) * size) / 2 + ascent * size));
  plot_formula_draw (cr, self->formula, size);
  cairo_destroy (cr);
}

static void
gradus_formula_view_finalize (GObject *object)
{
  g_free (GRADUS_FORMULA_VIEW (object)->tex);
  G_OBJECT_CLASS (gradus_formula_view_parent_class)->finalize (object);
}

static void
gradus_formula_view_class_init (GradusFormulaViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_formula_view_finalize;
  widget_class->measure = gradus_formula_view_measure;
  widget_class->get_request_mode = gradus_formula_view_get_request_mode;
  widget_class->snapshot = gradus_formula_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "formula");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_MATH);
}

static void
gradus_formula_view_init (GradusFormulaView *self)
{
}

GtkWidget *
gradus_formula_view_new (const char *tex)
{
  GradusFormulaView *self = g_object_new (GRADUS_TYPE_FORMULA_VIEW, NULL);

  self->tex = g_strdup (tex);
  if (gradus_formulas ())
    self->formula = plot_formulas_find (gradus_formulas (), tex, true);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, tex, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tex);
  return GTK_WIDGET (self);
}

const char *
gradus_formula_view_get_tex (GradusFormulaView *self)
{
  return self->tex;
}
