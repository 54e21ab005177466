/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/give-way.h"

#include <glib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
nice_of_this_thread (void)
{
  return getpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid));
}

static gpointer
give_way (gpointer data)
{
  base_give_way (0);
  int before = nice_of_this_thread ();
  base_give_way (19);
  *(int *) data = nice_of_this_thread ();
  return GINT_TO_POINTER (before);
}

/* The thread that calls, and no other. */
static void
test_one_thread (void)
{
  int before = nice_of_this_thread (), after;
  GThread *thread = g_thread_new ("thread", give_way, &after);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, before);
  g_assert_cmpint (after, ==, 19);
  g_assert_cmpint (nice_of_this_thread (), ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/give-way/one-thread", test_one_thread);
  return g_test_run ();
}
