/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Texts on screen in the user's language: all that a window can show, messages about bad input among them. A text in a table
 * is marked with N_() (base/param.h) and translated where it is shown. */

#include <libintl.h>

#define BASE_TEXT_DOMAIN "gradus" /* what the program's catalogues are called */
#define _(text) dgettext (BASE_TEXT_DOMAIN, text)
#define ngettext_(one, many, n) dngettext (BASE_TEXT_DOMAIN, one, many, (unsigned long) (n))
