/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The fixed workloads of `gradus bench`. Data and initial weights come from one small linear congruential generator, so
 * that every program that is compared does the same work and must report the same loss. */

#include "base/error.h"
#include "base/param.h"

/* Called for each figure as soon as it is known. */
typedef void (*BenchEmit) (const char *metric, double value, void *data);

typedef struct {
  BaseEntry entry;
  int max_threads;            /* what it can use */
  const char *check;          /* the metric that must come out right: "loss_5000" */
  double expected, tolerance; /* its value in other programs; relative tolerance */
  /* Trains the stated steps and emits the losses, then measures speeds for about @seconds each (0: not at all). */
  bool (*run) (int threads, double seconds, BenchEmit emit, void *data, BaseError *error);
} BenchWorkload;
extern const BaseRegistry bench_workloads;
