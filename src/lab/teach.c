/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/teach.h"

#include "base/words.h"

#include <math.h>
#include <string.h>

static bool
hears (const LabLane *pupil)
{
  return pupil->teach != NULL && pupil->loss->targets == NN_TARGET_TEACHER;
}

/* The teacher's outputs for all samples, [n][outputs]. */
static float *
ask (NnGraph *teacher, const DataSet *set, BaseError *error)
{
  const NnNode *input = nn_graph_input_node (teacher), *output = nn_graph_output (teacher);
  int width = data_set_n_inputs (set), capacity = nn_graph_capacity (teacher);
  if ((size_t) width != input->size) {
    base_error_set (error, _ ("the teacher takes %d values, but a sample of %s has %d"), (int) input->size, set->name, width);
    return NULL;
  }
  float *answers = g_new (float, (size_t) set->n * output->size);
  for (int first = 0; first < set->n; first += capacity) {
    int rows = MIN (capacity, set->n - first);
    for (size_t i = 0; i < (size_t) rows * input->size; i++)
      input->value[i] = set->inputs[(size_t) first * input->size + i];
    nn_graph_predict (teacher, rows);
    for (size_t i = 0; i < (size_t) rows * output->size; i++)
      answers[(size_t) first * output->size + i] = (float) output->value[i];
  }
  return answers;
}

static bool
add_taught (DataSet *set, NnGraph *teacher, BaseError *error)
{
  int n = (int) nn_graph_output (teacher)->size;
  if (n != set->n_classes)
    return base_error_set (error, _ ("the teacher has %d outputs, but %s has %d classes"), n, set->name, set->n_classes);
  g_autofree float *answers = ask (teacher, set, error);
  if (answers == NULL || !data_set_add_taught (set, n, error))
    return false;
  memcpy (set->taught, answers, (size_t) set->n * (size_t) n * sizeof (float));
  return true;
}

/* The target that @outputs stand for; of several labels number @label. */
static float
answer (const DataSet *set, const float *outputs, int n, int label)
{
  int best = 0;
  for (int k = 1; k < n; k++)
    best = outputs[k] > outputs[best] ? k : best;
  return set->target == DATA_CLASSES  ? (float) best
         : set->target == DATA_BINARY ? (float) (outputs[label] > 0)
                                      : outputs[label];
}

/* Samples from number @first on get the teacher's answers as targets. */
static bool
add_pseudo_labels (DataSet *set, NnGraph *teacher, int first, BaseError *error)
{
  int n = (int) nn_graph_output (teacher)->size, n_needed = set->target == DATA_CLASSES ? set->n_classes : set->n_targets;
  if (n != n_needed)
    return base_error_set (error, _ ("the teacher has %d outputs, but %s needs %d"), n, set->name, n_needed);
  g_autofree float *answers = ask (teacher, set, error);
  for (int i = first; answers != NULL && i < set->n; i++)
    for (int k = 0; k < set->n_targets; k++)
      set->targets[i * set->n_targets + k] = answer (set, answers + (size_t) i * (size_t) n, n, k);
  return answers != NULL;
}

/* A copy of @set, owned by @data, of its first @n samples. */
static DataSet *
own_copy (LabData *data, const DataSet *set, int n, BaseError *error)
{
  DataSet *copy = data_set_slice (set, 0, n, error);
  if (copy != NULL)
    g_ptr_array_add (data->sets, copy);
  return copy;
}

static bool
teach_test (LabData *data, const DataSet **set, NnGraph *teacher, BaseError *error)
{
  DataSet *copy = *set != NULL ? own_copy (data, *set, (*set)->n, error) : NULL;
  if (*set == NULL)
    return true;
  *set = copy;
  return copy != NULL && add_taught (copy, teacher, error);
}

bool
lab_teach (LabData *data, int index, const LabLane *pupil, NnGraph *teacher, BaseError *error)
{
  const DataSet *given = data->train[index];
  int n_labelled = (int) fmin (pupil->labelled, given->n);
  if (teacher == NULL && n_labelled == given->n)
    return true;
  DataSet *train = own_copy (data, given, teacher != NULL ? given->n : n_labelled, error);
  data->train[index] = train;
  if (train == NULL || teacher == NULL)
    return train != NULL;
  if (!data_set_keep_targets (train, error))
    return false;
  if (!hears (pupil))
    return add_pseudo_labels (train, teacher, n_labelled, error);
  for (int i = n_labelled; i < train->n; i++)
    train->targets[i] = -1;
  bool fine = add_taught (train, teacher, error) && teach_test (data, &data->test[index], teacher, error);
  for (int i = 0; fine && i < data->n_tests[index]; i++)
    fine = teach_test (data, &data->tests[index][i].set, teacher, error);
  return fine;
}

bool
lab_teach_check (DataSet *set, const LabLane *pupil, BaseError *error)
{
  return !hears (pupil) || set->target != DATA_CLASSES || data_set_add_taught (set, set->n_classes, error);
}
