/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/reader.h"

#include "base/words.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_FILE (1 << 20) /* bytes */
#define TOP ((LessonPlace) { 1, 1 })

/* Which heading begins which section. */
static const struct {
  const char *en, *zh;
} headings[LESSON_N_SECTIONS] = {
  [LESSON_PREDICT] = { "Predict", "预测" },
  [LESSON_EXPERIMENTS] = { "Experiment", "实验" },
  [LESSON_ANSWER] = { "Answer", "回答" },
  [LESSON_KEY_POINTS] = { "Key points", "要点" },
  [LESSON_POPULAR_ERROR] = { "Where the popular answer is wrong", "常见说法哪里不对" },
  [LESSON_FOLLOW_UPS] = { "Follow-ups", "追问" },
  [LESSON_SOURCES] = { "Sources", "来源" },
};

static void
read_section (LessonReader *reader, const LessonPiece *piece)
{
  for (int kind = LESSON_PREDICT; kind < LESSON_N_SECTIONS; kind++) {
    if (strcmp (piece->text, headings[kind].en) != 0 && strcmp (piece->text, headings[kind].zh) != 0)
      continue;
    LessonSection *section = &reader->lesson->sections[kind];
    if (section->title != NULL)
      lesson_report (reader->report, piece->place, _ ("there is a section \"%s\" already"), piece->text);
    else if (kind < reader->section)
      lesson_report (reader->report, piece->place, _ ("the section \"%s\" stands too late: expected it before \"%s\""),
                     piece->text, reader->lesson->sections[reader->section].title);
    else
      section->title = g_strdup (piece->text);
    reader->section = MAX (reader->section, kind);
    return;
  }
  g_autoptr (GString) known = g_string_new (NULL);
  for (int kind = LESSON_PREDICT; kind < LESSON_N_SECTIONS; kind++)
    g_string_append_printf (known, "%s%s", kind > LESSON_PREDICT ? ", " : "",
                            reader->translation ? headings[kind].zh : headings[kind].en);
  lesson_report (reader->report, piece->place, _ ("unknown section \"%s\": expected one of %s"), piece->text, known->str);
}

static void
read_title (LessonReader *reader, const LessonPiece *piece)
{
  if (reader->lesson->title != NULL)
    lesson_report (reader->report, piece->place, _ ("there is a title already: expected \"##\" for a section"));
  else if (*piece->text == '\0')
    lesson_report (reader->report, piece->place, _ ("the title is empty"));
  else
    reader->lesson->title = g_strdup (piece->text);
}

static void
read_pieces (LessonReader *reader, GPtrArray *pieces)
{
  for (guint i = 0; i < pieces->len; i++) {
    LessonPiece *piece = pieces->pdata[i];
    if (piece->kind == LESSON_PART_TITLE)
      read_title (reader, piece);
    else if (piece->kind == LESSON_PART_SECTION)
      read_section (reader, piece);
    else if (piece->kind == LESSON_PART_FENCE)
      lesson_read_fence (reader, piece);
    else
      g_ptr_array_add (reader->lesson->sections[reader->section].blocks, g_steal_pointer (&piece->block));
  }
}

/* Is everything there that a lesson consists of? */
static void
check_complete (LessonReader *reader)
{
  Lesson *lesson = reader->lesson;
  if (lesson->title == NULL)
    lesson_report (reader->report, TOP, _ ("there is no title: expected a line \"# …\""));
  for (int kind = LESSON_PREDICT; kind < LESSON_N_SECTIONS; kind++) {
    const LessonSection *section = &lesson->sections[kind];
    if (kind == LESSON_EXPERIMENTS) /* its block says enough */
      continue;
    if (section->title == NULL)
      lesson_report (reader->report, TOP, _ ("there is no section \"## %s\""),
                     reader->translation ? headings[kind].zh : headings[kind].en);
    else if (section->blocks->len == 0)
      lesson_report (reader->report, TOP, _ ("the section \"%s\" is empty"), section->title);
  }
  if (lesson->options->len == 0)
    lesson_report (reader->report, TOP, _ ("there is no predict block"));
  if (reader->translation)
    return;
  if (!reader->seen_lesson)
    lesson_report (reader->report, TOP, _ ("there is no lesson block"));
  if (lesson->experiments->len == 0 && !reader->broken_experiment)
    lesson_report (reader->report, TOP, _ ("there is no experiment or calc block"));
}

