/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/run-private.h"

#include "base/words.h"

/* Pins, each change of which can be undone. */

typedef struct {
  GradusRun *run; /* owns the deed */
  int place;
  LabPin *held;   /* while it is not in the list; */
  char *name;     /* or the other name; */
  bool hide;      /* or whether it is seen */
} Deed;

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  lab_pin_free (deed->held);
  g_free (deed->name);
  g_free (deed);
}

static void
show (GradusRun *self)
{
  g_signal_emit_by_name (self, "pins");
  gradus_run_look_again (self);
}

static void
flip (gpointer data)
{
  Deed *deed = data;
  LabPins *pins = deed->run->pins;

  if (deed->held) {
    lab_pins_add (pins, g_steal_pointer (&deed->held), deed->place);
  } else if (deed->name) {
    char *name = g_strdup (((LabPin *) pins->pins->pdata[deed->place])->name);

    lab_pins_rename (pins, deed->place, deed->name);
    g_free (deed->name);
    deed->name = name;
  } else if (deed->hide) {
    lab_pins_hide (pins, deed->place, !((LabPin *) pins->pins->pdata[deed->place])->hidden);
  } else {
    deed->held = lab_pins_take (pins, deed->place);
  }
  show (deed->run);
}

/* Does it, and lets it be undone. */
static void
perform (GradusRun *self, Deed deed, const char *text)
{
  Deed *own = g_memdup2 (&deed, sizeof deed);

  flip (own);
  gradus_run_did (self, text, flip, own, deed_free);
}

const LabPins *
gradus_run_pins (GradusRun *self)
{
  return self->pins;
}

static const char *
refusal (GradusRun *self)
{
  if (!self->snapshot || lab_experiment_results (self->experiment, 0))
    return _("There is no run to pin here");
  if (self->snapshot->furthest == 0)
    return _("Nothing has been recorded yet: run first, then pin");
  if (self->pins->pins->len >= LAB_MAX_PINS)
    return _("Eight runs are pinned: remove one first");
  return NULL;
}

bool
gradus_run_pin (GradusRun *self, int lane)
{
  const char *problem = self->experiment ? refusal (self) : _("There is no run to pin here");
  g_autofree char *text = NULL;
  LabPin *pin;

  if (problem) {
    gradus_run_say (self, problem, false);
    return false;
  }
  pin = lab_pin_new (self->experiment, self->snapshot, lane);
  text = g_strdup_printf (_("pin \"%s\""), pin->name);
  perform (self, (Deed){ .run = self, .place = (int) self->pins->pins->len, .held = pin }, text);
  return true;
}

static const char *
name_of (GradusRun *self, int place)
{
  return ((LabPin *) self->pins->pins->pdata[place])->name;
}

void
gradus_run_unpin (GradusRun *self, int place)
{
  g_autofree char *text = g_strdup_printf (_("remove \"%s\""), name_of (self, place));

  perform (self, (Deed){ .run = self, .place = place }, text);
}

void
gradus_run_rename_pin (GradusRun *self, int place, const char *name)
{
  g_autofree char *text = g_strdup_printf (_("name \"%s\""), name);

  if (g_str_equal (name, name_of (self, place)) || !*name)
    return;
  perform (self, (Deed){ .run = self, .place = place, .name = g_strdup (name) }, text);
}

void
gradus_run_hide_pin (GradusRun *self, int place, bool hidden)
{
  g_autofree char *text = g_strdup_printf (hidden ? _("hide \"%s\"") : _("show \"%s\""), name_of (self, place));

  if (hidden != ((LabPin *) self->pins->pins->pdata[place])->hidden)
    perform (self, (Deed){ .run = self, .place = place, .hide = true }, text);
}
