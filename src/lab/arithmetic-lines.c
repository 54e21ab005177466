/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/arithmetic-lines.h"

#include "base/words.h"

#include <math.h>
#include <string.h>

enum { MOST_TERMS = 4 };

static void
clear_line (gpointer line)
{
  g_free (((LabLine *) line)->text);
}

GArray *
lab_lines_new (void)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (LabLine));
  g_array_set_clear_func (lines, clear_line);
  return lines;
}

void
lab_lines_add (GArray *lines, LabLineKind kind, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  LabLine line = { kind, g_strdup_vprintf (format, arguments) };
  va_end (arguments);
  g_array_append_val (lines, line);
}

/* ---- numbers ---- */

char *
lab_line_number (double value)
{
  char text[32];
  double size = fabs (value);
  const char *sign = value < 0 ? "−" : "";
  if (!isfinite (value))
    return g_strdup_printf ("%s%s", sign, isnan (value) ? "NaN" : "∞");
  if (size == 0 || (size >= 1e-3 && size < 1e5))
    return g_strdup_printf ("%s%s", sign, g_ascii_formatd (text, sizeof text, "%.4g", size));
  g_ascii_formatd (text, sizeof text, "%.3e", size);
  char *end = strchr (text, 'e');
  int power = (int) strtol (end + 1, NULL, 10);
  while (end[-1] == '0')
    end--;
  *(end[-1] == '.' ? end - 1 : end) = '\0';
  return g_strdup_printf ("%s%s·10^{%s%d}", sign, text, power < 0 ? "−" : "", ABS (power));
}

char *
lab_line_factor (double value)
{
  g_autofree char *number = lab_line_number (value);
  return value < 0 ? g_strdup_printf ("(%s)", number) : g_steal_pointer (&number);
}

void
lab_lines_add_numbers (GArray *lines, const char *pattern, ...)
{
  g_autoptr (GString) text = g_string_new (NULL);
  va_list numbers;
  va_start (numbers, pattern);
  for (const char *at = pattern; *at != '\0'; at++) {
    if (*at != '#') {
      g_string_append_c (text, *at);
      continue;
    }
    double value = va_arg (numbers, double);
    bool first = g_str_has_suffix (text->str, "= ") || g_str_has_suffix (text->str, "(") || g_str_has_suffix (text->str, "{");
    g_autofree char *number = first && at[1] != '^' ? lab_line_number (value) : lab_line_factor (value);
    bool power = at[1] == '^' && number[0] != '(' && strchr (number, '^') != NULL;
    g_string_append_printf (text, power ? "(%s)" : "%s", number);
  }
  va_end (numbers);
  lab_lines_add (lines, LAB_LINE_NUMBERS, "%s", text->str);
}

/* ---- sums ---- */

void
lab_term_add (GArray *terms, double a, double b, bool product, const char *format, ...)
{
  LabTerm term = { .a = a, .b = b, .product = product };
  va_list arguments;
  va_start (arguments, format);
  g_vsnprintf (term.symbol, sizeof term.symbol, format, arguments);
  va_end (arguments);
  g_array_append_val (terms, term);
}

static double
value_of (const LabTerm *term)
{
  return term->a * term->b;
}

double
lab_terms_sum (const GArray *terms)
{
  double sum = 0;
  for (guint i = 0; i < terms->len; i++)
    sum += value_of (&g_array_index (terms, LabTerm, i));
  return sum;
}

/* Largest first, NaN before all; of equals the one that stands first. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const LabTerm *one = *(const LabTerm *const *) a, *other = *(const LabTerm *const *) b;
  double x = fabs (value_of (one)), y = fabs (value_of (other));
  if (isnan (x) != isnan (y))
    return isnan (x) ? -1 : 1;
  return x > y ? -1 : x < y ? 1 : one < other ? -1 : one > other;
}

/* "0.5 · 1.2", " − 0.5 · (−0.3)": the sign goes with the first factor. */
static void
append_term (GString *text, const LabTerm *term, bool first)
{
  bool minus = term->a < 0;
  g_autofree char *a = lab_line_number (minus ? -term->a : term->a), *b = lab_line_factor (term->b);
  g_string_append_printf (text, "%s%s", first ? minus ? "−" : "" : minus ? " − " : " + ", a);
  if (term->product)
    g_string_append_printf (text, " · %s", b);
}

static void
append_rest (GString *text, double rest, int n)
{
  const LabTerm term = { .a = rest, .b = 1 };
  append_term (text, &term, false);
  g_string_append_c (text, ' ');
  g_string_append_printf (text, _ ("(%d more)"), n);
}

