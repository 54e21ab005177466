/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/give-way.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SLICE_NS 30000000

void
base_give_way (int nice)
{
  struct sched_attr attributes = {
    .size = sizeof attributes,
    .sched_policy = SCHED_NORMAL,
    .sched_nice = nice,
    .sched_runtime = SLICE_NS,
  };

  if (nice > 0)
    syscall (SYS_sched_setattr, 0, &attributes, 0);
}
