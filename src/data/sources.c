/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/set.h"

/* The registry of sources; its rows come from the list in meson.build. */

#define ROW(id) extern const DataSource data_source_##id;
#include "data/source-rows.inc"
#undef ROW

#define ROW(id) &data_source_##id.entry,
static const BaseEntry *const entries[] = {
#include "data/source-rows.inc"
};
#undef ROW

const BaseRegistry data_sources = { N_ ("data"), entries, sizeof entries / sizeof entries[0] };
