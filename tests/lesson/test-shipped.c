/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/lesson.h"

#include <string.h>

/* The lessons that are shipped: both languages side by side, their links, captions and formulas. Every check
 * is a function that says what is wrong, so that it is also shown a lesson that is. */

#define CAPTION_EN 190 /* characters: two lines under a plot */
#define CAPTION_ZH 80

static GPtrArray *
shipped (const char *language)
{
  GPtrArray *lessons = lesson_read_folder (g_getenv ("GRADUS_LESSONS"), language);
  g_assert_cmpuint (lessons->len, >, 0);
  return lessons;
}

static void
expect_nothing (const GString *problems)
{
  if (problems->len > 0)
    g_test_message ("%s", problems->str);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* Takes @problems back to empty. */
static void
expect (GString *problems, const char *words)
{
  if (strstr (problems->str, words) == NULL)
    g_test_message ("expected \"%s\", found \"%s\"", words, problems->str);
  g_assert_nonnull (strstr (problems->str, words));
  g_string_truncate (problems, 0);
}

/* ---- both languages ---- */

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Links, and where they stand on lines of their own, formulas: inside a sentence another language may need another one. */
static void
add_mentions (const GArray *runs, bool formulas, GPtrArray *mentions)
{
  for (guint i = 0; i < runs->len; i++) {
    const LessonRun *run = &g_array_index (runs, LessonRun, i);
    if (formulas && run->kind == LESSON_FORMULA)
      g_ptr_array_add (mentions, g_strdup_printf ("$%s$", run->text));
    if (run->href != NULL)
      g_ptr_array_add (mentions, g_strdup (run->href));
  }
}

/* In the order of the alphabet and each once: another language has other words between them. */
static void
sketch_mentions (GString *out, GPtrArray *mentions)
{
  g_ptr_array_sort (mentions, compare_text);
  for (guint i = 0; i < mentions->len; i++)
    if (i == 0 || strcmp (mentions->pdata[i], mentions->pdata[i - 1]) != 0)
      g_string_append_printf (out, " %s", (const char *) mentions->pdata[i]);
}

static void
sketch_runs (GString *out, const GArray *runs)
{
  g_autoptr (GPtrArray) mentions = g_ptr_array_new_with_free_func (g_free);
  add_mentions (runs, false, mentions);
  sketch_mentions (out, mentions);
}

/* What both languages share of a section: the kinds of its blocks and what stands in them. */
static char *
sketch_section (const LessonSection *section)
{
  static const char *const kinds[] = {
    [LESSON_PARAGRAPH] = "paragraph", [LESSON_HEADING] = "heading", [LESSON_ITEM] = "item",
    [LESSON_QUOTE] = "quote",         [LESSON_MATH] = "math",       [LESSON_VERBATIM] = "verbatim"
  };
  GString *out = g_string_new (NULL);
  g_autoptr (GPtrArray) mentions = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < section->blocks->len; i++) {
    const LessonBlock *block = section->blocks->pdata[i];
    g_string_append_printf (out, "%s %d %d; ", kinds[block->kind], block->level, block->number);
    add_mentions (block->runs, block->kind == LESSON_MATH, mentions);
  }
  sketch_mentions (out, mentions);
  return g_string_free (out, FALSE);
}

static char *
sketch_options (const Lesson *lesson)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < lesson->options->len; i++) {
    const LessonOption *option = lesson->options->pdata[i];
    g_string_append (out, option->right ? "+" : "-");
    sketch_runs (out, option->runs);
    g_string_append (out, option->why->len > 0 ? " ::" : "");
    sketch_runs (out, option->why);
  }
  return g_string_free (out, FALSE);
}

