/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Runs tests with each variant of the kernels that this processor has. */

#include <glib.h>

typedef struct {
  const char *name;
  void (*function) (void);
} VariantTest;

/* Adds "/engine/PROGRAM/VARIANT/NAME" for each variant and test; @tests must stay. */
void variants_add (const char *program, const VariantTest *tests, gsize n);
