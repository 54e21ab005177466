/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Makes the calling thread, and those it starts, give way to whoever waits for a moment: @nice as for setpriority (), and
 * long slices where the kernel grants them (Linux 6.12), so that a thread that wakes up is let in at once instead of at
 * the end of a slice. 0: no change. */
void base_give_way (int nice);
