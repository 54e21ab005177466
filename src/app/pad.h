/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A sheet to draw an image on, pixel by pixel as the network sees it: with the pointer, or with the arrow keys and Return (pen
 * down, pen up); Delete wipes it clean.
 *
 * Signal: "drawn". */

#include <gtk/gtk.h>

#define GRADUS_TYPE_PAD (gradus_pad_get_type ())
G_DECLARE_FINAL_TYPE (GradusPad, gradus_pad, GRADUS, PAD, GtkWidget)

/* Another number of pixels also wipes it clean. */
void gradus_pad_set_size (GradusPad *pad, int height, int width);

/* [height][width] from 0 (black) to 1; NULL while nothing is drawn. */
const float *gradus_pad_get_pixels (GradusPad *pad);

/* A stroke from one place to another, in pixels. */
void gradus_pad_stroke (GradusPad *pad, double x0, double y0, double x1, double y1);
void gradus_pad_clear (GradusPad *pad);
