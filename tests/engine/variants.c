/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "variants.h"

#include "engine/kernels.h"

static const char *const variants[] = { "plain", "avx2", "avx512" };

typedef struct {
  const char *variant;
  void (*function) (void);
} Run;

static void
run (gconstpointer data)
{
  const Run *run = data;
  if (nn_kernels_use (run->variant))
    run->function ();
  else
    g_test_skip ("this processor or build does not have these kernels");
}

void
variants_add (const char *program, const VariantTest *tests, gsize n)
{
  for (gsize v = 0; v < G_N_ELEMENTS (variants); v++)
    for (gsize i = 0; i < n; i++) {
      g_autofree char *path = g_strdup_printf ("/engine/%s/%s/%s", program, variants[v], tests[i].name);
      Run *data = g_new (Run, 1);
      *data = (Run) { variants[v], tests[i].function };
      g_test_add_data_func_full (path, data, run, g_free);
    }
}
