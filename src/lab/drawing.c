/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/drawing.h"

#include "base/words.h"
#include "lab/viewer.h"

#include <string.h>

/* A drawing is a set of one sample that never changes; another stroke makes another one. A probe that is at work may still
 * look at those before, so they are kept until none is. */
struct LabDrawing {
  _Atomic (DataSet *) now;
  GPtrArray *before; /* of DataSet */
  atomic_long number;
};

static void
free_set (gpointer set)
{
  data_set_free (set);
}

LabDrawing *
lab_drawing_new (void)
{
  LabDrawing *drawing = g_new0 (LabDrawing, 1);
  drawing->before = g_ptr_array_new_with_free_func (free_set);
  return drawing;
}

void
lab_drawing_free (LabDrawing *drawing)
{
  if (drawing == NULL)
    return;
  data_set_free (atomic_load (&drawing->now));
  g_ptr_array_unref (drawing->before);
  g_free (drawing);
}

long
lab_drawing_number (const LabDrawing *drawing)
{
  return atomic_load (&drawing->number);
}

const DataSet *
lab_drawing_set (const LabDrawing *drawing)
{
  return atomic_load (&drawing->now);
}

/* As the samples of @like came to be: its mean taken out, divided by its deviation. Nobody knows the class. */
static DataSet *
make (const DataSet *like, const float *pixels)
{
  DataSet *set = data_set_new (like->name, 1, like->height, like->width, 1, like->target, like->n_classes, like->n_targets, NULL);
  if (set == NULL)
    return NULL;
  data_set_name_classes (set, (const char *const *) like->class_names);
  for (int i = 0; i < like->height * like->width; i++)
    set->inputs[i] = like->mean != NULL ? (pixels[i] - like->mean[0]) / like->deviation[0] : pixels[i];
  for (int i = 0; i < set->n_targets; i++)
    set->targets[i] = -1;
  return set;
}

bool
lab_experiment_can_draw (const LabExperiment *experiment)
{
  return lab_has_images (experiment) && lab_shown_set (experiment, 0)->channels == 1;
}

void
lab_experiment_draw (LabExperiment *experiment, const float *pixels)
{
  LabDrawing *drawing = lab_experiment_drawing (experiment);
  DataSet *before = atomic_exchange (&drawing->now, pixels != NULL ? make (lab_shown_set (experiment, 0), pixels) : NULL);
  atomic_fetch_add (&drawing->number, 1);
  if (before != NULL)
    g_ptr_array_add (drawing->before, before);
  if (!lab_prober_is_busy (lab_experiment_prober (experiment)))
    g_ptr_array_set_size (drawing->before, 0);
}

const DataSet *
lab_sample_set (const LabExperiment *experiment, int lane)
{
  const DataSet *drawn = lab_drawing_set (lab_experiment_drawing (experiment));
  return drawn != NULL ? drawn : lab_shown_set (experiment, lane);
}

char *
lab_sample_name (const DataSet *set, int sample)
{
  int target = set->target == DATA_CLASSES ? (int) set->targets[sample] : 0;
  g_autofree char *truth = lab_class_name (set, target);
  return target < 0                     ? g_strdup (_ ("your drawing"))
         : set->target == DATA_CLASSES ? g_strdup_printf (_ ("image %d: a %s"), sample, truth)
                                       : g_strdup_printf (_ ("image %d"), sample);
}
