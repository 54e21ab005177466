/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The sidebar: all lessons under their chapters, found by their titles in both languages.
 * Signal "open-lesson" (char *id). */

#include "app/library.h"

#include <gtk/gtk.h>

#define GRADUS_TYPE_TOPIC_LIST (gradus_topic_list_get_type ())
G_DECLARE_FINAL_TYPE (GradusTopicList, gradus_topic_list, GRADUS, TOPIC_LIST, GtkWidget)

void gradus_topic_list_set_library (GradusTopicList *list, GradusLibrary *library);
void gradus_topic_list_select (GradusTopicList *list, const char *id);
void gradus_topic_list_focus_search (GradusTopicList *list);
void gradus_topic_list_set_search (GradusTopicList *list, const char *text);

/* How many lessons are shown now. */
int gradus_topic_list_n_shown (GradusTopicList *list);
