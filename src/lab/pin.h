/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Runs put aside: what was recorded up to now and the settings it was recorded with, as a copy that nothing changes any
 * more. Views draw pins beside the lanes that go on. Main thread only. */

#include "lab/experiment.h"

#include "plot/colours.h"

#define LAB_MAX_PINS PLOT_PINS
#define LAB_PIN_POINTS 500       /* of a series at most; neighbours become one as in the recorder */
#define LAB_PIN_BYTES (2 << 20)  /* that the series of a pin take at most */

/* A setting of the lanes of a pin. */
typedef struct {
  char *key;           /* owned */
  const Param *param;  /* static, as those of knobs */
  double values[TRAIN_MAX_LANES]; /* NaN: the lane has no such setting */
} LabPinSetting;

typedef struct {
  char *name;           /* owned */
  bool hidden;
  int slot;             /* its dash, 0 … LAB_MAX_PINS − 1: that of its place among the pins when it was added */
  TrainSnapshot record; /* of its lanes: series, the events of divergence, the number of layers; nothing else */
  char *lanes[TRAIN_MAX_LANES]; /* owned: ids */
  int styles[TRAIN_MAX_LANES];  /* of the lanes */
  GArray *settings;     /* of LabPinSetting */
} LabPin;

/* Copies all that @snapshot has recorded of @lane (−1: all). Its name is what differs from the lesson: "learning rate 0.3, seed 2". */
LabPin *lab_pin_new (const LabExperiment *experiment, const TrainSnapshot *snapshot, int lane);
void lab_pin_free (LabPin *pin);

/* Room that the series take. */
size_t lab_pin_bytes (const LabPin *pin);

/* NaN: @lane has no such setting. */
double lab_pin_value (const LabPin *pin, const char *key, int lane);

/* In what the pin differs from the lanes of @setup now: "learning rate 0.3 (now 0.1)"; "" for nothing. And what it has come to:
 * "step 1500: training loss 0.31". The caller frees them. */
char *lab_pin_differences (const LabPin *pin, const LabSetup *setup);
char *lab_pin_result (const LabPin *pin, const LabSetup *setup);

/* The pins of an experiment and of those that take its place. */
struct LabPins {
  GPtrArray *pins; /* of LabPin, owned */
  guint serial;    /* changes whenever a picture of them would */
};

LabPins *lab_pins_new (void);
void lab_pins_free (LabPins *pins);

/* Takes @pin over and puts it at @place (−1: the end), under a name and with a dash that no other has; false, and nothing
 * happens, when there are LAB_MAX_PINS. */
bool lab_pins_add (LabPins *pins, LabPin *pin, int place);
LabPin *lab_pins_take (LabPins *pins, int place); /* out of the list, for the caller to free or add again */
void lab_pins_clear (LabPins *pins);
void lab_pins_rename (LabPins *pins, int place, const char *name);
void lab_pins_hide (LabPins *pins, int place, bool hidden);
