/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The Lab: the text of an experiment, to be changed in any way. What is changed with the controls stands in the text at once;
 * what is changed in the text is run with Ctrl+Return. Files hold what is written here.
 *
 * Signal: "renamed" (another file, or none). */

#include "app/canvas.h"

#define GRADUS_TYPE_LAB_PAGE (gradus_lab_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusLabPage, gradus_lab_page, GRADUS, LAB_PAGE, GtkWidget)

/* @canvas: where @run is seen, and its samples are edited. */
void gradus_lab_page_set_run (GradusLabPage *page, GradusRun *run, GradusCanvas *canvas);

/* In which language views and controls speak. */
void gradus_lab_page_set_language (GradusLabPage *page, const char *language);

/* Whether there is a text yet, and whether its experiment is the one that is open. */
gboolean gradus_lab_page_is_empty (GradusLabPage *page);
gboolean gradus_lab_page_is_open (GradusLabPage *page);

/* Another text in the place of the one before (which the text's own undo brings back), and runs it. @path: the file it is
 * from, or NULL. */
void gradus_lab_page_set_text (GradusLabPage *page, const char *text, const char *path);
char *gradus_lab_page_get_text (GradusLabPage *page); /* the caller frees it */

/* Takes over what @other holds, without running it. */
void gradus_lab_page_copy (GradusLabPage *page, GradusLabPage *other);

/* One of the experiments that come with the program, by its place in the menu. */
void gradus_lab_page_open_preset (GradusLabPage *page, int index);

/* Runs the text as it stands; what is wrong with it is said below it. */
void gradus_lab_page_apply (GradusLabPage *page);
const char *gradus_lab_page_get_problem (GradusLabPage *page); /* NULL: none */

/* Opens an experiment (FILE.gradus) or puts a data set (a CSV file, a folder of IDX files or pictures) into the text. */
void gradus_lab_page_open_file (GradusLabPage *page, const char *path);

/* Writes the experiment with the changes made since step 0, when it stands still; a text that has not been run, as it is. */
void gradus_lab_page_save_file (GradusLabPage *page, const char *path);

/* The file's name, or "Lab". */
const char *gradus_lab_page_get_title (GradusLabPage *page);
