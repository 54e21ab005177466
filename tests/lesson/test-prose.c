/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/lesson.h"

#include <string.h>

/* A whole lesson around @question, which begins at line 3. */
static char *
around (const char *question)
{
  return g_strdup_printf ("# Title\n\n%s\n\n"
                          "```lesson\nlevel = 1\nminutes = 1\n```\n"
                          "## Predict\nWhich?\n```predict\n+ a\n- b :: c\n```\n"
                          "```experiment\ndata = moons\n```\n"
                          "## Answer\na\n## Key points\nb\n## Where the popular answer is wrong\nc\n"
                          "## Follow-ups\nd\n## Sources\ne\n",
                          question);
}

static Lesson *
read_around (const char *question)
{
  g_autofree char *text = around (question);
  BaseError error = { "" };
  Lesson *lesson = lesson_read_text ("x.md", text, strlen (text), &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (lesson);
  return lesson;
}

static const char kind_names[] = { [LESSON_PARAGRAPH] = 'p', [LESSON_HEADING] = 'h', [LESSON_ITEM] = 'i',
                                   [LESSON_QUOTE] = 'q',     [LESSON_MATH] = 'm',    [LESSON_VERBATIM] = 'v' };

/* "p0 text" lines; a run is written with its style before it: *strong*, /emphasis/, `code`, $formula$, <href>. */
static char *
sketch (const GPtrArray *blocks)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < blocks->len; i++) {
    const LessonBlock *block = blocks->pdata[i];
    g_string_append_printf (out, "%s%c%d", i > 0 ? "\n" : "", kind_names[block->kind], block->level);
    if (block->number > 0)
      g_string_append_printf (out, "#%d", block->number);
    for (guint k = 0; k < block->runs->len; k++) {
      const LessonRun *run = &g_array_index (block->runs, LessonRun, k);
      const char *mark = run->kind == LESSON_CODE ? "`" : run->kind == LESSON_FORMULA ? "$" : "";
      g_string_append_printf (out, "{%s%s%s%s%s%s%s}", run->style & LESSON_STRONG ? "*" : "",
                              run->style & LESSON_EMPHASIS ? "/" : "", run->href != NULL ? "<" : "",
                              run->href != NULL ? run->href : "", run->href != NULL ? ">" : "", mark, run->text);
    }
  }
  return g_string_free (out, FALSE);
}

