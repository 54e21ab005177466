/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"

#include <string.h>

extern const NnKernels nn_kernels_plain;
#ifdef NN_X86
extern const NnKernels nn_kernels_avx2, nn_kernels_avx512;
#endif

_Atomic (const NnKernels *) nn_kernels_chosen;

/* Variants this processor can run, best first; returns how many. */
static int
available (const NnKernels *list[3])
{
  int n = 0;
#ifdef NN_X86
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512vl") &&
      __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512bw"))
    list[n++] = &nn_kernels_avx512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    list[n++] = &nn_kernels_avx2;
#endif
  list[n++] = &nn_kernels_plain;
  return n;
}

const NnKernels *
nn_kernels_choose (void)
{
  const NnKernels *list[3];
  available (list);
  atomic_store_explicit (&nn_kernels_chosen, list[0], memory_order_relaxed);
  return list[0];
}

bool
nn_kernels_use (const char *name)
{
  const NnKernels *list[3];
  int n = available (list);
  for (int i = 0; i < n; i++)
    if (strcmp (list[i]->name, name) == 0) {
      atomic_store_explicit (&nn_kernels_chosen, list[i], memory_order_relaxed);
      return true;
    }
  return false;
}

void
nn_kernels_begin_thread (void)
{
#ifdef __SSE__
  __builtin_ia32_ldmxcsr (__builtin_ia32_stmxcsr () | 0x8040); /* flush to zero, denormals are zero */
#endif
}
