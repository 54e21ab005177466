/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/markdown.h"

#include "base/words.h"

#include <cmark.h>
#include <string.h>

#define MAX_NESTING 12 /* of lists, quotes and styles */

static void
run_clear (gpointer data)
{
  LessonRun *run = data;
  g_free (run->text);
  g_free (run->href);
}

GArray *
lesson_runs_new (void)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (LessonRun));
  g_array_set_clear_func (runs, run_clear);
  return runs;
}

void
lesson_block_free (LessonBlock *block)
{
  g_array_unref (block->runs);
  g_free (block);
}

static void
piece_free (gpointer data)
{
  LessonPiece *piece = data;
  g_free (piece->text);
  g_free (piece->info);
  g_clear_pointer (&piece->block, lesson_block_free);
  g_free (piece);
}

char *
lesson_runs_text (const GArray *runs)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < runs->len; i++)
    g_string_append (text, g_array_index (runs, LessonRun, i).text);
  return g_string_free (text, FALSE);
}

/* ---- inline markup ---- */

/* A walk through a document. */
typedef struct {
  LessonReport *report;
  LessonPlace start; /* of the text */
  GPtrArray *lines;  /* of the text */
  GPtrArray *pieces;
  GArray *runs;      /* of the paragraph or heading under way; NULL: none */
  GString *text;     /* of the run under way */
  LessonRun run;     /* the same: its kind, style, href (of the node), place */
  unsigned style;
  const char *href;
  int depth;         /* of nodes */
  int list_depth, quote_depth;
} Walk;

static LessonPlace
node_place (const Walk *walk, cmark_node *node)
{
  while (node != NULL && cmark_node_get_start_line (node) == 0)
    node = cmark_node_parent (node);
  LessonPlace place = walk->start;
  if (node != NULL) {
    place.line += cmark_node_get_start_line (node) - 1;
    place.column += cmark_node_get_start_column (node) - 1;
  }
  return place;
}

/* Is @node inline code between "$" and "$"? */
static bool
is_formula (cmark_node *node)
{
  cmark_node *before = cmark_node_previous (node), *after = cmark_node_next (node);
  return cmark_node_get_type (node) == CMARK_NODE_CODE && before != NULL && after != NULL &&
         cmark_node_get_type (before) == CMARK_NODE_TEXT && cmark_node_get_type (after) == CMARK_NODE_TEXT &&
         g_str_has_suffix (cmark_node_get_literal (before), "$") &&
         g_str_has_prefix (cmark_node_get_literal (after), "$");
}

static void
end_run (Walk *walk)
{
  if (walk->text->len == 0)
    return;
  LessonRun run = walk->run;
  run.text = g_strdup (walk->text->str);
  run.href = g_strdup (run.href);
  g_array_append_val (walk->runs, run);
  g_string_truncate (walk->text, 0);
}

static void
add_run (Walk *walk, cmark_node *node, LessonRunKind kind, const char *text, gsize length)
{
  if (length == 0)
    return;
  if (kind != LESSON_TEXT || walk->run.kind != kind || walk->run.style != walk->style || walk->run.href != walk->href)
    end_run (walk);
  if (walk->text->len == 0)
    walk->run = (LessonRun) { kind, walk->style, NULL, (char *) walk->href, node_place (walk, node) };
  g_string_append_len (walk->text, text, (gssize) length);
}

/* Ends a paragraph or heading; the name of a section is its text. */
static void
end_runs (Walk *walk)
{
  if (walk->runs == NULL)
    return;
  end_run (walk);
  LessonPiece *piece = walk->pieces->pdata[walk->pieces->len - 1];
  if (piece->kind != LESSON_PART_PROSE)
    piece->text = lesson_runs_text (walk->runs);
  walk->runs = NULL;
}

/* Text without the dollar signs of the formulas beside it. */
static void
add_text (Walk *walk, cmark_node *node)
{
  const char *text = cmark_node_get_literal (node);
  gsize length = strlen (text);
  cmark_node *before = cmark_node_previous (node), *after = cmark_node_next (node);
  if (before != NULL && is_formula (before)) {
    text++;
    length--;
  }
  if (after != NULL && length > 0 && is_formula (after))
    length--;
  add_run (walk, node, LESSON_TEXT, text, length);
}

