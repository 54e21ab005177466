/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "data/bytes.h"
#include "data/csv-fields.h"
#include "data/files.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_TEXT (UINT64_C (256) << 20)
#define MAX_COLUMNS 65536
#define MAX_WHOLE_CLASSES 100 /* more different whole numbers than these are measurements */
#define MAX_WORD_CLASSES 1000

typedef struct {
  CsvField field;
  CsvNumber kind;
  double value;
  int class_index;
} Target;

typedef struct {
  const char *name;
  char **names; /* of the columns; they point into the text */
  int n_columns, target_column;
  float *inputs; /* [n_rows][n_columns − 1] */
  Target *targets;
  int n_rows, room;
} Table;

static bool
out_of_memory (const char *name, BaseError *error)
{
  return base_error_set (error, _ ("%s: out of memory"), name);
}

static bool
is_target_name (const char *text)
{
  return strcasecmp (text, "label") == 0 || strcasecmp (text, "class") == 0 ||
         strcasecmp (text, "target") == 0;
}

/* Takes one name of the header. */
static bool
add_column (Table *table, const CsvField *field, BaseError *error)
{
  if (field->text[0] == '\0')
    return base_error_set (error, _ ("%s:%d:%d: the header has a column without a name"), table->name,
                           field->line, field->column);
  if (table->n_columns == MAX_COLUMNS)
    return base_error_set (error, _ ("%s:%d:%d: more than %d columns"), table->name, field->line, field->column,
                           MAX_COLUMNS);
  if ((table->n_columns & (table->n_columns - 1)) == 0) { /* 0, 1, 2, 4, 8 …: full */
    size_t room = table->n_columns > 0 ? 2 * (size_t) table->n_columns : 1;
    char **grown = realloc (table->names, room * sizeof *grown);
    if (grown == NULL)
      return out_of_memory (table->name, error);
    table->names = grown;
  }
  if (table->target_column < 0 && is_target_name (field->text))
    table->target_column = table->n_columns;
  table->names[table->n_columns++] = field->text;
  return true;
}

static bool
read_header (Csv *csv, Table *table, BaseError *error)
{
  bool all_numbers = true;
  CsvField field;
  double value;
  table->target_column = -1;
  if (!csv_next_row (csv))
    return base_error_set (
        error, _ ("%s:1:1: the file is empty; expected a header with the names of the columns"), table->name);
  int line = csv->line;
  while (!csv->row_done) {
    if (!csv_next_field (csv, &field, error) || !add_column (table, &field, error))
      return false;
    all_numbers = all_numbers && csv_number (csv, field.text, &value) == CSV_NUMBER;
  }
  if (all_numbers)
    return base_error_set (error, _ ("%s:%d:1: numbers, expected a header with the names of the columns"),
                           table->name, line);
  if (table->n_columns < 2)
    return base_error_set (error, _ ("%s:%d:1: one column, expected at least one input and the target"),
                           table->name, line);
  if (table->target_column < 0)
    table->target_column = table->n_columns - 1;
  return true;
}

/* Makes room for one more row. */
static bool
grow (Table *table, BaseError *error)
{
  if (table->n_rows < table->room)
    return true;
  size_t room = table->room > 0 ? 2 * (size_t) table->room : 64, width = (size_t) table->n_columns - 1;
  float *inputs = realloc (table->inputs, room * width * sizeof *inputs);
  if (inputs != NULL)
    table->inputs = inputs;
  Target *targets = inputs != NULL ? realloc (table->targets, room * sizeof *targets) : NULL;
  if (targets == NULL)
    return out_of_memory (table->name, error);
  table->targets = targets;
  table->room = (int) room;
  return true;
}

/* An error about the text of one field; a long text is cut. */
static bool
bad_field (const Table *table, const CsvField *field, int column, const char *expected, BaseError *error)
{
  char found[64];
  int n = snprintf (found, sizeof found, _ ("\"%.40s\""), field->text);
  assert (n > 0);
  if (strlen (field->text) > 40) {
    int cut = 40;
    while ((field->text[cut] & 0xc0) == 0x80) /* not inside a character */
      cut--;
    snprintf (found, sizeof found, _ ("\"%.*s…\""), cut, field->text);
  }
  return base_error_set (error, _ ("%s:%d:%d: %s in column \"%.80s\", expected %s"), table->name, field->line,
                         field->column, field->text[0] == '\0' ? _ ("nothing") : found, table->names[column],
                         expected);
}