static void
compare_languages (const Lesson *en, const Lesson *zh, GString *problems)
{
  for (int s = 0; s < LESSON_N_SECTIONS; s++) {
    g_autofree char *a = sketch_section (&en->sections[s]), *b = sketch_section (&zh->sections[s]);
    if (strcmp (a, b) != 0)
      g_string_append_printf (problems, "%s: %s differs from en.md:\n%s\n%s\n", zh->path,
                              zh->sections[s].title, b, a);
  }
  g_autofree char *a = sketch_options (en), *b = sketch_options (zh);
  if (strcmp (a, b) != 0)
    g_string_append_printf (problems, "%s: the prediction differs from en.md: %s | %s\n", zh->path, b, a);
  if (en->level != zh->level || en->minutes != zh->minutes || g_strcmp0 (en->asks, zh->asks) != 0)
    g_string_append_printf (problems, "%s: level, minutes or asks differ from en.md\n", zh->path);
  if (en->experiments->len != zh->experiments->len || en->claims->len != zh->claims->len)
    g_string_append_printf (problems, "%s: other experiments or claims than en.md\n", zh->path);
}

static void
test_languages (void)
{
  g_autoptr (GPtrArray) english = shipped ("en"), chinese = shipped ("zh_CN");
  g_autoptr (GString) problems = g_string_new (NULL);
  g_assert_cmpuint (english->len, ==, chinese->len);
  for (guint i = 0; i < english->len; i++) {
    const Lesson *en = english->pdata[i], *zh = chinese->pdata[i];
    g_assert_cmpstr (en->broken, ==, NULL);
    g_assert_cmpstr (zh->broken, ==, NULL);
    g_assert_cmpstr (en->id, ==, zh->id);
    g_assert_cmpstr (zh->language, ==, "zh_CN");
    compare_languages (en, zh, problems);
  }
  expect_nothing (problems);
}

/* ---- words under plots, names of lanes and claims ---- */

static bool
is_han (gunichar c)
{
  return c >= 0x3400 && c <= 0x9fff;
}

static bool
has_han (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (is_han (g_utf8_get_char (text)))
      return true;
  return false;
}

static void
check_label (const Lesson *lesson, const char *what, const char *label, GString *problems)
{
  bool chinese = strcmp (lesson->language, "zh_CN") == 0;
  if (label == NULL || (chinese && !has_han (label)))
    g_string_append_printf (problems, "%s: %s \"%s\" has no words in this language\n", lesson->path, what,
                            label != NULL ? label : "");
}

/* Many a name is the same in Chinese; but then it stands in the labels, unlike the id, or is one of these. */
static void
check_name (const Lesson *lesson, const char *what, const char *name, const char *label, GString *problems)
{
  static const char *const same[] = { "tanh", "sigmoid", "softplus", "dropout", NULL };
  bool given = g_strcmp0 (name, label) != 0 || (label != NULL && g_strv_contains (same, label));
  if (!given && (strcmp (lesson->language, "en") != 0 || strcmp (what, "experiment") == 0))
    g_string_append_printf (problems, "%s: %s \"%s\" has no words in this language\n", lesson->path, what,
                            label != NULL ? label : "");
}

static void
check_labels (const Lesson *lesson, GString *problems)
{
  long limit = strcmp (lesson->language, "zh_CN") == 0 ? CAPTION_ZH : CAPTION_EN;
  for (guint i = 0; i < lesson->experiments->len; i++) {
    const LessonExperiment *experiment = lesson->experiments->pdata[i];
    if (lesson->experiments->len > 1)
      check_name (lesson, "experiment", experiment->name, experiment->label, problems);
    for (guint k = 0; k < experiment->lanes->len; k++) {
      const LessonLane *lane = experiment->lanes->pdata[k];
      check_name (lesson, "lane", lane->id, lane->label, problems);
    }
    for (guint k = 0; k < experiment->views->len; k++) {
      const char *caption = ((LessonView *) experiment->views->pdata[k])->caption;
      check_label (lesson, "caption", caption, problems);
      if (caption != NULL && g_utf8_strlen (caption, -1) > limit)
        g_string_append_printf (problems, "%s: a caption of %ld characters, at most %ld are seen: %s\n",
                                lesson->path, g_utf8_strlen (caption, -1), limit, caption);
    }
  }
  for (guint i = 0; i < lesson->claims->len; i++)
    check_label (lesson, "claim", ((LessonClaim *) lesson->claims->pdata[i])->label, problems);
}

