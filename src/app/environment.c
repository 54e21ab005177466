/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/environment.h"

#include "app/painter.h"
#include "app/settings.h"

#include <libintl.h>
#include <locale.h>
#include <malloc.h>

static char *system_language; /* $LANGUAGE as it was at the start; NULL: unset */

void
gradus_environment_set_language (const char *language)
{
  gradus_painter_settle (); /* it looks texts up */
  if (*language)
    g_setenv ("LANGUAGE", g_str_equal (language, "en") ? "en" : language, TRUE);
  else if (system_language)
    g_setenv ("LANGUAGE", system_language, TRUE);
  else
    g_unsetenv ("LANGUAGE");
  textdomain ("gradus"); /* makes gettext look at the environment again */
}

const char *
gradus_environment_language (void)
{
  const char *const *names = g_get_language_names_with_category ("LC_MESSAGES");
  const char *language = g_getenv ("LANGUAGE");
  g_auto (GStrv) wanted = NULL;

  if (language && *language) {
    wanted = g_strsplit (language, ":", -1);
    names = (const char *const *) wanted;
  }
  for (; *names; names++) {
    if (g_str_has_prefix (*names, "zh"))
      return "zh_CN";
    if (g_str_has_prefix (*names, "en") || g_str_equal (*names, "C") || g_str_has_prefix (*names, "C."))
      return "en";
  }
  return "en";
}

void
gradus_environment_prepare (void)
{
  g_autofree char *language = gradus_settings_get ("language", "");

#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 2); /* each of the lanes' threads would hold on to an arena: tens of MB */
#endif

  /* Without a graphics card the GL renderer costs twice the time and five times the memory of Cairo. */
  if (!g_getenv ("GSK_RENDERER"))
    g_setenv ("GSK_RENDERER", "cairo", TRUE);
  if (!g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") && !g_getenv ("GDK_DEBUG"))
    g_setenv ("GDK_DEBUG", "gl-disable", TRUE);
  /* Han characters take their Chinese shapes, Latin ones their usual fonts, in both languages. */
  if (!g_getenv ("FC_LANG"))
    g_setenv ("FC_LANG", "en:zh-cn", TRUE);
  if (!system_language)
    system_language = g_strdup (g_getenv ("LANGUAGE"));
  if (*language)
    gradus_environment_set_language (language);
}
