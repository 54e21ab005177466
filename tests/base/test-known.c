/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a name that does not exist. */
#include "base/known.h"

#include <glib.h>

static char *
message (const char *wanted, const char *const *names)
{
  BaseKnown known = { wanted };
  BaseError error = { "" };
  for (int i = 0; names[i] != NULL; i++)
    base_known_add (&known, names[i]);
  g_assert_false (base_known_error (&known, &error, "no \"%s\"", wanted));
  return g_strdup (error.text);
}

static void
test_nearest (void)
{
  static const char *const names[] = { "sgd", "moons", "circles", "learning-rate", "layer1", "layer2", NULL };
  static const struct {
    const char *wanted, *message;
  } cases[] = {
    { "moon", "no \"moon\"; did you mean \"moons\"?" },
    { "mons", "no \"mons\"; did you mean \"moons\"?" },
    { "smoons", "no \"smoons\"; did you mean \"moons\"?" },
    { "cirlces", "no \"cirlces\"; did you mean \"circles\"?" },
    { "learning_rate", "no \"learning_rate\"; did you mean \"learning-rate\"?" },
    { "sdg", "no \"sdg\"; there are: sgd, moons, circles, learning-rate, layer1, layer2" }, /* two of three letters */
    { "layer3", "no \"layer3\"; there are: sgd, moons, circles, learning-rate, layer1, layer2" },
    { "layer12", "no \"layer12\"; there are: sgd, moons, circles, learning-rate, layer1, layer2" },
    { "leyer2", "no \"leyer2\"; did you mean \"layer2\"?" },
    { "", "no \"\"; there are: sgd, moons, circles, learning-rate, layer1, layer2" },
    { "a-name-that-is-longer-than-any-that-there-is-and-than-what-is-compared", "no \"a-name-that-is-longer-than-any-that-there-is-"
      "and-than-what-is-compared\"; there are: sgd, moons, circles, learning-rate, layer1, layer2" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = message (cases[i].wanted, names);
    g_assert_cmpstr (text, ==, cases[i].message);
  }
}

/* The nearest of several, also behind the end of a list that is full; the list ends with a whole name. */
static void
test_long_list (void)
{
  BaseKnown known = { "abce" };
  BaseError error = { "" };
  for (int i = 0; i < 100; i++)
    base_known_add (&known, "longer-than-that");
  g_assert_true (g_str_has_suffix (known.list, ", longer-than-that, …"));
  g_assert_cmpuint (strlen (known.list), <, sizeof known.list);
  base_known_add (&known, "abcd");
  base_known_add (&known, "xbce");
  base_known_add (&known, "abce");
  base_known_error (&known, &error, "none");
  g_assert_cmpstr (error.text, ==, "none; did you mean \"abce\"?");
}

static void
test_none (void)
{
  g_autofree char *text = message ("any", (const char *const[]) { NULL });
  g_assert_cmpstr (text, ==, "no \"any\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/known/nearest", test_nearest);
  g_test_add_func ("/base/known/long-list", test_long_list);
  g_test_add_func ("/base/known/none", test_none);
  return g_test_run ();
}
