/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/knob.h"

/* One line: a lane's value, or the value of all lanes (lane −1). */
typedef struct {
  int lane;
  GtkAdjustment *adjustment; /* NULL: no slider */
  GtkWidget *scale, *entry, *toggle, *choice;
  guint timer;
  double wanted;
  GradusKnob *knob;
} GradusKnobLine;

struct _GradusKnob {
  GtkWidget parent;
  GtkWidget *content;
  GtkLabel *label;
  GtkBox *lines_box;
  GtkWidget *dot, *restore, *restarts;
  GtkLabel *differs, *pinned;

  GradusRun *run;
  int index;
  char *key;
  GradusKnobLine lines[TRAIN_MAX_LANES];
  int n_lines;
  gboolean updating;
};

/* knob-line.c: a line is made, shows its value of now, takes one, takes what stands in its entry. */
void gradus_knob_add_line (GradusKnob *knob, int lane);
void gradus_knob_show_line (GradusKnobLine *line);
void gradus_knob_apply (GradusKnob *knob, GradusKnobLine *line, double value);
void gradus_knob_enter_line (GradusKnobLine *line);
