/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Small sessions for the tests of this folder. */

#include "train/session.h"

typedef struct {
  DataSet *train, *test;
  TrainConfig config;
  char activation[16];
  int width;   /* of the hidden layers; 0: 8 */
  bool random; /* "dense 8 | batchnorm ACTIVATION | dropout 0.2" instead of "dense 8 ACTIVATION" */
} Fixture;

/* "moons" and "dense 8 ACTIVATION | dense 8 ACTIVATION | dense 1" with binary cross-entropy: lanes that differ in the
 * rate. @activation: "linear" is none. @optimizer: "sgd", "sgd-momentum", "adam". */
void fixture_init (Fixture *fixture, int n_lanes, const char *optimizer, const char *activation);

/* A fresh graph for a lane, as every session of the fixture gets. */
NnGraph *fixture_graph (Fixture *fixture);

/* A session with fresh graphs; the fixture can make several. */
TrainSession *fixture_session (Fixture *fixture);
void fixture_clear (Fixture *fixture);

/* Whether two lanes' records are the same bytes. */
bool fixture_same_record (const TrainRecord *a, const TrainRecord *b);
