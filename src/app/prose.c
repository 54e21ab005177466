/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/prose.h"

#include "app/formula-view.h"

#define OBJECT "\xef\xbf\xbc" /* U+FFFC, where a formula stands */

/* ---- formulas in a line of text ---- */

static double
text_size (PangoContext *context)
{
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  return pango_font_description_get_size_is_absolute (font)
           ? size
           : size * pango_cairo_context_get_resolution (context) / 72;
}

/* The shape carries its formula; its height tells the size of the text it was measured for. */
static void
draw_shape (cairo_t *cr, PangoAttrShape *shape, gboolean path_only, gpointer data)
{
  double width, ascent, descent;

  if (path_only || !shape->data)
    return;
  plot_formula_size (shape->data, &width, &ascent, &descent);
  plot_formula_draw (cr, shape->data, shape->logical_rect.width / (double) PANGO_SCALE / width);
}

static void
add_shape (PangoAttrList *attributes, const PlotFormula *formula, double size, guint at)
{
  double width, ascent, descent;
  PangoRectangle box;
  PangoAttribute *attribute;

  plot_formula_size (formula, &width, &ascent, &descent);
  box = (PangoRectangle){ 0, (int) (-ascent * size * PANGO_SCALE), (int) (width * size * PANGO_SCALE),
                          (int) ((ascent + descent) * size * PANGO_SCALE) };
  attribute = pango_attr_shape_new_with_data (&box, &box, (gpointer) formula, NULL, NULL);
  attribute->start_index = at;
  attribute->end_index = at + 3;
  pango_attr_list_insert (attributes, attribute);
}

static const PlotFormula *
find_formula (const LessonRun *run)
{
  return gradus_formulas () ? plot_formulas_find (gradus_formulas (), run->text, false) : NULL;
}

/* ---- markup ---- */

static void
append_markup (GString *markup, const LessonRun *run)
{
  g_autofree char *text = g_markup_escape_text (run->text, -1);
  g_autofree char *href = run->href ? g_markup_escape_text (run->href, -1) : NULL;
  bool strong = run->style & LESSON_STRONG, emphasis = run->style & LESSON_EMPHASIS;

  if (href)
    g_string_append_printf (markup, "<a href=\"%s\">", href);
  if (strong)
    g_string_append (markup, "<b>");
  if (emphasis)
    g_string_append (markup, "<i>");
  if (run->kind == LESSON_FORMULA && find_formula (run))
    g_string_append (markup, OBJECT);
  else if (run->kind == LESSON_TEXT)
    g_string_append (markup, text);
  else
    g_string_append_printf (markup, "<tt>%s</tt>", text);
  if (emphasis)
    g_string_append (markup, "</i>");
  if (strong)
    g_string_append (markup, "</b>");
  if (href)
    g_string_append (markup, "</a>");
}

static gboolean
on_link (GtkLabel *label, const char *uri, gpointer data)
{
  return gtk_widget_activate_action (GTK_WIDGET (label), "win.open-link", "s", uri);
}

/* Shapes have fixed sizes: they are made again when the label has its place, and with it its font. */
static void
set_shapes (GtkLabel *label)
{
  const GArray *runs = g_object_get_data (G_OBJECT (label), "runs");
  const char *language = g_object_get_data (G_OBJECT (label), "language");
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (label));
  PangoAttrList *attributes = pango_attr_list_new ();
  const char *at = gtk_label_get_text (label), *start = at;
  double size = text_size (context);

  for (guint i = 0; i < runs->len; i++) {
    const LessonRun *run = &g_array_index (runs, LessonRun, i);
    const PlotFormula *formula = run->kind == LESSON_FORMULA ? find_formula (run) : NULL;

    if (formula && (at = strstr (at, OBJECT))) {
      add_shape (attributes, formula, size, (guint) (at - start));
      at += 3;
    }
    if (!at)
      break;
  }
  if (g_str_has_prefix (language, "zh"))
    pango_attr_list_insert (attributes, pango_attr_language_new (pango_language_from_string ("zh-cn")));
  pango_cairo_context_set_shape_renderer (context, draw_shape, NULL, NULL);
  gtk_label_set_attributes (label, attributes);
  pango_attr_list_unref (attributes);
}

