/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Does @work (@data) on a thread that no window waits for; the end of the program does, up to two seconds, because nothing may
 * be at its work when libraries are shut down. Called on the main thread; the result of @work is dropped. */
void gradus_errand (GThreadFunc work, gpointer data);
