/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/pin-list.h"

#include "app/swatch.h"
#include "base/words.h"
#include "lab/shown.h"

typedef struct {
  const LabPin *pin; /* which it stands for */
  GtkWidget *box, *name, *seen, *remove;
  GtkLabel *text;
} Row;

struct _GradusPinList {
  GtkWidget parent;
  GtkWidget *content;
  GtkMenuButton *one;
  GtkLabel *differs;
  GtkBox *rows;

  GradusRun *run;
  GArray *made; /* of Row */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (GradusPinList, gradus_pin_list, GTK_TYPE_WIDGET)

/* ---- what rows do ---- */

static Row *
find_row (GradusPinList *self, GtkWidget *widget, int *place)
{
  for (*place = 0; *place < (int) self->made->len; ++*place) {
    Row *row = &g_array_index (self->made, Row, *place);

    if (gtk_widget_is_ancestor (widget, row->box))
      return row;
  }
  return NULL;
}

static void
on_named (GtkEditableLabel *name, GParamSpec *pspec, GradusPinList *self)
{
  int place;

  if (!gtk_editable_label_get_editing (name) && find_row (self, GTK_WIDGET (name), &place))
    gradus_run_rename_pin (self->run, place, gtk_editable_get_text (GTK_EDITABLE (name)));
}

static void
on_seen (GtkToggleButton *seen, GradusPinList *self)
{
  int place;

  if (!self->updating && find_row (self, GTK_WIDGET (seen), &place))
    gradus_run_hide_pin (self->run, place, !gtk_toggle_button_get_active (seen));
}

static void
on_remove (GtkButton *remove, GradusPinList *self)
{
  int place;

  if (find_row (self, GTK_WIDGET (remove), &place))
    gradus_run_unpin (self->run, place);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* ---- making rows ---- */

static GtkWidget *
swatch (GradusPinList *self, const LabPin *pin)
{
  int styles[TRAIN_MAX_LANES];

  for (int lane = 0; lane < pin->record.n_lanes; lane++)
    styles[lane] = lab_pin_style (pin, gradus_run_setup (self->run), lane);
  return gradus_swatch_new (pin->record.n_lanes, styles);
}

static GtkWidget *
tool (GtkWidget *button, const char *icon)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  return button;
}

/* A long name must not widen the panel; GtkEditableLabel has no setting for that. */
static void
cut_name (GtkWidget *editable)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_widget_get_first_child (editable));

  if (GTK_IS_LABEL (label))
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
}

static GtkWidget *
first_line (GradusPinList *self, Row *row)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  row->name = gtk_editable_label_new (row->pin->name);
  row->seen = tool (gtk_toggle_button_new (), "view-reveal-symbolic");
  row->remove = tool (gtk_button_new (), "user-trash-symbolic");
  cut_name (row->name);
  gtk_widget_set_hexpand (row->name, TRUE);
  gtk_widget_set_tooltip_text (row->name, _("Click to name it"));
  g_signal_connect (row->name, "notify::editing", G_CALLBACK (on_named), self);
  g_signal_connect (row->seen, "toggled", G_CALLBACK (on_seen), self);
  g_signal_connect (row->remove, "clicked", G_CALLBACK (on_remove), self);
  gtk_box_append (GTK_BOX (line), swatch (self, row->pin));
  gtk_box_append (GTK_BOX (line), row->name);
  gtk_box_append (GTK_BOX (line), row->seen);
  gtk_box_append (GTK_BOX (line), row->remove);
  return line;
}

static void
add_row (GradusPinList *self, const LabPin *pin)
{
  Row row = { .pin = pin, .box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0) };

  row.text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (row.text, 0);
  gtk_label_set_wrap (row.text, TRUE);
  gtk_label_set_wrap_mode (row.text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (row.text, 10);
  gtk_widget_add_css_class (GTK_WIDGET (row.text), "caption");
  gtk_box_append (GTK_BOX (row.box), first_line (self, &row));
  gtk_box_append (GTK_BOX (row.box), GTK_WIDGET (row.text));
  gtk_box_append (self->rows, row.box);
  g_array_append_val (self->made, row);
}

/* ---- showing ---- */

static void
name_it (GtkWidget *widget, char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_free (text);
}

