/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Translated texts: the program's catalogue is called "gradus". */

#include <libintl.h>

#define _(text) dgettext ("gradus", text)
#define ngettext_(one, many, n) dngettext ("gradus", one, many, (unsigned long) (n))