/* The same answers in the same order? Then takes the experiments and claims of the English file. */
static void
join_translation (LessonReader *reader, Lesson *english)
{
  Lesson *lesson = reader->lesson;
  GPtrArray *here = lesson->options, *there = english->options;
  if (here->len > 0 && here->len != there->len)
    lesson_report (reader->report, ((LessonOption *) here->pdata[0])->place, _ ("%u answers, in en.md there are %u"), here->len,
                   there->len);
  for (guint i = 0; i < MIN (here->len, there->len); i++) {
    const LessonOption *a = here->pdata[i], *b = there->pdata[i];
    if (a->right != b->right)
      lesson_report (reader->report, a->place, a->right ? _ ("answer %u is right, in en.md it is wrong")
                                                        : _ ("answer %u is wrong, in en.md it is right"), i + 1);
  }
  lesson->level = english->level;
  lesson->minutes = english->minutes;
  lesson->asks = g_steal_pointer (&english->asks);
  GPtrArray *experiments = lesson->experiments, *claims = lesson->claims;
  lesson->experiments = english->experiments;
  lesson->claims = english->claims;
  english->experiments = experiments;
  english->claims = claims;
}

bool
lesson_is_language (const char *name)
{
  gsize length = strlen (name);
  return (length == 2 || (length == 5 && name[2] == '_' && g_ascii_isupper (name[3]) && g_ascii_isupper (name[4]))) &&
         g_ascii_islower (name[0]) && g_ascii_islower (name[1]);
}

/* "my.md" is Burmese only beside an English lesson; else a file of that name. */
static bool
is_of_folder (const char *folder, const char *name)
{
  g_autofree char *english = g_build_filename (folder, "en.md", NULL);
  return strcmp (name, "en") == 0 || strcmp (name, "zh_CN") == 0 ||
         (lesson_is_language (name) && g_file_test (english, G_FILE_TEST_EXISTS));
}

static void
option_free (gpointer data)
{
  LessonOption *option = data;
  g_array_unref (option->runs);
  g_array_unref (option->why);
  g_free (option);
}

static void
block_free (gpointer data)
{
  lesson_block_free (data);
}

Lesson *
lesson_new (const char *path)
{
  Lesson *lesson = g_new0 (Lesson, 1);
  g_autofree char *folder = g_path_get_dirname (path), *above = g_path_get_dirname (folder);
  g_autofree char *base = g_path_get_basename (path);
  if (g_str_has_suffix (base, ".md") || g_str_has_suffix (base, LESSON_EXPERIMENT_SUFFIX))
    *strrchr (base, '.') = '\0';
  bool in_folder = g_str_has_suffix (path, ".md") && is_of_folder (folder, base);
  lesson->path = g_strdup (path);
  lesson->language = g_strdup (in_folder ? base : "en");
  lesson->id = in_folder ? g_path_get_basename (folder) : g_strdup (base);
  lesson->chapter = in_folder ? g_path_get_basename (above) : g_strdup ("");
  lesson->chapter_title = g_strdup ("");
  for (int i = 0; i < LESSON_N_SECTIONS; i++)
    lesson->sections[i].blocks = g_ptr_array_new_with_free_func (block_free);
  lesson->options = g_ptr_array_new_with_free_func (option_free);
  lesson->experiments = g_ptr_array_new_with_free_func ((GDestroyNotify) lesson_experiment_free);
  lesson->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) lesson_claim_free);
  return lesson;
}

static bool
has_room (LessonReport *report, gsize n_bytes)
{
  return n_bytes <= MAX_FILE ||
         lesson_report (report, TOP, _ ("the file has %lu bytes: expected at most %d"), (unsigned long) n_bytes, MAX_FILE);
}

/* Checks what has to hold for every byte; returns the text with "\n" at line ends, or NULL. */
static char *
clean_text (LessonReport *report, const char *text, gsize length)
{
  const char *bad = NULL;
  if (!has_room (report, length))
    return NULL;
  if (!g_utf8_validate_len (text, length, &bad)) {
    LessonPlace place = TOP;
    for (const char *at = text; at < bad; at++)
      place.line += *at == '\n';
    lesson_report (report, place, *bad == '\0' ? _ ("a NUL byte: expected text") : _ ("this is not UTF-8 text"));
    return NULL;
  }
  char *clean = g_strndup (text, length), *to = clean;
  for (const char *from = clean; *from != '\0'; from++)
    if (*from != '\r')
      *to++ = *from;
    else if (from[1] != '\n')
      *to++ = '\n';
  *to = '\0';
  return clean;
}

