/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Measures the window itself: CPU time of the main thread for each drawn frame, intervals between frames, what drawing
 * costs the training, start and memory. Prints TSV "workload gradus threads metric value", then ends the program. */

#include "app/window.h"

/* Notes when the program started. */
void gradus_frame_bench_clock (void);

void gradus_frame_bench_start (GradusWindow *window, double seconds);