void
gradus_prose_set (GtkLabel *label, const GArray *runs, const char *language)
{
  g_autoptr (GString) markup = g_string_new (NULL);
  g_autofree char *plain = lesson_runs_text (runs);

  for (guint i = 0; i < runs->len; i++)
    append_markup (markup, &g_array_index (runs, LessonRun, i));
  g_object_set_data (G_OBJECT (label), "runs", (gpointer) runs);
  g_object_set_data_full (G_OBJECT (label), "language", g_strdup (language), g_free);
  gtk_label_set_markup (label, markup->str);
  set_shapes (label);
  g_signal_handlers_disconnect_by_func (label, set_shapes, NULL);
  g_signal_connect (label, "realize", G_CALLBACK (set_shapes), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
}

char *
gradus_prose_text (GtkLabel *label, int from, int to)
{
  const GArray *runs = g_object_get_data (G_OBJECT (label), "runs");
  const char *at = gtk_label_get_text (label);
  GString *text = g_string_new (NULL);
  guint next = 0;

  for (int i = 0; *at && i < to; i++, at = g_utf8_next_char (at)) {
    const LessonRun *formula = NULL;

    for (; g_str_has_prefix (at, OBJECT) && runs && next < runs->len && !formula; next++)
      if (g_array_index (runs, LessonRun, next).kind == LESSON_FORMULA && find_formula (&g_array_index (runs, LessonRun, next)))
        formula = &g_array_index (runs, LessonRun, next);
    if (i >= from && formula)
      g_string_append_printf (text, "$%s$", formula->text);
    else if (i >= from)
      g_string_append_unichar (text, g_utf8_get_char (at));
  }
  return g_string_free (text, FALSE);
}

/* Text that can be selected need not stop the keyboard on its way, links must. */
static void
make_selectable (GtkWidget *label, const GArray *runs)
{
  bool links = false;

  for (guint i = 0; i < runs->len; i++)
    links |= g_array_index (runs, LessonRun, i).href != NULL;
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, links); /* not "focusable": without focus such a label would swallow Tab */
}

static GtkWidget *
new_label (const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "prose");
  if (css)
    gtk_widget_add_css_class (label, css);
  g_signal_connect (label, "activate-link", G_CALLBACK (on_link), NULL);
  return label;
}

static bool
has_formula (const GArray *runs)
{
  bool any = false;

  for (guint i = 0; i < runs->len; i++)
    any |= g_array_index (runs, LessonRun, i).kind == LESSON_FORMULA;
  return any;
}

/* Where no formula needs more, all lines are equally high, whatever fonts are in them: else a label that is made wider could
 * become higher, and GTK, which looks for the least width of a height, would allot too much. */
GtkWidget *
gradus_prose_label (const GArray *runs, const char *language, const char *css)
{
  GtkWidget *label = new_label (css);

  if (!has_formula (runs))
    gtk_widget_add_css_class (label, "even");
  gradus_prose_set (GTK_LABEL (label), runs, language);
  return label;
}

static GtkWidget *
text_label (const GArray *runs, const char *language, const char *css)
{
  GtkWidget *label = gradus_prose_label (runs, language, css);

  make_selectable (label, runs);
  return label;
}

/* ---- blocks ---- */

static GtkWidget *
heading (const LessonBlock *block, const char *language)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "wrap", TRUE,
                                   "xalign", 0.0f, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, block->level, -1);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "prose-heading");
  gradus_prose_set (GTK_LABEL (label), block->runs, language);
  make_selectable (label, block->runs);
  return label;
}

static GtkWidget *
item (const LessonBlock *block, const char *language)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *mark = block->number ? g_strdup_printf ("%d.", block->number) : g_strdup ("•");
  GtkWidget *bullet = gtk_label_new (mark);

  gtk_widget_set_valign (bullet, GTK_ALIGN_START);
  gtk_widget_add_css_class (bullet, "prose");
  gtk_widget_add_css_class (bullet, "bullet");
  gtk_widget_set_margin_start (row, 18 * MAX (block->level - 1, 0));
  gtk_box_append (GTK_BOX (row), bullet);
  gtk_box_append (GTK_BOX (row), text_label (block->runs, language, NULL));
  return row;
}

/* A run of text that keeps its lines, in a frame. */
static GtkWidget *
verbatim (const LessonBlock *block)
{
  GtkWidget *label = gtk_label_new (g_array_index (block->runs, LessonRun, 0).text);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  make_selectable (label, block->runs);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "verbatim");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  gtk_widget_add_css_class (scroller, "card");
  return scroller;
}

static GtkWidget *
math (const LessonBlock *block)
{
  const char *tex = g_array_index (block->runs, LessonRun, 0).text;

  if (gradus_formulas () && plot_formulas_find (gradus_formulas (), tex, true))
    return gradus_formula_view_new (tex);
  return verbatim (block);
}

static GtkWidget *
block_widget (const LessonBlock *block, const char *language)
{
  GtkWidget *widget;

  switch (block->kind) {
  case LESSON_HEADING:
    return heading (block, language);
  case LESSON_ITEM:
    return item (block, language);
  case LESSON_MATH:
    return math (block);
  case LESSON_VERBATIM:
    return verbatim (block);
  case LESSON_QUOTE:
    return text_label (block->runs, language, "quote");
  case LESSON_PARAGRAPH:
  default:
    widget = text_label (block->runs, language, NULL);
    gtk_widget_set_margin_start (widget, 18 * block->level);
    return widget;
  }
}

void
gradus_prose_append (GtkBox *box, const GPtrArray *blocks, const char *language)
{
  for (guint i = 0; i < blocks->len; i++)
    gtk_box_append (box, block_widget (blocks->pdata[i], language));
}
