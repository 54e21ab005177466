/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/param.h"

#include "base/formula.h"
#include "base/known.h"
#include "base/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const BaseEntry *
base_registry_find (const BaseRegistry *registry, const char *name)
{
  for (int i = 0; i < registry->n_entries; i++)
    if (strcmp (registry->entries[i]->name, name) == 0)
      return registry->entries[i];
  return NULL;
}

const BaseEntry *
base_registry_need (const BaseRegistry *registry, const char *name, BaseError *error)
{
  const BaseEntry *entry = base_registry_find (registry, name);
  if (entry != NULL)
    return entry;
  BaseKnown known = { name };
  base_known_add_entries (&known, registry);
  base_known_error (&known, error, _ ("\"%s\" is not among the %s"), name, _ (registry->kind));
  return NULL;
}

int
params_count (const Param *params)
{
  int n = 0;
  while (params != NULL && params[n].name != NULL)
    n++;
  return n;
}

int
params_find (const Param *params, const char *name)
{
  for (int i = 0; params != NULL && params[i].name != NULL; i++)
    if (strcmp (params[i].name, name) == 0)
      return i;
  return -1;
}

void
params_defaults (const Param *params, double *values)
{
  for (int i = 0; i < PARAM_MAX; i++)
    values[i] = 0;
  for (int i = 0; params != NULL && params[i].name != NULL; i++)
    values[i] = params[i].def;
}

/* Index of @text among "a|b|c", or -1. */
static int
choice_index (const char *choices, const char *text)
{
  size_t length = strlen (text);
  int index = 0;
  for (const char *at = choices; at != NULL; index++) {
    const char *end = strchr (at, '|');
    size_t n = end != NULL ? (size_t) (end - at) : strlen (at);
    if (n == length && strncmp (at, text, n) == 0)
      return index;
    at = end != NULL ? end + 1 : NULL;
  }
  return -1;
}

static bool
no_choice (const Param *param, const char *text, BaseError *error)
{
  BaseKnown known = { text };
  char choice[PARAM_TEXT_MAX];
  for (const char *at = param->choices; *at != '\0'; at += strcspn (at, "|"), at += *at == '|') {
    snprintf (choice, sizeof choice, "%.*s", (int) strcspn (at, "|"), at);
    base_known_add (&known, choice);
  }
  return base_known_error (&known, error, _ ("%s = %s: no such choice"), param->name, text);
}

static bool
parse_bool (const char *text, double *value)
{
  static const char *const yes[] = { "yes", "true", "on", "1" }, *const no[] = { "no", "false", "off", "0" };
  for (int i = 0; i < 4; i++)
    if (strcmp (text, yes[i]) == 0 || strcmp (text, no[i]) == 0) {
      *value = strcmp (text, yes[i]) == 0;
      return true;
    }
  return false;
}

/* NULL: none. */
static const BaseFormula *
formula_of (double value)
{
  return value >= 0 && value < BASE_FORMULA_MAX ? base_formula ((int) value) : NULL;
}

/* A formula, in quotes or without. */
static bool
parse_formula (const Param *param, const char *text, double *value, BaseError *error)
{
  char inner[2 * PARAM_TEXT_MAX];
  BaseError own = { "" };
  bool quoted = *text == '"';
  snprintf (inner, sizeof inner, "%s", text + quoted);
  size_t n = strlen (inner);
  if (quoted && n > 0 && inner[n - 1] == '"')
    inner[n - 1] = '\0';
  *value = param->choices != NULL && strcmp (inner, param->choices) == 0 ? -1 : base_formula_read (inner, &own);
  return own.text[0] == '\0' || base_error_set (error, "%s = %s: %s", param->name, text, own.text);
}

bool
param_parse (const Param *param, const char *text, double *value, BaseError *error)
{
  double parsed = 0;
  if (param->kind == PARAM_CHOICE) {
    int index = choice_index (param->choices, text);
    if (index < 0 && strncmp (param->choices, "no|yes|", 7) == 0 && parse_bool (text, &parsed))
      index = (int) parsed;
    if (index < 0)
      return no_choice (param, text, error);
    parsed = index;
  } else if (param->kind == PARAM_BOOL) {
    if (!parse_bool (text, &parsed))
      return base_error_set (error, _ ("%s = %s: expected yes or no"), param->name, text);
  } else if (param->kind == PARAM_FORMULA) {
    if (!parse_formula (param, text, &parsed, error))
      return false;
  } else {
    char *end;
    parsed = strtod (text, &end);
    if (end == text || *end != '\0')
      return base_error_set (error, _ ("%s = %s: expected a number"), param->name, text);
    if (!param_check (param, parsed, error))
      return false;
  }
  *value = parsed;
  return true;
}

bool
param_check (const Param *param, double value, BaseError *error)
{
  if (param->kind == PARAM_CHOICE || param->kind == PARAM_BOOL)
    return true;
  if (param->kind == PARAM_FORMULA)
    return formula_of (value) != NULL || (value == -1 && param->choices != NULL) ||
           base_error_set (error, _ ("%s: there is no formula %g"), param->name, value);
  if (param->kind == PARAM_INT && value != floor (value))
    return base_error_set (error, _ ("%s = %g: expected a whole number"), param->name, value);
  if (!isfinite (value) || value < param->min || value > param->max)
    return base_error_set (error, _ ("%s = %g: expected %g to %g"), param->name, value, param->min, param->max);
  return true;
}

bool
params_set (const Param *params, double *values, const char *key, const char *text, BaseError *error)
{
  int i = params_find (params, key);
  if (i >= 0)
    return param_parse (&params[i], text, &values[i], error);
  BaseKnown known = { key };
  for (int k = 0; params != NULL && params[k].name != NULL; k++)
    base_known_add (&known, params[k].name);
  return base_known_error (&known, error, _ ("there is no setting \"%s\""), key);
}

char *
param_format (const Param *param, double value, char *text, size_t size)
{
  if (param->kind == PARAM_BOOL) {
    snprintf (text, size, "%s", value != 0 ? "yes" : "no");
  } else if (param->kind == PARAM_CHOICE) {
    const char *at = param->choices;
    for (int i = 0; i < (int) value && strchr (at, '|') != NULL; i++)
      at = strchr (at, '|') + 1;
    snprintf (text, size, "%.*s", (int) strcspn (at, "|"), at);
  } else if (param->kind == PARAM_FORMULA) {
    const BaseFormula *formula = formula_of (value);
    snprintf (text, size, formula != NULL ? "\"%s\"" : "%s", formula != NULL ? formula->text : param->choices);
  } else {
    /* the shortest text that reads back as the same number; 50, not 5e+01 */
    if (value == floor (value) && fabs (value) < 1e6) {
      snprintf (text, size, "%.0f", value);
      return text;
    }
    for (int digits = 1; digits <= 17; digits++) {
      snprintf (text, size, "%.*g", digits, value);
      if (strtod (text, NULL) == value)
        break;
    }
  }
  return text;
}
