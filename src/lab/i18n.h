/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Translations of texts on screen; catalogues are called "gradus". N_() in base/param.h marks without
 * translating. */

#include <libintl.h>

#define LAB_TEXT_DOMAIN "gradus"
#define _(text) dgettext (LAB_TEXT_DOMAIN, text)
