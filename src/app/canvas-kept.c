/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/canvas-private.h"

#include "base/words.h"
#include "lab/viewer.h"

#include <string.h>

static void
set_value (LabViewer *viewer, int index, double value)
{
  const Param *param = &lab_viewer_params (viewer)[index];
  char text[128];

  if (viewer->values[index] != value)
    lab_viewer_set (viewer, param->name, param_format (param, value, text, sizeof text), NULL);
}

void
gradus_canvas_meet (GradusCanvas *self, int slot)
{
  GradusKept *kept = &self->kept[slot];
  LabViewer *viewer = self->slots[slot];
  int n = viewer ? params_count (lab_viewer_params (viewer)) : 0;
  gsize size = (gsize) n * sizeof (double);

  if (!viewer)
    return;
  if (kept->view == lab_viewer_view (viewer) && memcmp (kept->written, viewer->values, size) == 0) {
    for (int i = 0; i < n; i++)
      set_value (viewer, i, kept->values[i]);
    return;
  }
  kept->view = lab_viewer_view (viewer);
  memcpy (kept->written, viewer->values, size);
  memcpy (kept->values, viewer->values, size);
}

typedef struct {
  GradusCanvas *canvas; /* lives as long as the run */
  const LabView *view;
  int slot, index;
  double value; /* the other one */
} Deed;

/* Where there is another view by now nothing happens. */
static void
flip (gpointer data)
{
  Deed *deed = data;
  GradusCanvas *self = deed->canvas;
  GradusKept *kept = &self->kept[deed->slot];
  double value = kept->values[deed->index];

  if (kept->view != deed->view)
    return;
  kept->values[deed->index] = deed->value;
  deed->value = value;
  if (!self->slots[deed->slot])
    return;
  set_value (self->slots[deed->slot], deed->index, kept->values[deed->index]);
  if (self->slot == deed->slot)
    gradus_canvas_show_settings (self);
  gradus_canvas_refresh (self);
}

static void
tell (GradusCanvas *self, int slot, int index)
{
  GradusKept *kept = &self->kept[slot];
  const Param *param = &lab_viewer_params (self->slots[slot])[index];
  Deed *deed = g_new (Deed, 1);
  g_autofree char *before = lab_value_text (param, kept->values[index]);
  g_autofree char *after = lab_value_text (param, self->slots[slot]->values[index]);
  g_autofree char *label = lab_inside_a_sentence (_(param->label));
  g_autofree char *text = g_strdup_printf ("%s %s → %s", label, before, after);

  *deed = (Deed){ self, kept->view, slot, index, kept->values[index] };
  kept->values[index] = self->slots[slot]->values[index];
  gradus_run_did (self->run, text, flip, deed, g_free);
}

void
gradus_canvas_keep (GradusCanvas *self, int slot)
{
  for (int i = 0; i < params_count (self->kept[slot].view->entry.params); i++)
    if (self->kept[slot].values[i] != self->slots[slot]->values[i])
      tell (self, slot, i);
}