static bool
is_wide (gunichar c)
{
  return c >= 0x2E80 && g_unichar_iswide (c);
}

/* A line end in the source is a blank, but not between two Chinese characters. */
static void
add_soft_break (Walk *walk, cmark_node *node)
{
  cmark_node *after = cmark_node_next (node);
  const char *next = after != NULL && cmark_node_get_type (after) == CMARK_NODE_TEXT ? cmark_node_get_literal (after) : "";
  const GString *last = walk->text;
  if (last->len > 0 && walk->run.kind == LESSON_TEXT &&
      is_wide (g_utf8_get_char (g_utf8_prev_char (last->str + last->len))) && is_wide (g_utf8_get_char (next)))
    return;
  add_run (walk, node, LESSON_TEXT, " ", 1);
}

static void
walk_inline (Walk *walk, cmark_node *node, bool enter)
{
  const char *text = cmark_node_get_literal (node);
  switch (cmark_node_get_type (node)) {
  case CMARK_NODE_TEXT:
    add_text (walk, node);
    break;
  case CMARK_NODE_CODE:
    add_run (walk, node, is_formula (node) ? LESSON_FORMULA : LESSON_CODE, text, strlen (text));
    break;
  case CMARK_NODE_SOFTBREAK:
    add_soft_break (walk, node);
    break;
  case CMARK_NODE_LINEBREAK:
    add_run (walk, node, LESSON_TEXT, "\n", 1);
    break;
  case CMARK_NODE_STRONG:
    walk->style = enter ? walk->style | LESSON_STRONG : walk->style & ~(unsigned) LESSON_STRONG;
    break;
  case CMARK_NODE_EMPH:
    walk->style = enter ? walk->style | LESSON_EMPHASIS : walk->style & ~(unsigned) LESSON_EMPHASIS;
    break;
  case CMARK_NODE_LINK:
    walk->href = enter ? cmark_node_get_url (node) : NULL;
    break;
  case CMARK_NODE_IMAGE:
    if (enter)
      lesson_report (walk->report, node_place (walk, node),
                     _ ("a picture is not drawn: expected words, or a view of an experiment"));
    break;
  default:
    if (text == NULL || !g_str_has_prefix (text, "<!--"))
      lesson_report (walk->report, node_place (walk, node), _ ("HTML is not drawn: expected Markdown"));
  }
}

/* ---- blocks ---- */

static LessonPiece *
add_piece (Walk *walk, LessonPieceKind kind, LessonPlace place)
{
  LessonPiece *piece = g_new0 (LessonPiece, 1);
  piece->kind = kind;
  piece->place = place;
  g_ptr_array_add (walk->pieces, piece);
  return piece;
}

static LessonBlock *
add_block (Walk *walk, LessonBlockKind kind, LessonPlace place)
{
  LessonBlock *block = g_new0 (LessonBlock, 1);
  *block = (LessonBlock) { .kind = kind, .level = walk->list_depth, .runs = lesson_runs_new (), .place = place };
  add_piece (walk, LESSON_PART_PROSE, place)->block = block;
  return block;
}

/* The source line @number, from 1. */
static const char *
source_line (const Walk *walk, int number)
{
  return number >= 1 && number <= (int) walk->lines->len ? walk->lines->pdata[number - 1] : "";
}

/* "| --- | --- |" */
static bool
is_table_rule (const char *line)
{
  return strchr (line, '|') != NULL && strstr (line, "--") != NULL && line[strspn (line, "|-: \t")] == '\0';
}