static void
test_labels (void)
{
  g_autoptr (GString) problems = g_string_new (NULL);
  for (int l = 0; l < 2; l++) {
    g_autoptr (GPtrArray) lessons = shipped (l == 0 ? "en" : "zh_CN");
    for (guint i = 0; i < lessons->len; i++)
      check_labels (lessons->pdata[i], problems);
  }
  expect_nothing (problems);
}

/* ---- Chinese punctuation ---- */

static void
check_punctuation (const char *path, const LessonRun *run, GString *problems)
{
  gunichar before = 0;
  for (const char *p = run->text; run->kind == LESSON_TEXT && *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p), after = g_utf8_get_char (g_utf8_next_char (p));
    if (c < 128 && strchr (",;:?!()\"", (int) c) != NULL && (is_han (before) || is_han (after)))
      g_string_append_printf (problems,
                              "%s:%d: \"%c\" beside a Chinese character: expected its full-width form\n",
                              path, run->place.line, (int) c);
    before = c;
  }
}

static void
check_chinese (const Lesson *lesson, GString *problems)
{
  for (int s = 0; s < LESSON_N_SECTIONS; s++)
    for (guint i = 0; i < lesson->sections[s].blocks->len; i++) {
      const LessonBlock *block = lesson->sections[s].blocks->pdata[i];
      for (guint k = 0; k < block->runs->len; k++)
        check_punctuation (lesson->path, &g_array_index (block->runs, LessonRun, k), problems);
    }
}

static void
test_punctuation (void)
{
  g_autoptr (GPtrArray) lessons = shipped ("zh_CN");
  g_autoptr (GString) problems = g_string_new (NULL);
  for (guint i = 0; i < lessons->len; i++)
    check_chinese (lessons->pdata[i], problems);
  expect_nothing (problems);
}

/* ---- links: to a lesson that is there, or to a page of the web ---- */

static void
check_links (const Lesson *lesson, const GPtrArray *lessons, GString *problems)
{
  g_autoptr (GArray) links = lesson_links (lesson);
  for (guint i = 0; i < links->len; i++) {
    const LessonMention *link = &g_array_index (links, LessonMention, i);
    bool found = g_str_has_prefix (link->text, "https://");
    for (guint k = 0; !found && k < lessons->len && g_str_has_prefix (link->text, "lesson:"); k++)
      found = strcmp (((const Lesson *) lessons->pdata[k])->id, link->text + strlen ("lesson:")) == 0;
    if (!found)
      g_string_append_printf (problems, "%s:%d: \"%s\" leads nowhere\n", lesson->path, link->place.line,
                              link->text);
  }
}

static void
test_links (void)
{
  g_autoptr (GString) problems = g_string_new (NULL);
  for (int l = 0; l < 2; l++) {
    g_autoptr (GPtrArray) lessons = shipped (l == 0 ? "en" : "zh_CN");
    for (guint i = 0; i < lessons->len; i++)
      check_links (lessons->pdata[i], lessons, problems);
  }
  expect_nothing (problems);
}

/* ---- formulas: the pack holds those of the lessons, no more and no fewer ---- */

static char *
formula_id (const LessonMention *formula)
{
  g_autofree char *tex = g_strstrip (g_strdup (formula->text));
  if (!formula->display)
    g_strdelimit (tex, "\n", ' ');
  g_autofree char *text = g_strconcat (formula->display ? "D" : "I", tex, NULL);
  char *id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  id[16] = '\0';
  return id;
}

/* "m ID DISPLAY …" of every formula, as "ID DISPLAY". */
static GHashTable *
pack_ids (const char *pack)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = g_strsplit (pack, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "m "))
      g_hash_table_add (ids, g_strndup (lines[i] + 2, 18));
  return ids;
}

