/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is remembered between two starts. Without an installed schema everything has its default and nothing is kept. */

#include <gio/gio.h>

#define GRADUS_APP_ID "io.github.gradus.Gradus"

/* "language": "", "en", "zh_CN"; "style": "system", "light", "dark". The caller frees it. */
char *gradus_settings_get (const char *key, const char *fallback);
void gradus_settings_set (const char *key, const char *value);
int gradus_settings_get_int (const char *key, int fallback);
void gradus_settings_set_int (const char *key, int value);
gboolean gradus_settings_get_bool (const char *key, gboolean fallback);
void gradus_settings_set_bool (const char *key, gboolean value);
