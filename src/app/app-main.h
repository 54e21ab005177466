/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The window's side of main: gradus [--lesson ID] [--present] [--frame-bench SECONDS]. Returns the exit status. */
int gradus_app_main (int argc, char **argv);