static bool
read_row (Csv *csv, Table *table, BaseError *error)
{
  float *inputs = table->inputs + (size_t) table->n_rows * ((size_t) table->n_columns - 1);
  CsvField field;
  double value;
  int column = 0, line = csv->line;
  for (; !csv->row_done; column++) {
    if (!csv_next_field (csv, &field, error))
      return false;
    if (column >= table->n_columns)
      continue; /* only to count them */
    CsvNumber kind = csv_number (csv, field.text, &value);
    if (kind == CSV_EMPTY)
      return bad_field (table, &field, column, column == table->target_column ? _ ("a target") : _ ("a number"),
                        error);
    if (kind == CSV_NOT_FINITE)
      return bad_field (table, &field, column, _ ("a finite number"), error);
    if (column == table->target_column)
      table->targets[table->n_rows] = (Target){ field, kind, value, 0 };
    else if (kind == CSV_WORD)
      return bad_field (table, &field, column, _ ("a number"), error);
    else
      *inputs++ = (float) value;
  }
  if (column != table->n_columns)
    return base_error_set (error, ngettext_ ("%s:%d:1: %d field, expected %d as in the header",
                                             "%s:%d:1: %d fields, expected %d as in the header", column),
                           table->name, line, column, table->n_columns);
  table->n_rows++;
  return true;
}

static int
by_value (const void *a, const void *b)
{
  double x = (*(Target *const *) a)->value, y = (*(Target *const *) b)->value;
  return (x > y) - (x < y);
}

static int
by_text (const void *a, const void *b)
{
  return strcmp ((*(Target *const *) a)->field.text, (*(Target *const *) b)->field.text);
}

/* Numbers the different targets in their order and returns how many there are; @first, when given, receives
 * one target of each of the first @max classes. −1 without memory. */
static int
number_classes (Table *table, int (*compare) (const void *, const void *), Target **first, int max)
{
  Target **sorted = malloc ((size_t) table->n_rows * sizeof *sorted);
  int n = 0;
  if (sorted == NULL)
    return -1;
  for (int i = 0; i < table->n_rows; i++)
    sorted[i] = &table->targets[i];
  qsort (sorted, (size_t) table->n_rows, sizeof *sorted, compare);
  for (int i = 0; i < table->n_rows; i++) {
    if (i == 0 || compare (&sorted[i - 1], &sorted[i]) != 0) {
      if (n < max)
        first[n] = sorted[i];
      n++;
    }
    sorted[i]->class_index = n - 1;
  }
  free (sorted);
  return n;
}

/* What the targets are: words and parts of numbers exclude each other. */
static bool
look_at_targets (const Table *table, bool *words, bool *fractions, BaseError *error)
{
  const Target *word = NULL, *fraction = NULL;
  for (int i = 0; i < table->n_rows; i++) {
    const Target *target = &table->targets[i];
    if (target->kind == CSV_WORD && word == NULL)
      word = target;
    if (target->kind == CSV_NUMBER && target->value != floor (target->value) && fraction == NULL)
      fraction = target;
  }
  *words = word != NULL;
  *fractions = fraction != NULL;
  if (word == NULL || fraction == NULL)
    return true;
  char expected[64];
  snprintf (expected, sizeof expected, _ ("a number as in line %d"), fraction->field.line);
  return bad_field (table, &word->field, table->target_column, expected, error);
}

static void
name_columns (const Table *table, DataSet *set)
{
  const char **names = malloc ((size_t) table->n_columns * sizeof *names);
  int n = 0;
  for (int i = 0; names != NULL && i < table->n_columns; i++)
    if (i != table->target_column)
      names[n++] = table->names[i];
  if (names != NULL)
    data_set_name_inputs (set, names);
  free (names);
}

static void
name_classes (DataSet *set, Target *const *first, bool words)
{
  char numbers[MAX_WHOLE_CLASSES][32];
  const char *names[MAX_WORD_CLASSES];
  for (int k = 0; k < set->n_classes; k++) {
    names[k] = first[k]->field.text;
    if (!words) {
      snprintf (numbers[k], sizeof numbers[k], "%.0f", first[k]->value == 0 ? 0 : first[k]->value);
      names[k] = numbers[k];
    }
  }
  data_set_name_classes (set, names);
}

