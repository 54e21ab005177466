/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lab/setup-private.h"

/* Choices among a registry's names. */
typedef enum {
  CHOICE_DATA,
  CHOICE_LOSS,
  CHOICE_OPTIMIZER,
  CHOICE_SCHEDULE,
  CHOICE_SAMPLER,
  CHOICE_CALCULATOR,
  CHOICE_ACTIVATION,
  N_CHOICES,
} LabChoice;

const Param *lab_choice_param (LabChoice choice);