/* Takes the formulas of @lesson out of @left. */
static void
check_formulas (const Lesson *lesson, GHashTable *ids, GHashTable *left, GString *problems)
{
  g_autoptr (GArray) formulas = lesson_formulas (lesson);
  for (guint i = 0; i < formulas->len; i++) {
    const LessonMention *formula = &g_array_index (formulas, LessonMention, i);
    g_autofree char *id = formula_id (formula), *key = g_strdup_printf ("%s %d", id, formula->display);
    if (!g_hash_table_contains (ids, key))
      g_string_append_printf (problems, "%s:%d: not in formulas.pack: %s\n", lesson->path,
                              formula->place.line, formula->text);
    g_hash_table_remove (left, key);
  }
}

static void
test_formulas (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("GRADUS_LESSONS"), "formulas.pack", NULL), *pack = NULL;
  g_autoptr (GString) problems = g_string_new (NULL);
  g_assert_true (g_file_get_contents (path, &pack, NULL, NULL));
  g_autoptr (GHashTable) ids = pack_ids (pack), left = pack_ids (pack);
  g_assert_cmpuint (g_hash_table_size (ids), >, 0);
  for (int l = 0; l < 2; l++) {
    g_autoptr (GPtrArray) lessons = shipped (l == 0 ? "en" : "zh_CN");
    for (guint i = 0; i < lessons->len; i++)
      check_formulas (lessons->pdata[i], ids, left, problems);
  }
  GHashTableIter iter;
  gpointer id;
  g_hash_table_iter_init (&iter, left);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_string_append_printf (problems, "formulas.pack: in no lesson: %s\n", (const char *) id);
  expect_nothing (problems);
}

/* ---- the checks are shown lessons that are wrong ---- */

static Lesson *
make (const char *language, const char *question, const char *predict, const char *caption)
{
  g_autofree char *text =
      g_strdup_printf ("# T\n\n%s\n\n```lesson\nlevel = 1\nminutes = 1\n```\n## Predict\nWhich?\n"
                       "```predict\n%s\n```\n```experiment\ndata = moons\nview curve\n```\n"
                       "```labels\nview.1 = %s\n```\n## Answer\na\n## Key points\nb\n"
                       "## Where the popular answer is wrong\nc\n## Follow-ups\nd\n## Sources\ne\n",
                       question, predict, caption);
  BaseError error = { "" };
  Lesson *lesson = lesson_read_text ("own.md", text, strlen (text), &error);
  g_assert_cmpstr (error.text, ==, "");
  g_free (lesson->language);
  lesson->language = g_strdup (language);
  return lesson;
}

static void
test_languages_differ (void)
{
  const struct {
    const char *question, *predict, *problem;
  } rows[] = {
    { "a\n\n```math\nx\n```\n\n- b\n- c", "+ d\n- e :: f", "" },
    { "$`y`$ 甲\n\n```math\nx\n```\n\n- 乙\n- 丙", "+ 丁\n- 戊 :: 己", "" },
    { "a\n\n```math\ny\n```\n\n- b\n- c", "+ d\n- e :: f", "differs from en.md" },
    { "a\n\n- b\n- c", "+ d\n- e :: f", "differs from en.md" },
    { "a\n\n```math\nx\n```\n\n- b", "+ d\n- e :: f", "differs from en.md" },
    { "a\n\n```math\nx\n```\n\n1. b\n2. c", "+ d\n- e :: f", "differs from en.md" },
    { "### a\n\n```math\nx\n```\n\n- b\n- c", "+ d\n- e :: f", "differs from en.md" },
    { "a [l](lesson:m)\n\n```math\nx\n```\n\n- b\n- c", "+ d\n- e :: f", "differs from en.md" },
    { "a\n\n```math\nx\n```\n\n- b\n- c", "- d :: f\n+ e", "the prediction differs" },
    { "a\n\n```math\nx\n```\n\n- b\n- c", "+ d\n- e :: f\n- g :: h", "the prediction differs" },
    { "a\n\n```math\nx\n```\n\n- b\n- c", "+ d\n- e :: f [q](lesson:q)", "the prediction differs" },
  };
  Lesson *en = make ("en", rows[0].question, rows[0].predict, "c");
  g_autoptr (GString) problems = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Lesson *other = make ("zh_CN", rows[i].question, rows[i].predict, "图");
    compare_languages (en, other, problems);
    if (*rows[i].problem == '\0')
      expect_nothing (problems);
    else
      expect (problems, rows[i].problem);
    lesson_free (other);
  }
  lesson_free (en);
}

