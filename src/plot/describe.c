/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <string.h>

#define CLAUSES 12 /* a screen reader's listener does not want forty */

static void
describe_panel (const PlotPanel *panel, GString *text)
{
  if (panel->title != NULL)
    g_string_append_printf (text, "%s: ", panel->title);
  if (panel->n_marks == 0)
    g_string_append (text, _("nothing yet"));
  for (int m = 0; m < panel->n_marks && m < CLAUSES; m++) {
    g_string_append (text, m > 0 ? "; " : "");
    panel->marks[m].type->describe (&panel->marks[m], panel, text);
  }
  if (panel->n_marks > CLAUSES)
    g_string_append_printf (text, _("; and %d more"), panel->n_marks - CLAUSES);
}

char *
plot_figure_describe (const PlotFigure *figure)
{
  GString *text = g_string_new (figure->title);
  int shown = figure->n_panels < CLAUSES ? figure->n_panels : CLAUSES;
  g_string_append (text, figure->title != NULL ? ". " : "");
  if (figure->n_panels == 1 && figure->panels[0].y.label != NULL && figure->panels[0].x.label != NULL)
    g_string_append_printf (text, _("%s over %s. "), figure->panels[0].y.label, figure->panels[0].x.label);
  if (figure->n_panels > 1)
    g_string_append_printf (text, ngettext_ ("%d plot. ", "%d plots. ", figure->n_panels), figure->n_panels);
  for (int p = 0; p < shown; p++) {
    describe_panel (&figure->panels[p], text);
    g_string_append (text, p + 1 < shown ? ". " : ".");
  }
  if (figure->n_panels == 0)
    g_string_append (text, figure->empty != NULL ? figure->empty : _("Nothing to show yet"));
  return g_string_free (text, FALSE);
}

/* A name as one field of a table: no tab or line break, something to tell it by. */
static char *
field (const char *name, int index)
{
  char *text = name != NULL ? g_strdup (name) : g_strdup_printf ("%d", index + 1);
  return g_strdelimit (text, "\t\n\r", ' ');
}

char *
plot_figure_table (const PlotFigure *figure)
{
  GString *text = g_string_new ("panel\tmark\tx\ty\tvalue\n");
  for (int p = 0; p < figure->n_panels; p++)
    for (int m = 0; m < figure->panels[p].n_marks; m++) {
      const PlotMark *mark = &figure->panels[p].marks[m];
      char *panel = field (figure->panels[p].title, p), *name = field (mark->label ? mark->label : mark->type->entry.name, m);
      char *prefix = g_strdup_printf ("%s\t%s\t", panel, name);
      mark->type->table (mark, prefix, text);
      g_free (prefix);
      g_free (name);
      g_free (panel);
    }
  return g_string_free (text, FALSE);
}