static void
enter_paragraph (Walk *walk, cmark_node *node)
{
  LessonPlace place = node_place (walk, node);
  for (int line = cmark_node_get_start_line (node); line <= cmark_node_get_end_line (node); line++)
    if (is_table_rule (source_line (walk, line)))
      lesson_report (walk->report, place, _ ("a table is not drawn: expected a list or sentences"));
  cmark_node *parent = cmark_node_parent (node);
  bool item = cmark_node_get_type (parent) == CMARK_NODE_ITEM && cmark_node_previous (node) == NULL;
  LessonBlock *block = add_block (walk, item ? LESSON_ITEM : walk->quote_depth > 0 ? LESSON_QUOTE : LESSON_PARAGRAPH, place);
  cmark_node *list = cmark_node_parent (parent);
  if (item && cmark_node_get_list_type (list) == CMARK_ORDERED_LIST) {
    int n_before = GPOINTER_TO_INT (cmark_node_get_user_data (list));
    block->number = cmark_node_get_list_start (list) + n_before;
    cmark_node_set_user_data (list, GINT_TO_POINTER (n_before + 1));
  }
  walk->runs = block->runs;
}

static void
enter_heading (Walk *walk, cmark_node *node)
{
  int level = cmark_node_get_heading_level (node);
  LessonPlace place = node_place (walk, node);
  LessonBlock *block = add_block (walk, LESSON_HEADING, place);
  block->level = MAX (level, 3);
  walk->runs = block->runs;
  LessonPiece *piece = walk->pieces->pdata[walk->pieces->len - 1];
  if (level < 3 && walk->list_depth + walk->quote_depth == 0)
    piece->kind = level == 1 ? LESSON_PART_TITLE : LESSON_PART_SECTION;
}

static void
add_verbatim (Walk *walk, LessonBlockKind kind, const char *text, LessonPlace place)
{
  LessonRun run = { kind == LESSON_MATH ? LESSON_FORMULA : LESSON_CODE, 0, NULL, NULL, place };
  run.text = g_strndup (text, strlen (text) - g_str_has_suffix (text, "\n"));
  if (kind == LESSON_MATH)
    g_strstrip (run.text);
  LessonBlock *block = add_block (walk, kind, place);
  g_array_append_val (block->runs, run);
}

static void
add_code_block (Walk *walk, cmark_node *node)
{
  const char *info = cmark_node_get_fence_info (node), *text = cmark_node_get_literal (node);
  LessonPlace place = node_place (walk, node);
  const char *first = source_line (walk, cmark_node_get_start_line (node));
  bool fenced = strstr (first, "```") != NULL || strstr (first, "~~~") != NULL;
  if (fenced) {
    const char *last = source_line (walk, cmark_node_get_end_line (node));
    if (cmark_node_get_end_line (node) == cmark_node_get_start_line (node) ||
        (strstr (last, "```") == NULL && strstr (last, "~~~") == NULL))
      lesson_report (walk->report, place, _ ("this block is not closed: expected a line \"```\" at its end"));
    place = (LessonPlace) { place.line + 1, 1 };
  }
  if (strcmp (info, "math") == 0) {
    add_verbatim (walk, LESSON_MATH, text, place);
  } else if (*info == '\0' || strcmp (info, "text") == 0) {
    add_verbatim (walk, LESSON_VERBATIM, text, place);
  } else {
    LessonPiece *piece = add_piece (walk, LESSON_PART_FENCE, place);
    piece->text = g_strdup (text);
    piece->info = lesson_squeeze (info, strlen (info));
    if (walk->list_depth + walk->quote_depth > 0)
      lesson_report (walk->report, place, _ ("a ```%s block stands in a list or a quote: expected it at the left margin"),
                     piece->info);
  }
}

static void
walk_item (Walk *walk, cmark_node *node)
{
  cmark_node *child = cmark_node_first_child (node);
  if (child == NULL || cmark_node_get_type (child) != CMARK_NODE_PARAGRAPH)
    lesson_report (walk->report, node_place (walk, node), _ ("a list item begins with words"));
}

