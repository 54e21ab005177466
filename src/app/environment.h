/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What must stand in the environment before GTK starts, and the language while it runs. */

/* The renderer, and the language of the settings. Call it before anything of GTK. */
void gradus_environment_prepare (void);

/* @language "" (the system's), "en" or "zh_CN": texts that are made from now on are in it. */
void gradus_environment_set_language (const char *language);

/* "en" or "zh_CN": what texts are in now. */
const char *gradus_environment_language (void);
