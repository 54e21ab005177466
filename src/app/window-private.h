/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window.h"

struct _GradusWindow {
  AdwApplicationWindow parent;
  GtkLabel *title, *chapter;
  AdwHeaderBar *header;
  AdwToastOverlay *toasts;
  AdwFlap *topics_flap, *controls_flap;
  GradusTopicList *topics;
  GtkStack *stack;
  AdwStatusPage *broken;
  GtkPaned *paned;
  GtkStack *side; /* the lesson's page or the Lab's */
  GradusLessonPage *page;
  GradusLabPage *lab;
  GtkWidget *stage;
  GradusCanvas *canvas;
  GradusTransport *transport;
  GradusControls *controls;

  GradusLibrary *library;
  GradusRun *run;
  GPtrArray *history; /* of char *: ids of lessons */
  int place;          /* in the history */
  gboolean moving;    /* along the history */
  gboolean only_search; /* the topics were unfolded to search, until a lesson is found */
  gboolean focus_play; /* as soon as the experiment is there */
  gboolean present, was_topics, was_controls;
  int width, height; /* that the parts are arranged for */
  char *toast;
  AdwToast *offer; /* the last one that can be taken back by its button; weak */
  GtkMenuButton *menu;
  GMenu *undo_section;
};

/* The Lab's page in the place of the lesson's; then an experiment has to be opened. */
void gradus_window_show_lab (GradusWindow *window);
bool gradus_window_in_lab (GradusWindow *window);

/* The keyboard goes to Play; where nothing plays, to the first control or the plot. */
void gradus_window_focus_start (GradusWindow *window);

/* window-actions.c: what menus, keys and links do. */
void gradus_window_add_actions (GradusWindow *window);
void gradus_window_update_actions (GradusWindow *window);

/* window-keys.c: Space, the lenses, single keys. */
void gradus_window_add_keys (GradusWindow *window);
