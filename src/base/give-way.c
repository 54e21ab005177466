/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/give-way.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SLICE_NS 10000000 /* three to four times the usual; with much longer ones lanes wait for the last of them */

void
base_give_way (int nice)
{
  struct sched_attr attributes = {
    .size = sizeof attributes,
    .sched_policy = SCHED_NORMAL,
    .sched_nice = nice,
    .sched_runtime = SLICE_NS,
  };

  if (nice > 0 && syscall (SYS_sched_setattr, 0, &attributes, 0))
    setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), nice); /* a sandbox may forbid the one and not the other */
}
