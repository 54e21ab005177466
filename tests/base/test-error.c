/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <glib.h>
#include <string.h>

static void
test_first_message_wins (void)
{
  BaseError error = { "" };
  g_assert_false (base_error_set (&error, "%d is odd", 3));
  base_error_set (&error, "later");
  g_assert_cmpstr (error.text, ==, "3 is odd");
  base_error_prefix (&error, "%s:%d: ", "file", 7);
  g_assert_cmpstr (error.text, ==, "file:7: 3 is odd");
  base_error_clear (&error);
  base_error_prefix (&error, "nothing");
  g_assert_cmpstr (error.text, ==, "");
  g_assert_false (base_error_set (NULL, "nobody listens"));
}

static void
test_long_message_is_cut (void)
{
  BaseError error = { "" };
  g_autofree char *text = g_strnfill (5000, 'x');
  base_error_set (&error, "%s", text);
  g_assert_cmpuint (strlen (error.text), ==, BASE_ERROR_MAX - 1);
  base_error_prefix (&error, "%s", text);
  g_assert_cmpuint (strlen (error.text), ==, BASE_ERROR_MAX - 1);
}

/* Wherever the end falls, no character is cut in two. */
static void
test_cut_is_text (void)
{
  static const char *const characters[] = { "é", "…", "𝄞" };
  for (guint c = 0; c < G_N_ELEMENTS (characters); c++)
    for (gsize shift = 0; shift < 4; shift++) {
      BaseError error = { "" };
      g_autoptr (GString) text = g_string_new (NULL);
      for (int i = 0; i < BASE_ERROR_MAX; i++)
        g_string_append (text, characters[c]);
      base_error_set (&error, "%.*s%s", (int) shift, "xyz", text->str);
      g_assert_true (g_utf8_validate (error.text, -1, NULL));
      g_assert_cmpuint (strlen (error.text), >=, BASE_ERROR_MAX - 4);
      base_error_prefix (&error, "%.*s", (int) shift, "abc");
      g_assert_true (g_utf8_validate (error.text, -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/first-message-wins", test_first_message_wins);
  g_test_add_func ("/base/error/long-message-is-cut", test_long_message_is_cut);
  g_test_add_func ("/base/error/cut-is-text", test_cut_is_text);
  return g_test_run ();
}
