/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of sources share: a set from a line as in lessons. */

#include "data/options.h"

#include <glib.h>
#include <string.h>

/* Makes "moons n=300 noise=0.1 label_noise=0.3". */
static inline void
make_with_seed (const char *text, guint64 seed, DataSet **train, DataSet **test)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  const DataSource *source = (const DataSource *) base_registry_find (&data_sources, words[0]);
  double values[PARAM_MAX], options[PARAM_MAX];
  BaseError error = { "" };
  g_assert_nonnull (source);
  params_defaults (source->entry.params, values);
  params_defaults (data_options, options);
  for (char **word = words + 1; *word != NULL; word++) {
    char *value = strchr (*word, '=');
    *value++ = '\0';
    if (params_find (data_options, *word) >= 0)
      params_set (data_options, options, *word, value, &error);
    else
      params_set (source->entry.params, values, *word, value, &error);
    g_assert_cmpstr (error.text, ==, "");
  }
  if (!data_make (source, values, options, seed, train, test, &error))
    g_error ("%s: %s", text, error.text);
}

static inline void
make (const char *text, DataSet **train, DataSet **test)
{
  make_with_seed (text, 3, train, test);
}