static void
refresh_row (GradusPinList *self, Row *row)
{
  const LabSetup *setup = gradus_run_setup (self->run);
  g_autofree char *differences = lab_pin_differences (row->pin, setup), *result = lab_pin_result (row->pin, setup);
  g_autofree char *text =
    g_strdup_printf ("%s\n%s", *differences ? differences : _("same settings as now"), result);

  self->updating = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (row->name), row->pin->name);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (row->seen), !row->pin->hidden);
  self->updating = FALSE;
  gtk_button_set_icon_name (GTK_BUTTON (row->seen), row->pin->hidden ? "view-conceal-symbolic" : "view-reveal-symbolic");
  gtk_widget_set_tooltip_text (row->seen, row->pin->hidden ? _("Not shown in plots") : _("Shown in plots"));
  gtk_widget_set_tooltip_text (row->remove, _("Remove"));
  gtk_label_set_text (row->text, text);
  name_it (row->name, g_strdup_printf (_("Name of the pinned run \"%s\""), row->pin->name));
  name_it (row->seen, g_strdup_printf (_("Show \"%s\" in plots"), row->pin->name));
  name_it (row->remove, g_strdup_printf (_("Remove \"%s\""), row->pin->name));
}

static void
show_differences (GradusPinList *self)
{
  g_autoptr (GArray) shown = lab_shown (gradus_run_experiment (self->run), NULL);
  g_autoptr (GPtrArray) keys = lab_shown_differences (shown);
  g_autofree char *labels = lab_setting_labels (gradus_run_setup (self->run), keys);
  g_autofree char *text = g_strdup_printf (_("≠ Differs in: %s"), labels);

  gtk_label_set_text (self->differs, text);
  gtk_widget_set_visible (GTK_WIDGET (self->differs), keys->len > 0);
}

static void
refresh (GradusPinList *self)
{
  if (gradus_run_experiment (self->run))
    show_differences (self);
  for (guint i = 0; i < self->made->len && gradus_run_setup (self->run); i++)
    refresh_row (self, &g_array_index (self->made, Row, i));
}

static bool
is_made (GradusPinList *self, const GPtrArray *pins)
{
  bool same = self->made->len == pins->len;

  for (guint i = 0; same && i < pins->len; i++)
    same = g_array_index (self->made, Row, i).pin == pins->pdata[i];
  return same;
}

static void
on_pins (GradusPinList *self)
{
  const GPtrArray *pins = gradus_run_pins (self->run)->pins;
  GtkWidget *child;

  if (!is_made (self, pins)) {
    while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))))
      gtk_box_remove (self->rows, child);
    g_array_set_size (self->made, 0);
    for (guint i = 0; i < pins->len; i++)
      add_row (self, pins->pdata[i]);
  }
  refresh (self);
}

/* Of several lanes one can be pinned alone. */
static void
on_opened (GradusPinList *self)
{
  const LabSetup *setup = gradus_run_setup (self->run);
  int n = lab_setup_n_lanes (setup);
  g_autoptr (GMenu) menu = g_menu_new ();

  for (int lane = 0; lane < n && n > 1; lane++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (lab_setup_lane_label (setup, lane), NULL);

    g_menu_item_set_action_and_target (item, "win.pin-lane", "i", lane);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (self->one, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->one), n > 1);
  gtk_widget_set_visible (GTK_WIDGET (self), lab_experiment_results (gradus_run_experiment (self->run), 0) == NULL);
  on_pins (self);
}

/* ---- life ---- */

static void
gradus_pin_list_dispose (GObject *object)
{
  GradusPinList *self = GRADUS_PIN_LIST (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->made, g_array_unref);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (gradus_pin_list_parent_class)->dispose (object);
}

static void
gradus_pin_list_class_init (GradusPinListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_pin_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "pins");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/pin-list.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusPinList, content);
  gtk_widget_class_bind_template_child (widget_class, GradusPinList, one);
  gtk_widget_class_bind_template_child (widget_class, GradusPinList, differs);
  gtk_widget_class_bind_template_child (widget_class, GradusPinList, rows);
}

static void
gradus_pin_list_init (GradusPinList *self)
{
  self->made = g_array_new (FALSE, FALSE, sizeof (Row));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
gradus_pin_list_set_run (GradusPinList *self, GradusRun *run)
{
  g_return_if_fail (!self->run);
  self->run = g_object_ref (run);
  g_signal_connect_object (run, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "values", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "pins", G_CALLBACK (on_pins), self, G_CONNECT_SWAPPED);
}

const char *
gradus_pin_list_get_text (GradusPinList *self, int place)
{
  return gtk_label_get_text (g_array_index (self->made, Row, place).text);
}
