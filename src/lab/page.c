/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/page.h"

#include "base/words.h"
#include "lab/setup-private.h"
#include "lab/text.h"
#include "plot/page.h"

/* "Equal passes · step 640 · seed 1"; a calculation has neither steps nor, where nothing is drawn, a seed. */
static char *
subtitle_of (const LabSetup *setup, const TrainSnapshot *snapshot)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  int seed = lab_setup_find_knob (setup, "seed");
  if (setup->experiment->label != NULL)
    g_ptr_array_add (parts, g_strdup (setup->experiment->label));
  if (!setup->experiment->calculator)
    g_ptr_array_add (parts, g_strdup_printf (_ ("step %ld"), snapshot->step));
  if (seed >= 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("seed %.0f"), lab_setup_value (setup, seed, 0)));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

/* Blanks that line up in a file do not in print. */
static void
append_squeezed (GString *to, const char *line)
{
  for (; *line != '\0'; line++)
    if (*line != ' ' || line[1] != ' ')
      g_string_append_c (to, *line);
}

/* The block as it is now, without the lines that only say what is shown. */
static char *
settings_of (const LabSetup *setup)
{
  BaseError error = { "" };
  g_autofree char *text = lab_setup_text (setup, &error);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : error.text, "\n", -1);
  GString *settings = g_string_new (NULL);
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0' && !g_str_has_prefix (*line, "view ") && !g_str_has_prefix (*line, "control ")) {
      g_string_append (settings, settings->len > 0 ? "\n" : "");
      append_squeezed (settings, *line);
    }
  return g_string_free (settings, FALSE);
}

bool
lab_page_write (const LabExperiment *experiment, const TrainSnapshot *snapshot, const PlotFigure *const *figures,
                const char *const *captions, int n, const char *path, PlotFormat format, double width, double scale,
                const PlotTheme *theme, BaseError *error)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  g_autofree char *subtitle = subtitle_of (setup, snapshot), *settings = settings_of (setup);
  const PlotPage page = { setup->lesson->title, subtitle, settings, n, figures, captions };
  return plot_page_write (&page, path, format, width, scale, theme, error);
}
