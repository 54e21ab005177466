/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/lab-presets.h"

#include "base/param.h"
#include "base/words.h"
#include "lesson/lesson.h"

#define PRESETS "/io/github/gradus/Gradus/presets/"

static const struct {
  const char *file, *label;
} presets[] = {
  { "spirals", N_ ("Two spirals") },
  { "optimizers", N_ ("Three optimizers") },
  { "digits", N_ ("Digits, convolutional") },
  { "regression", N_ ("A curve to fit") },
  { "saddle", N_ ("A saddle point") },
  { "sequence", N_ ("A sequence to remember") },
  { "points", N_ ("Points of your own") },
};

GMenuModel *
gradus_lab_presets_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (presets); i++) {
    g_autofree char *action = g_strdup_printf ("lab.preset(%d)", (int) i);

    g_menu_append (menu, _(presets[i].label), action);
  }
  return G_MENU_MODEL (menu);
}

char *
gradus_lab_preset_text (int index)
{
  g_autofree char *path = g_strconcat (PRESETS, presets[index].file, LESSON_EXPERIMENT_SUFFIX, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
