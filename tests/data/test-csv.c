/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/files.h"
#include "pack.h"

#include <locale.h>
#include <string.h>

static DataSet *
read_good (const char *text)
{
  BaseError error = { "" };
  DataSet *set = data_read_csv_bytes ("t.csv", text, strlen (text), &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (set);
  return set;
}

/* Everything of a set in one line, so that a row of a table can say what is expected. */
static char *
describe (const DataSet *set)
{
  static const char *const kinds[] = { "classes", "binary", "real" };
  GString *text = g_string_new (kinds[set->target]);
  int width = data_set_n_inputs (set);
  for (int i = 0; i < width; i++)
    g_string_append_printf (text, " %s", set->input_names[i]);
  g_string_append (text, " |");
  for (int i = 0; i < set->n_classes; i++)
    g_string_append_printf (text, " %s", set->class_names[i]);
  for (int i = 0; i < set->n; i++) {
    g_string_append (text, " |");
    for (int k = 0; k < width; k++)
      g_string_append_printf (text, " %g", set->inputs[i * width + k]);
    g_string_append_printf (text, " > %g", set->targets[i]);
  }
  return g_string_free (text, FALSE);
}

static void
test_good (void)
{
  const struct {
    const char *text, *expected;
  } rows[] = {
    { "a,b,y\n1,2,0\n3,4,1\n", "binary a b | 0 1 | 1 2 > 0 | 3 4 > 1" },
    { "a,b,y\r\n1,2,0\r\n3,4,1", "binary a b | 0 1 | 1 2 > 0 | 3 4 > 1" },
    { "\xef\xbb\xbf"
      "a;y\n\n1.5;no\n2;yes\n\n",
      "binary a | no yes | 1.5 > 0 | 2 > 1" },
    { "a\ty\n-1e3\t10\n+.5\t9\n0\t-1\n", "classes a | -1 9 10 | -1000 > 2 | 0.5 > 1 | 0 > 0" },
    { "label,a,b\ncat,1,2\ndog,3,4\nant,5,6\n", "classes a b | ant cat dog | 1 2 > 1 | 3 4 > 2 | 5 6 > 0" },
    { "a,Class,b\n1,0,2\n3,1,4\n", "binary a b | 0 1 | 1 2 > 0 | 3 4 > 1" },
    { "a,y\n1,1.5\n2,2\n3,-0.25\n", "real a | | 1 > 1.5 | 2 > 2 | 3 > -0.25" },
    { "\"a \"\"x\"\", y\",y\n\"1\",\"p,q\"\n 2 , r\ts \n", "binary a \"x\", y | p,q r\ts | 1 > 0 | 2 > 1" },
    { "a,y\n1,\"two\nlines\"\n2,one\n", "binary a | one two\nlines | 1 > 1 | 2 > 0" },
    { "größe,y\n1,年\n2,ä\n", "binary größe | ä 年 | 1 > 1 | 2 > 0" },
    { "a,y\n1,1\n2,1.0\n3,2e0\n4,other\n", "classes a | 1 1.0 2e0 other | 1 > 0 | 2 > 1 | 3 > 2 | 4 > 3" },
    { "a,y\n1,1\n2,1.0\n3,-0\n", "binary a | 0 1 | 1 > 1 | 2 > 1 | 3 > 0" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    DataSet *set = read_good (rows[i].text);
    g_autofree char *found = describe (set);
    g_assert_cmpstr (found, ==, rows[i].expected);
    g_autoptr (GByteArray) packed = pack (rows[i].text, strlen (rows[i].text));
    DataSet *again = data_read_csv_bytes ("t.csv.gz", packed->data, packed->len, NULL);
    g_autofree char *found_again = describe (again);
    g_assert_cmpstr (found_again, ==, rows[i].expected);
    data_set_free (set);
    data_set_free (again);
  }
}

/* Many different whole numbers are measurements, not classes. */
static void
test_whole_numbers (void)
{
  for (int n = 100; n <= 101; n++) {
    g_autoptr (GString) text = g_string_new ("a,price\n");
    for (int i = 0; i < n; i++)
      g_string_append_printf (text, "%d,%d\n", i, 1000 - i);
    DataSet *set = read_good (text->str);
    g_assert_cmpint (set->target, ==, n == 100 ? DATA_CLASSES : DATA_REAL);
    g_assert_cmpfloat (set->targets[0], ==, n == 100 ? 99 : 1000);
    data_set_free (set);
  }
}

/* Numbers keep their decimal point where the language writes a comma. */
static void
test_locale (void)
{
  static const char *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "ru_RU.UTF-8" };
  const char *found = NULL;
  for (guint i = 0; found == NULL && i < G_N_ELEMENTS (locales); i++)
    found = setlocale (LC_ALL, locales[i]);
  if (found == NULL) {
    g_test_skip ("no language with a decimal comma is installed");
    return;
  }
  DataSet *set = read_good ("a,y\n1.25,0\n2,1\n");
  setlocale (LC_ALL, "C.UTF-8");
  g_assert_cmpfloat (set->inputs[0], ==, 1.25f);
  data_set_free (set);
}

static const struct {
  const char *text, *message;
} damages[] = {
  { "", "t.csv:1:1: the file is empty; expected a header with the names of the columns" },
  { "\n\r\n", "t.csv:1:1: the file is empty; expected a header with the names of the columns" },
  { "a,b\n", "t.csv:2:1: the file ends after its header; expected rows of numbers" },
  { "1,2\n3,4\n", "t.csv:1:1: numbers, expected a header with the names of the columns" },
  { "a\n1\n", "t.csv:1:1: one column, expected at least one input and the target" },
  { "a,,y\n1,2,3\n", "t.csv:1:3: the header has a column without a name" },
  { "a,b,y\n1,2,0\n1,2\n", "t.csv:3:1: 2 fields, expected 3 as in the header" },
  { "a,b,y\n1,2,0,9\n", "t.csv:2:1: 4 fields, expected 3 as in the header" },
  { "a,b,y\n1,2,0\n3,,1\n", "t.csv:3:3: nothing in column \"b\", expected a number" },
  { "a,b,y\n1,2,0\n3,4,\n", "t.csv:3:5: nothing in column \"y\", expected a target" },
  { "a,b,y\n1,x7,0\n", "t.csv:2:3: \"x7\" in column \"b\", expected a number" },
  { "a,b,y\n1,0x10,0\n", "t.csv:2:3: \"0x10\" in column \"b\", expected a number" },
  { "a,b,y\n1,NaN,0\n", "t.csv:2:3: \"NaN\" in column \"b\", expected a finite number" },
  { "a,b,y\n1,-inf,0\n", "t.csv:2:3: \"-inf\" in column \"b\", expected a finite number" },
  { "a,b,y\n1,1e39,0\n", "t.csv:2:3: \"1e39\" in column \"b\", expected a finite number" },
  { "a,y\n1,nan\n", "t.csv:2:3: \"nan\" in column \"y\", expected a finite number" },
  { "a,y\n1,0.5\n2,low\n", "t.csv:3:3: \"low\" in column \"y\", expected a number as in line 2" },
  { "a,y\n1,only\n2,only\n", "t.csv: column \"y\" has one class only, expected at least two" },
  { "a,y\n1,\"open\n2,x\n", "t.csv:2:3: the quote is never closed" },
  { "a,y\n1,\"shut\"x\n", "t.csv:2:9: text after the closing quote" },
  { "a,y\n\"1\n2\",x\n", "t.csv:2:1: \"1\n2\" in column \"a\", expected a number" },
  { "a,y\n1,2\n\xff,3\n", "t.csv:3:1: byte 0xff is not UTF-8 text" },
  { "a,y\n1,\xc3", "t.csv:2:3: byte 0xc3 is not UTF-8 text" },
  { "a,y\n1,\xed\xa0\x80\n", "t.csv:2:3: byte 0xed is not UTF-8 text" },
  { "a,b,y\nthis is a very long text, in fact much longer than anyone would read,1,0\n",
    "t.csv:2:1: \"this is a very long text\" in column \"a\", expected a number" },
  { "a,y\nThe quick brown fox jumps over the lazy dog again,1\n",
    "t.csv:2:1: \"The quick brown fox jumps over the lazy …\" in column \"a\", expected a number" },
};

static void
test_damage (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
    BaseError error = { "" };
    DataSet *set = data_read_csv_bytes ("t.csv", damages[i].text, strlen (damages[i].text), &error);
    g_assert_cmpstr (error.text, ==, damages[i].message);
    g_assert_null (set);
  }
  BaseError error = { "" };
  g_assert_null (data_read_csv_bytes ("t.csv", "a,y\n1,\0", 7, &error));
  g_assert_cmpstr (error.text, ==, "t.csv:2:3: byte 0x00 is not UTF-8 text");
}

