/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Tables of settings. Every op, layer, optimizer, data set, view and calculator describes its settings with one
 * Param table; from it the window makes controls, the lesson reader checks text, `gradus list` prints the
 * reference and the tests visit the edges. */

#include "base/error.h"

#include <stddef.h>

#define PARAM_MAX 16       /* settings of one entry */
#define PARAM_TEXT_MAX 256 /* bytes of a value as text */

/* Marks a text for translation where it stands in a table. */
#define N_(text) text

typedef enum {
  PARAM_REAL,
  PARAM_INT,
  PARAM_BOOL,   /* 0 or 1; text: yes no true false 1 0 */
  PARAM_CHOICE, /* value = index into choices; after "no|yes|" also the other words of a PARAM_BOOL */
  PARAM_FORMULA, /* value = number of a formula (base/formula.h); text: "x * x" in quotes; −1: the word that choices holds */
} ParamKind;

typedef enum {
  PARAM_LIVE = 1 << 0, /* may change during a run; without it a change restarts the run */
  PARAM_LOG = 1 << 1,  /* a slider moves by factors */
} ParamFlags;

typedef struct {
  const char *name;    /* in lessons and on the command line: "lr"; NULL ends a table */
  const char *label;   /* N_ ("Learning rate") */
  const char *unit;    /* "px", "°", or NULL */
  ParamKind kind;
  unsigned flags;      /* ParamFlags */
  double min, max;     /* both included */
  double def;
  const char *choices; /* PARAM_CHOICE: "black|grey|white"; PARAM_FORMULA: what no formula means, NULL: there has to be one */
} Param;

/* What every registry entry begins with: how it is found and what is said about it. */
typedef struct {
  const char *name;    /* the token in lessons: "conv2d", "sgd-momentum" */
  const char *label;   /* N_ ("Convolution") */
  const char *summary; /* N_ (one sentence, with the formula) */
  const char *source;  /* author, year, title; NULL where there is no single one */
  const Param *params; /* ends with a NULL name; NULL: no settings */
} BaseEntry;

/* A registry as data: arrays of pointers to structs whose first member is a BaseEntry. */
typedef struct {
  const char *kind; /* as in `gradus list KIND`: "layers" */
  const BaseEntry *const *entries;
  int n_entries;
} BaseRegistry;

/* The entry named @name, or NULL. */
const BaseEntry *base_registry_find (const BaseRegistry *registry, const char *name);

/* Like it, but a missing name is an error that lists the names there are. */
const BaseEntry *base_registry_need (const BaseRegistry *registry, const char *name, BaseError *error);

/* Number of settings in a table (0 for NULL). */
int params_count (const Param *params);

/* Index of the setting called @name, or -1. */
int params_find (const Param *params, const char *name);

/* Fills @values (at least PARAM_MAX long) with the defaults. */
void params_defaults (const Param *params, double *values);

/* Reads @text as a value of @param; text that is no such value, or a value outside the limits, is an error that
 * names the setting, the text and what was expected. Not finite is refused. */
bool param_parse (const Param *param, const char *text, double *value, BaseError *error);

/* Checks a value against kind and limits. */
bool param_check (const Param *param, double value, BaseError *error);

/* Reads `key = text` into @values; an unknown key is an error that lists the known ones. */
bool params_set (const Param *params, double *values, const char *key, const char *text, BaseError *error);

/* Writes @value as lessons write it ("0.1", "16", "black") into @text and returns @text. */
char *param_format (const Param *param, double value, char *text, size_t size);
