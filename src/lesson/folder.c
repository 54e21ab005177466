/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/reader.h"

#include "base/words.h"

#include <string.h>

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Names of the folders in @path, sorted. */
static GPtrArray *
folders_in (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inside = g_build_filename (path, name, NULL);
    if (name[0] != '.' && g_file_test (inside, G_FILE_TEST_IS_DIR))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_clear_pointer (&dir, g_dir_close);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static Lesson *
broken_lesson (const char *path, const char *message)
{
  Lesson *lesson = lesson_new (path);
  lesson->title = g_strdup (lesson->id);
  lesson->broken = g_strdup (message);
  return lesson;
}

static Lesson *
read_lesson (const char *folder, const char *language)
{
  g_autofree char *file = g_strdup_printf ("%s.md", language);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_free (path);
    path = g_build_filename (folder, "en.md", NULL);
  }
  BaseError error = { "" };
  Lesson *lesson = lesson_read (path, &error);
  return lesson != NULL ? lesson : broken_lesson (path, error.text);
}

/* From folder/chapters.tsv, lines "CHAPTER<TAB>English<TAB>Chinese"; where it says nothing, "04-optimisation" is
 * "Optimisation". */
static char *
chapter_title (const char *folder, const char *chapter, const char *language)
{
  g_autofree char *path = g_build_filename (folder, "chapters.tsv", NULL), *text = NULL;
  g_auto (GStrv) lines = g_file_get_contents (path, &text, NULL, NULL) && g_utf8_validate (text, -1, NULL)
                             ? g_strsplit (text, "\n", -1) : NULL;
  guint column = strcmp (language, "zh_CN") == 0 ? 2 : 1;
  for (int i = 0; lines != NULL && lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), "\t", -1);
    if (g_strv_length (cells) > column && strcmp (cells[0], chapter) == 0)
      return g_strdup (cells[column]);
  }
  chapter += strspn (chapter, "0123456789-");
  char *title = g_strdelimit (g_strdup (chapter), "-", ' ');
  title[0] = g_ascii_toupper (title[0]);
  return title;
}

/* Moves the ids listed in order.txt to the front; one that does not exist becomes a broken lesson. */
static void
apply_order (const char *folder, GPtrArray *ids, GPtrArray *lessons)
{
  g_autofree char *path = g_build_filename (folder, "order.txt", NULL), *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL) || !g_utf8_validate (text, -1, NULL))
    return;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0, index;
  for (int i = 0; lines[i] != NULL; i++) {
    const char *id = g_strstrip (lines[i]);
    if (*id == '\0' || *id == '#')
      continue;
    if (g_ptr_array_find_with_equal_func (ids, id, g_str_equal, &index) && index >= n) {
      char *moved = g_ptr_array_steal_index (ids, index);
      g_ptr_array_insert (ids, (int) n++, moved);
    } else {
      g_autofree char *missing = g_build_filename (folder, id, "en.md", NULL);
      g_autofree char *message = g_strdup_printf (_ ("%s:%d: there is no lesson \"%s\", or it is listed twice"), path,
                                                  i + 1, id);
      g_ptr_array_add (lessons, broken_lesson (missing, message));
    }
  }
}

GPtrArray *
lesson_read_folder (const char *folder, const char *language)
{
  GPtrArray *lessons = g_ptr_array_new_with_free_func ((GDestroyNotify) lesson_free);
  g_autoptr (GPtrArray) chapters = folders_in (folder);
  for (guint c = 0; c < chapters->len; c++) {
    const char *chapter = chapters->pdata[c];
    g_autofree char *path = g_build_filename (folder, chapter, NULL);
    g_autoptr (GPtrArray) ids = folders_in (path);
    guint first = lessons->len;
    apply_order (path, ids, lessons);
    for (guint i = 0; i < ids->len; i++) {
      g_autofree char *inside = g_build_filename (path, ids->pdata[i], NULL);
      g_ptr_array_add (lessons, read_lesson (inside, language));
    }
    for (guint i = first; i < lessons->len; i++) {
      Lesson *lesson = lessons->pdata[i];
      g_free (lesson->chapter_title);
      lesson->chapter_title = chapter_title (folder, chapter, language);
    }
  }
  return lessons;
}

/* ---- formulas and links ---- */

static void
mention_runs (GArray *mentions, const GArray *runs, bool links, bool display)
{
  const char *last = NULL;
  for (guint i = 0; i < runs->len; i++) {
    const LessonRun *run = &g_array_index (runs, LessonRun, i);
    const char *text = links ? run->href : run->kind == LESSON_FORMULA ? run->text : NULL;
    LessonMention mention = { text, display, run->place };
    if (text != NULL && (!links || g_strcmp0 (last, text) != 0)) /* a link of several runs is one */
      g_array_append_val (mentions, mention);
    last = text;
  }
}

static GArray *
mentions_of (const Lesson *lesson, bool links)
{
  GArray *mentions = g_array_new (FALSE, FALSE, sizeof (LessonMention));
  for (int s = 0; s < LESSON_N_SECTIONS; s++) {
    for (guint i = 0; i < lesson->sections[s].blocks->len; i++) {
      const LessonBlock *block = lesson->sections[s].blocks->pdata[i];
      mention_runs (mentions, block->runs, links, block->kind == LESSON_MATH);
    }
    for (guint i = 0; s == LESSON_PREDICT && i < lesson->options->len; i++) {
      const LessonOption *option = lesson->options->pdata[i];
      mention_runs (mentions, option->runs, links, false);
      mention_runs (mentions, option->why, links, false);
    }
  }
  return mentions;
}

GArray *
lesson_formulas (const Lesson *lesson)
{
  return mentions_of (lesson, false);
}

GArray *
lesson_links (const Lesson *lesson)
{
  return mentions_of (lesson, true);
}