static void
test_too_many (void)
{
  g_autoptr (GString) wide = g_string_new ("c0"), words = g_string_new ("a,y\n");
  BaseError error = { "" };
  for (int i = 1; i <= 65536; i++)
    g_string_append_printf (wide, ",c%d", i);
  g_assert_null (data_read_csv_bytes ("t.csv", wide->str, wide->len, &error));
  g_assert_true (g_str_has_suffix (error.text, ": more than 65536 columns"));
  for (int i = 0; i < 1001; i++)
    g_string_append_printf (words, "1,w%d\n", i);
  base_error_clear (&error);
  g_assert_null (data_read_csv_bytes ("t.csv", words->str, words->len, &error));
  g_assert_cmpstr (error.text, ==,
                   "t.csv: column \"y\" has 1001 different words, expected at most 1000 classes");
}

/* A packed text of a gigabyte is left at the limit. */
static void
test_bomb (void)
{
  g_autofree char *text = g_strnfill (1 << 20, 'a');
  g_autoptr (GByteArray) one = pack (text, 1 << 20), packed = g_byte_array_new ();
  for (int i = 0; i < 1000; i++)
    g_byte_array_append (packed, one->data, one->len);
  BaseError error = { "" };
  g_assert_null (data_read_csv_bytes ("bomb.csv.gz", packed->data, packed->len, &error));
  g_assert_cmpstr (error.text, ==,
                   "bomb.csv.gz: byte 268435456: the text goes on; more than 256 MiB are not read");
}

