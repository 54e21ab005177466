/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/experiment.h"

/* The registry of views; its rows come from the list in meson.build. */

#define ROW(id) extern const LabView lab_view_##id;
#include "lab/view-rows.inc"
#undef ROW

#define ROW(id) &lab_view_##id.entry,
static const BaseEntry *const entries[] = {
#include "lab/view-rows.inc"
};
#undef ROW

const BaseRegistry lab_views = { N_ ("plots"), entries, sizeof entries / sizeof entries[0] };
