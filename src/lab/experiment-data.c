/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/experiment-data.h"

#include "data/files.h"

#include <string.h>

static void
free_set (gpointer set)
{
  data_set_free (set);
}

static uint64_t
seed_of (const LabSetup *setup)
{
  return (uint64_t) setup->run[LAB_SEED];
}

/* The lane before @lane with the same data, or −1. */
static int
same_data (const LabSetup *setup, int lane)
{
  const LabLane *here = &setup->lanes[lane];
  for (int i = 0; i < lane; i++)
    if (setup->data_path != NULL ||
        (setup->lanes[i].source == here->source &&
         memcmp (setup->lanes[i].data_values, here->data_values, sizeof here->data_values) == 0))
      return i;
  return -1;
}

static bool
load_lane (LabData *data, const LabSetup *setup, int lane, BaseError *error)
{
  int other = same_data (setup, lane);
  if (other >= 0) {
    data->train[lane] = data->train[other];
    data->test[lane] = data->test[other];
    return true;
  }
  DataSet *train = NULL, *test = NULL;
  const LabLane *here = &setup->lanes[lane];
  bool fine = setup->data_path != NULL
                  ? data_open (setup->data_path, seed_of (setup), &train, &test, error)
                  : data_make (here->source, here->data_values, seed_of (setup), &train, &test, error);
  if (!fine)
    return false;
  g_ptr_array_add (data->sets, train);
  if (test != NULL)
    g_ptr_array_add (data->sets, test);
  data->train[lane] = train;
  data->test[lane] = test;
  return true;
}

static bool
check_test (const LabSetup *setup, const DataSet *train, const DataSet *test, BaseError *error)
{
  if (train->height != test->height || train->width != test->width || train->channels != test->channels)
    return base_error_set (error, "%s: samples are %d×%d×%d, but the training samples are %d×%d×%d",
                           setup->test_path, test->height, test->width, test->channels, train->height,
                           train->width, train->channels);
  if (train->target != test->target || train->n_classes < test->n_classes ||
      train->n_targets != test->n_targets)
    return base_error_set (error, "%s: its targets are of another kind than the training samples'",
                           setup->test_path);
  return true;
}

/* Tests on the test part of other data than the lanes train on. */
static bool
load_other_test (LabData *data, const LabSetup *setup, BaseError *error)
{
  DataSet *train = NULL, *test = NULL;
  if (!data_open (setup->test_path, seed_of (setup), &train, &test, error))
    return false;
  data_set_free (train);
  if (test == NULL)
    return base_error_set (error, "%s: holds no test samples", setup->test_path);
  g_ptr_array_add (data->sets, test);
  for (int lane = 0; lane < setup->n_lanes; lane++) {
    if (!check_test (setup, data->train[lane], test, error))
      return false;
    data->test[lane] = test;
  }
  return true;
}

bool
lab_data_load (LabData *data, const LabSetup *setup, BaseError *error)
{
  memset (data, 0, sizeof *data);
  data->sets = g_ptr_array_new_with_free_func (free_set);
  bool fine = true;
  for (int lane = 0; fine && lane < setup->n_lanes; lane++)
    fine = load_lane (data, setup, lane, error);
  if (fine && setup->test_path != NULL)
    fine = load_other_test (data, setup, error);
  if (!fine)
    lab_data_clear (data);
  return fine;
}

void
lab_data_clear (LabData *data)
{
  g_clear_pointer (&data->sets, g_ptr_array_unref);
}