/* Every beginning of a good text, and every byte of it changed: a set or a message. */
static void
test_every_byte (void)
{
  static const char text[] = "a,\"b \"\"q\"\"\",label\r\n1,2.5,yes\r\n3,-4e1,\"no\"\n";
  for (gsize i = 0; i < sizeof text - 1; i++)
    for (int flip = 0; flip < 256; flip++) {
      g_autofree char *copy = g_memdup2 (text, sizeof text - 1); /* no zero byte behind it */
      BaseError error = { "" };
      copy[i] = (char) (copy[i] ^ flip);
      gsize n = flip == 0 ? i : sizeof text - 1;
      DataSet *set = data_read_csv_bytes ("t", copy, n, &error);
      g_assert_true ((set == NULL) == (error.text[0] != '\0'));
      data_set_free (set);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/csv/good", test_good);
  g_test_add_func ("/data/csv/whole-numbers", test_whole_numbers);
  g_test_add_func ("/data/csv/locale", test_locale);
  g_test_add_func ("/data/csv/damage", test_damage);
  g_test_add_func ("/data/csv/too-many", test_too_many);
  g_test_add_func ("/data/csv/bomb", test_bomb);
  g_test_add_func ("/data/csv/every-byte", test_every_byte);
  return g_test_run ();
}
