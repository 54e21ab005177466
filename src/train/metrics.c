/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/record.h"

/* The registry of metrics; its rows come from the list in meson.build. */

#define ROW(id) extern const TrainMetric train_metric_##id;
#include "train/metric-rows.inc"
#undef ROW

#define ROW(id) &train_metric_##id.entry,
static const BaseEntry *const entries[] = {
#include "train/metric-rows.inc"
};
#undef ROW

const BaseRegistry train_metrics = { N_ ("metrics"), entries, sizeof entries / sizeof entries[0] };