void
lab_lines_add_sum (GArray *lines, const char *left, const GArray *terms, int last, const char *before, const char *after,
                   double value)
{
  int n = (int) terms->len - last, shown = n <= MOST_TERMS + 1 ? n : MOST_TERMS;
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GString) symbols = g_string_new (before), numbers = g_string_new (before);
  g_autofree char *result = lab_line_number (value);
  double rest = 0;
  for (int i = 0; i < n; i++)
    g_ptr_array_add (sorted, &g_array_index (terms, LabTerm, i));
  g_ptr_array_sort (sorted, compare);
  while (n > MOST_TERMS && shown > 1 && value_of (sorted->pdata[shown - 1]) == 0)
    shown--;
  for (int i = 0; i < shown; i++) {
    const LabTerm *term = sorted->pdata[i];
    g_string_append_printf (symbols, "%s%s", i > 0 ? " + " : "", term->symbol);
    append_term (numbers, term, i == 0);
  }
  for (int i = shown; i < n; i++)
    rest += value_of (sorted->pdata[i]);
  if (shown < n) {
    g_string_append (symbols, " + …");
    append_rest (numbers, rest, n - shown);
  }
  for (int i = n; i < (int) terms->len; i++) {
    g_string_append_printf (symbols, "%s%s", i > 0 ? " + " : "", g_array_index (terms, LabTerm, i).symbol);
    append_term (numbers, &g_array_index (terms, LabTerm, i), i == 0);
  }
  lab_lines_add (lines, LAB_LINE_FORMULA, "%s = %s%s", left, symbols->str, after);
  if (terms->len == 1 && !g_array_index (terms, LabTerm, 0).product && *before == '\0')
    lab_lines_add (lines, LAB_LINE_NUMBERS, "= %s", result);
  else
    lab_lines_add (lines, LAB_LINE_NUMBERS, "= %s%s = %s", numbers->str, after, result);
}

/* ---- texts ---- */

/* The end of what stands behind _ or ^ at @text, and in *@begin where it begins. */
static const char *
script (const char *text, const char **begin)
{
  *begin = text;
  if (*text != '{')
    return *text != '\0' ? g_utf8_next_char (text) : text;
  *begin = text + 1;
  const char *end = strchr (text, '}');
  return end != NULL ? end : text + strlen (text);
}

/* Letters that stand alone are italic, as variables are set, with the hats they wear; words are not. */
static const char *
append_letters (GString *markup, const char *text)
{
  const char *end = text;
  while (g_ascii_isalpha (*end))
    end++;
  bool alone = end - text == 1;
  while (g_unichar_ismark (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  g_string_append_printf (markup, alone ? "<i>%.*s</i>" : "%.*s", (int) (end - text), text);
  return end;
}

/* Lines break before a sign and behind a comma only. */
static bool
may_break (const char *space, const char *begin)
{
  return space[1] == '+' || space[1] == '=' || g_str_has_prefix (space + 1, "− ") || (space > begin && space[-1] == ',');
}

static void
append_formula (GString *markup, const char *text, bool prose)
{
  const char *start = text;
  while (*text != '\0') {
    const char *begin, *end;
    if (g_ascii_isalpha (*text)) {
      text = append_letters (markup, text);
      continue;
    }
    if (*text == ' ') {
      g_string_append (markup, prose || may_break (text, start) ? " " : "\u00a0");
      text++;
      continue;
    }
    end = g_utf8_next_char (text);
    if (*text != '_' && *text != '^') {
      g_autofree char *escaped = g_markup_escape_text (text, end - text);
      g_string_append (markup, escaped);
      if (*text == '/') /* no line ends behind it */
        g_string_append (markup, "\u2060");
      text = end;
      continue;
    }
    const char *tag = *text == '_' ? "sub" : "sup";
    end = script (text + 1, &begin);
    g_autofree char *inside = g_markup_escape_text (begin, end - begin);
    g_string_append_printf (markup, "<%s>%s</%s>", tag, inside, tag);
    text = *end == '}' ? end + 1 : end;
  }
}

#define INDENT "\u2003"

char *
lab_arithmetic_markup (const GArray *lines)
{
  GString *markup = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++) {
    const LabLine *line = &g_array_index (lines, LabLine, i);
    g_autofree char *escaped = g_markup_escape_text (line->text, -1);
    if (i > 0)
      g_string_append (markup, line->kind == LAB_LINE_HEADING ? "\n\n" : "\n");
    if (line->kind == LAB_LINE_HEADING)
      g_string_append_printf (markup, "<b>%s</b>", escaped);
    else {
      bool note = line->kind == LAB_LINE_NOTE;
      g_string_append (markup, note ? "<span size=\"smaller\" alpha=\"75%\">" : g_str_has_prefix (line->text, "= ") ? INDENT : "");
      append_formula (markup, line->text, note);
      g_string_append (markup, note ? "</span>" : "");
    }
  }
  return g_string_free (markup, FALSE);
}

char *
lab_arithmetic_text (const GArray *lines)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s%s\n", i > 0 && g_array_index (lines, LabLine, i).kind == LAB_LINE_HEADING ? "\n" : "",
                            g_array_index (lines, LabLine, i).text);
  return g_string_free (text, FALSE);
}
