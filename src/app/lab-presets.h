/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The experiments that come with the program. */

#include <gio/gio.h>

/* Their names, each with the action lab.preset(PLACE). The caller unrefs it. */
GMenuModel *gradus_lab_presets_menu (void);

/* The text of the one at @index; the caller frees it. */
char *gradus_lab_preset_text (int index);
