/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What hides the plot in front of a class until it has voted: the question, the options with their votes, and a button
 * that shows the plot. Signal "uncover". */

#include "lesson/lesson.h"

#include <gtk/gtk.h>

#define GRADUS_TYPE_COVER (gradus_cover_get_type ())
G_DECLARE_FINAL_TYPE (GradusCover, gradus_cover, GRADUS, COVER, GtkWidget)

void gradus_cover_set_lesson (GradusCover *cover, const Lesson *lesson);
void gradus_cover_vote (GradusCover *cover, int option);
int gradus_cover_votes (GradusCover *cover, int option);
