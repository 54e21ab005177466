/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Files for the Lab: chosen in a dialog, or dropped. */

#include "app/lab-page.h"

/* Asks for a file to save to, or for one, or a folder, to open, and has @page do it. */
void gradus_lab_files_choose (GradusLabPage *page, const char *title, GtkFileChooserAction action);

/* What falls on @widget is opened while @page's experiment is the one that is open; before a text view takes a file for its
 * name. */
void gradus_lab_files_take_drops (GradusLabPage *page, GtkWidget *widget);
