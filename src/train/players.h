/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What metrics ask about two players; all of it over the evaluated test set and as many generated samples. */

#include "train/probe.h"

#define TRAIN_MODE_DIMS 3 /* of points whose clouds are counted, at most */

/* Mean of what the discriminator says of real or generated samples: a probability, or a critic's value. */
double train_probe_verdict (const TrainProbe *probe, bool fake);

/* A player's mean loss. */
double train_probe_player_loss (const TrainProbe *probe, int net);

/* W₁ of both samples of numbers: Σ |x₍ᵢ₎ − y₍ᵢ₎| / n, both in order; NaN where one is. */
double train_probe_wasserstein (const TrainProbe *probe);

/* How many classes of points the generator covers: see the metric modes_covered. */
double train_probe_modes (const TrainProbe *probe);
