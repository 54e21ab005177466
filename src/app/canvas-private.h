/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/arithmetic.h"
#include "app/canvas.h"
#include "app/cover.h"
#include "app/view-settings.h"

#include <adwaita.h>

#define MAX_VIEWS 12
#define LENS_SLOT MAX_VIEWS /* lenses come after the lesson's views */
#define N_SLOTS (MAX_VIEWS + LAB_N_LENSES)

/* The settings of a slot's view, which last when the run starts anew. */
typedef struct {
  const LabView *view; /* NULL: nothing is kept */
  double written[PARAM_MAX], values[PARAM_MAX]; /* as the lesson has them, and now */
} GradusKept;

struct _GradusCanvas {
  GtkWidget parent;
  GtkWidget *content;
  GtkBox *experiments, *lenses;
  GtkWidget *bar;
  GtkStack *stack;
  GradusPlotView *large, *before;
  GtkWidget *before_box, *now_label;
  GtkLabel *caption;
  GtkWidget *caption_row, *settings_button;
  GradusViewSettings *settings;
  GtkBox *strip;
  AdwStatusPage *refusal, *failed;
  GtkSpinner *spinner;
  GtkButton *refusal_link;
  const char *refusal_lesson;
  GradusCover *cover;
  GradusArithmetic *arithmetic; /* the large plot's */
  double press_x, press_y;      /* px, in it */
  gboolean points;              /* the pointer is a hand */

  GradusRun *run;
  LabViewer *slots[N_SLOTS];
  GradusKept kept[N_SLOTS];
  guint serials[N_SLOTS]; /* of the picture that is shown */
  int n_views, slot, home, lens;
  int strip_slots[GRADUS_CANVAS_SMALL], n_small, next_small;
  GtkWidget *buttons[GRADUS_CANVAS_SMALL];
  GradusPlotView *small[GRADUS_CANVAS_SMALL];
  GtkWidget *lens_buttons[LAB_N_LENSES];
  gboolean compare, updating;
  char *lesson; /* path of the one that the views were made for */
  int experiment;
};

void gradus_canvas_show_slot (GradusCanvas *canvas, int slot);

/* The list of the large view's settings anew, and its name. */
void gradus_canvas_show_settings (GradusCanvas *canvas);

/* canvas-run.c: draws the view of @slot if there is news of it, or @again; says whether. Frees all viewers. */
bool gradus_canvas_draw_slot (GradusCanvas *canvas, int slot, GradusPlotView *view, bool again);
void gradus_canvas_forget (GradusCanvas *canvas);

/* canvas-experiments.c: which experiment is open; their buttons are made anew for another lesson. */
void gradus_canvas_show_experiments (GradusCanvas *canvas, gboolean other_lesson);

/* canvas-arithmetic.c: with the run that there is now. */
void gradus_canvas_make_arithmetic (GradusCanvas *canvas);

/* The other runs of a sweep, for a view across runs. */
void gradus_canvas_give_parts (GradusCanvas *canvas, int slot);

/* canvas-kept.c: a slot has a new viewer: what was set in the one before is set again, if it is the same view; its settings have
 * been changed, which can be undone. */
void gradus_canvas_meet (GradusCanvas *canvas, int slot);
void gradus_canvas_keep (GradusCanvas *canvas, int slot);

/* canvas-lenses.c: the row of buttons, and which of them is pressed (−1: none). */
void gradus_canvas_make_lenses (GradusCanvas *canvas);
void gradus_canvas_mark_lens (GradusCanvas *canvas, int lens);
void gradus_canvas_ask_lens (GradusCanvas *canvas); /* the lens that was refused may have something to show by now */