static void
walk_block (Walk *walk, cmark_node *node, bool enter)
{
  switch (cmark_node_get_type (node)) {
  case CMARK_NODE_DOCUMENT:
    break;
  case CMARK_NODE_BLOCK_QUOTE:
    walk->quote_depth += enter ? 1 : -1;
    break;
  case CMARK_NODE_LIST:
    walk->list_depth += enter ? 1 : -1;
    break;
  case CMARK_NODE_ITEM:
    if (enter)
      walk_item (walk, node);
    break;
  case CMARK_NODE_PARAGRAPH:
    if (enter)
      enter_paragraph (walk, node);
    else
      end_runs (walk);
    break;
  case CMARK_NODE_HEADING:
    if (enter)
      enter_heading (walk, node);
    else
      end_runs (walk);
    break;
  case CMARK_NODE_CODE_BLOCK:
    add_code_block (walk, node);
    break;
  case CMARK_NODE_THEMATIC_BREAK:
    lesson_report (walk->report, node_place (walk, node), _ ("a rule is not drawn: expected a heading, or nothing"));
    break;
  default:
    if (cmark_node_get_literal (node) == NULL || !g_str_has_prefix (cmark_node_get_literal (node), "<!--"))
      lesson_report (walk->report, node_place (walk, node), _ ("HTML is not drawn: expected Markdown"));
  }
}

/* Goes through all nodes without recursion, so that no text can exhaust the stack. */
static void
walk_document (Walk *walk, cmark_node *document)
{
  cmark_consolidate_text_nodes (document);
  cmark_iter *iter = cmark_iter_new (document);
  cmark_event_type event;
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE) {
    cmark_node *node = cmark_iter_get_node (iter);
    bool enter = event == CMARK_EVENT_ENTER, leaf = cmark_node_first_child (node) == NULL;
    cmark_node_type type = cmark_node_get_type (node);
    if (enter && !leaf && ++walk->depth > MAX_NESTING) {
      lesson_report (walk->report, node_place (walk, node), _ ("lists and quotes are nested too deep, at most %d levels"),
                     MAX_NESTING);
      break;
    }
    if (type >= CMARK_NODE_FIRST_INLINE)
      walk_inline (walk, node, enter);
    else
      walk_block (walk, node, enter);
    walk->depth -= !enter && !leaf;
  }
  cmark_iter_free (iter);
  end_runs (walk);
}

/* Cuts @text, which is changed, into its lines. */
static GPtrArray *
cut_lines (char *text)
{
  GPtrArray *lines = g_ptr_array_new ();
  for (char *end; text != NULL; text = end) {
    g_ptr_array_add (lines, text);
    end = strchr (text, '\n');
    if (end != NULL)
      *end++ = '\0';
  }
  return lines;
}

/* Parses @text and walks it; the caller takes the pieces. */
static GPtrArray *
read_pieces (LessonReport *report, const char *text, LessonPlace start)
{
  Walk walk = { .report = report, .start = start, .text = g_string_new (NULL) };
  walk.pieces = g_ptr_array_new_with_free_func (piece_free);
  g_autofree char *copy = g_strdup (text);
  walk.lines = cut_lines (copy);
  cmark_node *document = cmark_parse_document (text, strlen (text), CMARK_OPT_DEFAULT);
  walk_document (&walk, document);
  cmark_node_free (document);
  g_ptr_array_unref (walk.lines);
  g_string_free (walk.text, TRUE);
  return walk.pieces;
}

GPtrArray *
lesson_markdown_read (LessonReport *report, const char *text)
{
  return read_pieces (report, text, (LessonPlace) { 1, 1 });
}

GArray *
lesson_markdown_inline (LessonReport *report, const char *text, LessonPlace place)
{
  /* the parenthesis keeps "1. …" or "# …" from being a list or a heading */
  g_autofree char *paragraph = g_strdup_printf ("(%s", text);
  g_autoptr (GPtrArray) pieces = read_pieces (report, paragraph, (LessonPlace) { place.line, place.column - 1 });
  if (pieces->len == 0)
    return lesson_runs_new ();
  LessonRun *first = &g_array_index (((LessonPiece *) pieces->pdata[0])->block->runs, LessonRun, 0);
  memmove (first->text, first->text + 1, strlen (first->text));
  GArray *runs = g_array_ref (((LessonPiece *) pieces->pdata[0])->block->runs);
  if (*first->text == '\0')
    g_array_remove_index (runs, 0);
  return runs;
}
