/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"

#define ROW(id) extern const BenchWorkload bench_workload_##id;
#include "bench/workloads-rows.inc"
#undef ROW
#define ROW(id) &bench_workload_##id.entry,
static const BaseEntry *const workloads[] = {
#include "bench/workloads-rows.inc"
};
const BaseRegistry bench_workloads = { "workloads", workloads, (int) (sizeof workloads / sizeof *workloads) };
