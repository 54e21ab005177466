/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/errand.h"

#include <stdlib.h>

static int n_errands; /* atomic: at work */

typedef struct {
  GThreadFunc work;
  gpointer data;
} Errand;

static gpointer
run (gpointer data)
{
  Errand *errand = data;

  errand->work (errand->data);
  g_free (errand);
  g_atomic_int_add (&n_errands, -1);
  return NULL;
}

static void
wait_for_all (void)
{
  for (int i = 0; i < 2000 && g_atomic_int_get (&n_errands) > 0; i++)
    g_usleep (1000);
}

void
gradus_errand (GThreadFunc work, gpointer data)
{
  static gsize once;
  Errand *errand = g_new (Errand, 1);

  if (g_once_init_enter (&once)) {
    atexit (wait_for_all);
    g_once_init_leave (&once, 1);
  }
  *errand = (Errand){ work, data };
  g_atomic_int_inc (&n_errands);
  g_thread_unref (g_thread_new ("errand", run, errand));
}