/* Fills @lesson from @text; what is wrong is reported. */
static void
read_into (LessonReport *report, Lesson *lesson, const char *text, Lesson *english)
{
  LessonReader reader = { .report = report, .lesson = lesson, .translation = english != NULL };
  g_autoptr (GPtrArray) pieces = lesson_markdown_read (report, text);
  read_pieces (&reader, pieces);
  check_complete (&reader);
  if (english != NULL)
    join_translation (&reader, english);
  if (reader.labels != NULL && !reader.broken_experiment)
    lesson_read_labels (report, lesson, reader.labels->text, reader.labels->place);
}

/* An experiment without a lesson around it. */
static void
read_alone (LessonReport *report, Lesson *lesson, const char *text)
{
  LessonExperiment *experiment = lesson_scan_experiment (report, text, TOP);
  lesson->title = g_strdup (lesson->id);
  if (experiment == NULL)
    return;
  experiment->calculator = lesson_setting_find (experiment->settings, "calculator") != NULL;
  g_ptr_array_add (lesson->experiments, experiment);
}

/* The lesson beside a translation, or NULL and reported. */
static Lesson *
read_english (LessonReport *report)
{
  g_autofree char *folder = g_path_get_dirname (report->path), *path = g_build_filename (folder, "en.md", NULL);
  BaseError error = { "" };
  Lesson *english = lesson_read (path, &error);
  if (english == NULL)
    lesson_report (report, TOP, _ ("a translation needs the English lesson beside it: %s"), error.text);
  return english;
}

/* The lesson, whole only if nothing was reported. A translation takes the blocks of @english; NULL: of the file. */
static Lesson *
read_reported (LessonReport *report, const char *text, gsize length, Lesson *english)
{
  Lesson *lesson = lesson_new (report->path);
  g_autofree char *clean = clean_text (report, text, length);
  bool translation = strcmp (lesson->language, "en") != 0;
  if (clean != NULL && translation && english == NULL)
    english = read_english (report);
  if (clean != NULL && g_str_has_suffix (report->path, LESSON_EXPERIMENT_SUFFIX))
    read_alone (report, lesson, clean);
  else if (clean != NULL && translation == (english != NULL))
    read_into (report, lesson, clean, english);
  lesson_free (english);
  return lesson;
}

Lesson *
lesson_read_translation (const char *path, const char *text, gsize length, Lesson *english, BaseError *error)
{
  LessonReport report = lesson_report_new (path);
  Lesson *lesson = read_reported (&report, text, length, english);
  if (lesson_report_finish (&report, error))
    return lesson;
  lesson_free (lesson);
  return NULL;
}

Lesson *
lesson_read_text (const char *path, const char *text, gsize length, BaseError *error)
{
  return lesson_read_translation (path, text, length, NULL, error);
}

/* The whole file, or NULL with a message. Longer ones are not taken into memory. */
static char *
load (LessonReport *report, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  GStatBuf info;
  if (g_stat (report->path, &info) == 0 && S_ISREG (info.st_mode) && !has_room (report, (gsize) info.st_size))
    return NULL;
  if (!g_file_get_contents (report->path, &text, length, &error))
    lesson_report (report, TOP, "%s", error->message);
  return text;
}

Lesson *
lesson_read (const char *path, BaseError *error)
{
  LessonReport report = lesson_report_new (path);
  gsize length = 0;
  g_autofree char *text = load (&report, &length);
  return lesson_report_finish (&report, error) ? lesson_read_text (path, text, length, error) : NULL;
}

GPtrArray *
lesson_check (const char *path)
{
  LessonReport report = lesson_report_new (path);
  gsize length = 0;
  g_autofree char *text = load (&report, &length);
  if (text != NULL)
    lesson_free (read_reported (&report, text, length, NULL));
  return report.messages;
}

void
lesson_free (Lesson *lesson)
{
  if (lesson == NULL)
    return;
  char *strings[] = { lesson->id, lesson->chapter, lesson->chapter_title, lesson->path,
                      lesson->language, lesson->broken, lesson->title, lesson->asks };
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (strings[i]);
  for (int i = 0; i < LESSON_N_SECTIONS; i++) {
    g_free (lesson->sections[i].title);
    g_ptr_array_unref (lesson->sections[i].blocks);
  }
  g_ptr_array_unref (lesson->options);
  g_ptr_array_unref (lesson->experiments);
  g_ptr_array_unref (lesson->claims);
  g_free (lesson);
}