static void
test_wrong_words (void)
{
  g_autoptr (GString) problems = g_string_new (NULL);
  g_autofree char *longest = g_strnfill (CAPTION_EN, 'x'), *too_long = g_strnfill (CAPTION_EN + 1, 'x');
  const struct {
    const char *language, *question, *caption, *problem;
  } rows[] = {
    { "en", "a", longest, NULL },
    { "en", "a", too_long, "191 characters" },
    { "zh_CN", "甲，乙", "图", NULL },
    { "zh_CN", "甲,乙", "图", "expected its full-width form" },
    { "zh_CN", "x: 甲 (Rob, A: b)", "图", NULL },
    { "zh_CN", "甲: x", "图", "expected its full-width form" },
    { "zh_CN", "甲", "a picture", "has no words in this language" },
    { "zh_CN", "甲", longest, "190 characters" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Lesson *lesson = make (rows[i].language, rows[i].question, "+ a\n- b :: c", rows[i].caption);
    check_labels (lesson, problems);
    if (strcmp (rows[i].language, "zh_CN") == 0)
      check_chinese (lesson, problems);
    if (rows[i].problem == NULL)
      expect_nothing (problems);
    else
      expect (problems, rows[i].problem);
    lesson_free (lesson);
  }
}

static void
test_wrong_mentions (void)
{
  g_autoptr (GPtrArray) lessons = shipped ("en");
  g_autoptr (GString) problems = g_string_new (NULL);
  const Lesson *first = lessons->pdata[0];
  g_autofree char *fine = g_strdup_printf ("[a](lesson:%s) <https://a.b/> $`x`$", first->id);
  const char *const questions[] = { fine, "[a](lesson:nowhere)", "[a](page.html)", "$`y`$" };
  const char *const answers[] = { NULL, "\"lesson:nowhere\" leads nowhere", "leads nowhere",
                                  "not in formulas.pack: y" };
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++) {
    Lesson *lesson = make ("en", questions[i], "+ a\n- b :: c", "c");
    g_autoptr (GHashTable) ids = pack_ids ("glyphs 0\nm 06f6c059006922bd 0 1 1 0 0\n"); /* SHA-256 of "Ix" */
    check_links (lesson, lessons, problems);
    check_formulas (lesson, ids, ids, problems);
    if (answers[i] == NULL)
      expect_nothing (problems);
    else
      expect (problems, answers[i]);
    g_assert_cmpuint (g_hash_table_size (ids), ==, i == 0 ? 0 : 1);
    lesson_free (lesson);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/shipped/languages", test_languages);
  g_test_add_func ("/lesson/shipped/labels", test_labels);
  g_test_add_func ("/lesson/shipped/punctuation", test_punctuation);
  g_test_add_func ("/lesson/shipped/links", test_links);
  g_test_add_func ("/lesson/shipped/formulas", test_formulas);
  g_test_add_func ("/lesson/shipped/languages-differ", test_languages_differ);
  g_test_add_func ("/lesson/shipped/wrong-words", test_wrong_words);
  g_test_add_func ("/lesson/shipped/wrong-mentions", test_wrong_mentions);
  return g_test_run ();
}