static bool
check_n_classes (const Table *table, int n_classes, bool words, BaseError *error)
{
  const char *column = table->names[table->target_column];
  if (n_classes < 0)
    return out_of_memory (table->name, error);
  if (n_classes == 1)
    return base_error_set (error, _ ("%s: column \"%.80s\" has one class only, expected at least two"),
                           table->name, column);
  if (words && n_classes > MAX_WORD_CLASSES)
    return base_error_set (error, _ ("%s: column \"%.80s\" has %d different words, expected at most %d classes"),
                           table->name, column, n_classes, MAX_WORD_CLASSES);
  return true;
}

static DataSet *
table_to_set (Table *table, BaseError *error)
{
  bool words, fractions;
  Target *first[MAX_WORD_CLASSES];
  const char *slash = strrchr (table->name, '/');
  int n_classes = 0, width = table->n_columns - 1;
  if (!look_at_targets (table, &words, &fractions, error))
    return NULL;
  if (!fractions)
    n_classes = number_classes (table, words ? by_text : by_value, first, MAX_WORD_CLASSES);
  if (!check_n_classes (table, n_classes, words, error))
    return NULL;
  bool real = fractions || (!words && n_classes > MAX_WHOLE_CLASSES);
  DataTarget kind = real ? DATA_REAL : n_classes == 2 ? DATA_BINARY : DATA_CLASSES;
  DataSet *set = data_set_new (slash != NULL ? slash + 1 : table->name, table->n_rows, 1, 1, width, kind,
                               real ? 0 : n_classes, 1, error);
  if (set == NULL)
    return NULL;
  name_columns (table, set);
  if (!real)
    name_classes (set, first, words);
  memcpy (set->inputs, table->inputs, (size_t) table->n_rows * (size_t) width * sizeof (float));
  for (int i = 0; i < table->n_rows; i++)
    set->targets[i] = real ? (float) table->targets[i].value : (float) table->targets[i].class_index;
  return set;
}

static DataSet *
read_text (const char *name, char *text, size_t n, BaseError *error)
{
  Table table = { .name = name };
  DataSet *set = NULL;
  Csv csv;
  if (!csv_check_text (name, text, n, error))
    return NULL;
  csv_start (&csv, name, text, n);
  bool good = read_header (&csv, &table, error);
  while (good && csv_next_row (&csv))
    good = grow (&table, error) && read_row (&csv, &table, error);
  if (good && table.n_rows == 0)
    good = base_error_set (error, _ ("%s:%d:1: the file ends after its header; expected rows of numbers"), name,
                           csv.line);
  if (good)
    set = table_to_set (&table, error);
  csv_stop (&csv);
  free (table.names);
  free (table.inputs);
  free (table.targets);
  return set;
}

static DataSet *
read_stream (DataBytes *bytes, BaseError *error)
{
  unsigned char *text;
  const char *name = data_bytes_name (bytes);
  size_t n;
  DataSet *set = NULL;
  bool fits = data_bytes_size (bytes) <= MAX_TEXT || data_bytes_size (bytes) == UINT64_MAX;
  if (fits && !data_bytes_read_all (bytes, MAX_TEXT + 1, &text, &n, error))
    return NULL;
  if (fits && n <= MAX_TEXT)
    set = read_text (name, (char *) text, n, error);
  else
    base_error_set (error, _ ("%s: byte %llu: the text goes on; more than 256 MiB are not read"), name,
                    (unsigned long long) MAX_TEXT);
  if (fits)
    free (text);
  return set;
}

DataSet *
data_read_csv (const char *path, BaseError *error)
{
  DataBytes *bytes = data_bytes_open (path, error);
  DataSet *set = bytes != NULL ? read_stream (bytes, error) : NULL;
  data_bytes_close (bytes);
  return set;
}

DataSet *
data_read_csv_bytes (const char *name, const void *memory, size_t n, BaseError *error)
{
  DataBytes *bytes = data_bytes_from_memory (name, memory, n, error);
  DataSet *set = bytes != NULL ? read_stream (bytes, error) : NULL;
  data_bytes_close (bytes);
  return set;
}