static void
test_blocks (void)
{
  const struct { const char *text, *blocks; } rows[] = {
    { "One\ntwo.\n\nThree.", "p0{One two.}\np0{Three.}" },
    { "一二\n三。Four\n五", "p0{一二三。Four 五}" },
    { "a  \nb\\\nc", "p0{a\nb\nc}" },
    { "plain *em* **strong** ***both*** `code`.", "p0{plain }{/em}{ }{*strong}{ }{*/both}{ }{`code}{.}" },
    { "the rate $`\\eta_1`$, 5$ and `x`", "p0{the rate }{$\\eta_1}{, 5$ and }{`x}" },
    { "$`a`$", "p0{$a}" },
    { "$`a`$$`b`$ $`c`$.", "p0{$a}{$b}{ }{$c}{.}" },
    { "**a $`x`$ b** *$`y`$*", "p0{*a }{*$x}{* b}{ }{/$y}" },
    { "[two *words*](lesson:momentum) and <https://a.b/>",
      "p0{<lesson:momentum>two }{/<lesson:momentum>words}{ and }{<https://a.b/>https://a.b/}" },
    { "- a\n- b\n  - c\n\n    more\n\n3. d\n4. e", "i1{a}\ni1{b}\ni2{c}\np2{more}\ni1#3{d}\ni1#4{e}" },
    { "> said\n> so", "q0{said so}" },
    { "### Deep\n\n#### Deeper *still*", "h3{Deep}\nh4{Deeper }{/still}" },
    { "```math\n x^2 \\\\\n y\n```", "m0{$x^2 \\\\\n y}" },
    { "- a\n\n  ```math\n  x\n  ```", "i1{a}\nm1{$x}" },
    { "```\na  b\n```\n\n```text\nc\n```\n\n    d", "v0{`a  b}\nv0{`c}\nv0{`d}" },
    { "<!-- a note -->\n\nwords <!-- and --> more", "p0{words  more}" },
    { "1 < 2 & 3 &amp; \\*", "p0{1 < 2 & 3 & *}" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Lesson *lesson = read_around (rows[i].text);
    g_autofree char *found = sketch (lesson->sections[LESSON_QUESTION].blocks);
    g_assert_cmpstr (found, ==, rows[i].blocks);
    lesson_free (lesson);
  }
}

static void
test_plain_text (void)
{
  Lesson *lesson = read_around ("the *rate* $`\\eta`$ is `lr`");
  const LessonBlock *block = lesson->sections[LESSON_QUESTION].blocks->pdata[0];
  g_autofree char *text = lesson_runs_text (block->runs);
  g_assert_cmpstr (text, ==, "the rate \\eta is lr");
  lesson_free (lesson);
}

static void
test_not_drawn (void)
{
  const struct { const char *text, *message; } rows[] = {
    { "| a | b |\n|---|---|\n| 1 | 2 |", "x.md:3: a table is not drawn: expected a list or sentences" },
    { "a\n\n![a](b.png)", "x.md:5: a picture is not drawn: expected words, or a view of an experiment" },
    { "a\n\n---", "x.md:5: a rule is not drawn: expected a heading, or nothing" },
    { "<table>", "x.md:3: HTML is not drawn: expected Markdown" },
    { "a <b>c</b>", "x.md:3: HTML is not drawn: expected Markdown" },
    { "- ```\n  a\n  ```", "x.md:3: a list item begins with words" },
    { "-\n", "x.md:3: a list item begins with words" },
    { "> ```labels\n> ```", "x.md:4: a ```labels block stands in a list or a quote: expected it at the left margin" },
    { "## **************************a**************************",
      "x.md:3: lists and quotes are nested too deep, at most 12 levels" },
    { "> > > > > > > > > > > > > a", "x.md:3: lists and quotes are nested too deep, at most 12 levels" },
    { "```python\n```", "x.md:3: unknown block \"python\": expected lesson, predict, experiment, calc, claims, labels, math or "
                        "text" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = around (rows[i].text);
    BaseError error = { "" };
    g_assert_null (lesson_read_text ("x.md", text, strlen (text), &error));
    g_assert_cmpstr (error.text, ==, rows[i].message);
  }
}

static void
test_line_ends (void)
{
  g_autofree char *unix_text = around ("One\ntwo $`x`$\n\n- a");
  g_autoptr (GString) dos = g_string_new (unix_text);
  g_string_replace (dos, "\n", "\r\n", 0);
  g_string_prepend (dos, "\xEF\xBB\xBF");
  Lesson *lesson = lesson_read_text ("x.md", dos->str, dos->len, NULL);
  g_assert_nonnull (lesson);
  g_assert_cmpstr (lesson->title, ==, "Title");
  g_autofree char *found = sketch (lesson->sections[LESSON_QUESTION].blocks);
  g_assert_cmpstr (found, ==, "p0{One two }{$x}\ni1{a}");
  g_assert_null (strchr (((LessonExperiment *) lesson->experiments->pdata[0])->text, '\r'));
  lesson_free (lesson);
}

static void
test_mentions (void)
{
  Lesson *lesson = read_around ("a $`x`$ [b **c**](lesson:b)\n\n```math\ny\n```\n\n[d](lesson:d)[e](lesson:d)\nand\n*so $`z`$*");
  g_autoptr (GArray) formulas = lesson_formulas (lesson);
  g_autoptr (GArray) links = lesson_links (lesson);
  g_assert_cmpuint (formulas->len, ==, 3);
  const LessonMention *x = &g_array_index (formulas, LessonMention, 0), *y = &g_array_index (formulas, LessonMention, 1);
  g_assert_cmpstr (x->text, ==, "x");
  g_assert_false (x->display);
  g_assert_cmpint (x->place.line, ==, 3);
  g_assert_cmpstr (y->text, ==, "y");
  g_assert_true (y->display);
  g_assert_cmpint (y->place.line, ==, 6);
  g_assert_cmpint (g_array_index (formulas, LessonMention, 2).place.line, ==, 11);
  g_assert_cmpint (g_array_index (formulas, LessonMention, 2).place.column, ==, 7);
  g_assert_cmpuint (links->len, ==, 2);
  g_assert_cmpstr (g_array_index (links, LessonMention, 0).text, ==, "lesson:b");
  g_assert_cmpstr (g_array_index (links, LessonMention, 1).text, ==, "lesson:d");
  g_assert_cmpint (g_array_index (links, LessonMention, 1).place.line, ==, 9);
  lesson_free (lesson);
}

/* Whatever the text, an answer comes soon. */
static void
test_hostile (void)
{
  const struct { const char *unit; int n; } rows[] = {
    { ">", 100000 },   { "> ", 100000 }, { "- ", 100000 },  { "*", 200000 },    { "[", 100000 },        { "`", 200000 },
    { "$`a`", 100000 }, { "![", 100000 }, { "a\n", 300000 }, { "- a\n", 150000 }, { "1. a\n", 100000 },    { "**a ", 100000 },
    { "[a](", 100000 }, { "<!--", 100000 }, { "&", 200000 }, { "\\", 300000 },    { "# a\n", 100000 },     { "```\n", 100000 },
    { "|-|--\n", 80000 }, { "x", 900000 }, { "*a_ ", 100000 }, { "$`", 200000 },  { "- a\n\n  b\n", 80000 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    GString *question = g_string_new (NULL);
    for (int k = 0; k < rows[i].n; k++)
      g_string_append (question, rows[i].unit);
    g_autofree char *text = around (question->str);
    gint64 before = g_get_monotonic_time ();
    lesson_free (lesson_read_text ("x.md", text, strlen (text), NULL));
    double seconds = (double) (g_get_monotonic_time () - before) / G_USEC_PER_SEC;
    g_test_message ("%s: %.2f s", rows[i].unit, seconds);
    g_assert_cmpfloat (seconds, <, 20); /* sanitizers are slow; what is quadratic takes minutes */
    g_string_free (question, TRUE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/prose/blocks", test_blocks);
  g_test_add_func ("/lesson/prose/plain-text", test_plain_text);
  g_test_add_func ("/lesson/prose/not-drawn", test_not_drawn);
  g_test_add_func ("/lesson/prose/line-ends", test_line_ends);
  g_test_add_func ("/lesson/prose/mentions", test_mentions);
  g_test_add_func ("/lesson/prose/hostile", test_hostile);
  return g_test_run ();
}
