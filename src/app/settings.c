/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/settings.h"

static GSettings *
settings (void)
{
  static GSettings *found;
  static gsize once;

  if (g_once_init_enter (&once)) {
    GSettingsSchemaSource *source = g_settings_schema_source_get_default (), *built;
    GSettingsSchema *schema = NULL;

    built = g_settings_schema_source_new_from_directory (GRADUS_BUILD_SCHEMAS, source, TRUE, NULL);
    if (built ? built : source)
      schema = g_settings_schema_source_lookup (built ? built : source, GRADUS_APP_ID, TRUE);
    if (schema) {
      found = g_settings_new_full (schema, NULL, NULL);
      g_settings_schema_unref (schema);
    }
    g_clear_pointer (&built, g_settings_schema_source_unref);
    g_once_init_leave (&once, 1);
  }
  return found;
}

char *
gradus_settings_get (const char *key, const char *fallback)
{
  return settings () ? g_settings_get_string (settings (), key) : g_strdup (fallback);
}

void
gradus_settings_set (const char *key, const char *value)
{
  if (settings ())
    g_settings_set_string (settings (), key, value);
}

int
gradus_settings_get_int (const char *key, int fallback)
{
  return settings () ? g_settings_get_int (settings (), key) : fallback;
}

void
gradus_settings_set_int (const char *key, int value)
{
  if (settings ())
    g_settings_set_int (settings (), key, value);
}

gboolean
gradus_settings_get_bool (const char *key, gboolean fallback)
{
  return settings () ? g_settings_get_boolean (settings (), key) : fallback;
}

void
gradus_settings_set_bool (const char *key, gboolean value)
{
  if (settings ())
    g_settings_set_boolean (settings (), key, value);
}
