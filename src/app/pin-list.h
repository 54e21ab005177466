/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The pinned runs beside the settings: how each is drawn, its name (to be changed), in what it differs from now and what it came
 * to; buttons to pin, to hide and to remove. */

#include "app/run.h"

#define GRADUS_TYPE_PIN_LIST (gradus_pin_list_get_type ())
G_DECLARE_FINAL_TYPE (GradusPinList, gradus_pin_list, GRADUS, PIN_LIST, GtkWidget)

void gradus_pin_list_set_run (GradusPinList *list, GradusRun *run);

/* What stands below the name of pin number @place. */
const char *gradus_pin_list_get_text (GradusPinList *list, int place);
