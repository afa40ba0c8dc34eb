/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-fates-group.h"

#include "frond-combo-words.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

#define N_FATES (FROND_FATE_SHUT_DOWN + 1)
#define N_ROWS  4

struct _FrondFatesGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template widgets */
  AdwComboRow *close_row;
  AdwComboRow *logout_row;
  AdwComboRow *suspend_row;
  AdwComboRow *battery_row;

  FrondProfile *profile;
  gboolean filling; /* the choices come from the profile, not from a person */
};

G_DEFINE_FINAL_TYPE (FrondFatesGroup, frond_fates_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* In the order of the words. What is paused when the session ends is lost like what runs, so that is no choice there. */
static const FrondFate all[] = { FROND_FATE_KEEP, FROND_FATE_PAUSE, FROND_FATE_SAVE, FROND_FATE_SHUT_DOWN };
static const FrondFate no_pause[] = { FROND_FATE_KEEP, FROND_FATE_SAVE, FROND_FATE_SHUT_DOWN };

typedef struct
{
  AdwComboRow *row;
  const char *property;
  const FrondFate *fates;
  guint n_fates;
} Row;

static void
get_rows (FrondFatesGroup *self, Row rows[N_ROWS])
{
  rows[0] = (Row) { self->close_row, "on-close", all, G_N_ELEMENTS (all) };
  rows[1] = (Row) { self->logout_row, "on-logout", no_pause, G_N_ELEMENTS (no_pause) };
  rows[2] = (Row) { self->suspend_row, "on-suspend", all, G_N_ELEMENTS (all) };
  rows[3] = (Row) { self->battery_row, "on-low-battery", all, G_N_ELEMENTS (all) };
}

static const char *
words (FrondFate fate)
{
  switch (fate)
    {
    case FROND_FATE_PAUSE:
      /* Translators: what becomes of a machine */
      return C_ ("fate", "Pause");
    case FROND_FATE_SAVE:
      /* Translators: what becomes of a machine: its memory is written to disk */
      return C_ ("fate", "Save");
    case FROND_FATE_SHUT_DOWN:
      /* Translators: what becomes of a machine */
      return C_ ("fate", "Shut Down");
    case FROND_FATE_KEEP:
    default:
      /* Translators: what becomes of a machine */
      return C_ ("fate", "Keep Running");
    }
}

static void
changed_cb (FrondFatesGroup *self)
{
  Row rows[N_ROWS];

  if (self->profile == NULL || self->filling)
    return;

  get_rows (self, rows);
  for (guint i = 0; i < N_ROWS; i++)
    {
      guint selected = adw_combo_row_get_selected (rows[i].row);

      if (selected < rows[i].n_fates)
        g_object_set (self->profile, rows[i].property, rows[i].fates[selected], NULL);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
frond_fates_group_dispose (GObject *object)
{
  FrondFatesGroup *self = FROND_FATES_GROUP (object);

  g_clear_object (&self->profile);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_FATES_GROUP);
  G_OBJECT_CLASS (frond_fates_group_parent_class)->dispose (object);
}

static void
frond_fates_group_class_init (FrondFatesGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_fates_group_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-fates-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondFatesGroup, close_row);
  gtk_widget_class_bind_template_child (widget_class, FrondFatesGroup, logout_row);
  gtk_widget_class_bind_template_child (widget_class, FrondFatesGroup, suspend_row);
  gtk_widget_class_bind_template_child (widget_class, FrondFatesGroup, battery_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
frond_fates_group_init (FrondFatesGroup *self)
{
  Row rows[N_ROWS];

  gtk_widget_init_template (GTK_WIDGET (self));
  get_rows (self, rows);
  self->filling = TRUE;
  for (guint i = 0; i < N_ROWS; i++)
    {
      const char *names[N_FATES + 1] = { NULL };
      g_autoptr (GtkStringList) list = NULL;

      for (guint k = 0; k < rows[i].n_fates; k++)
        names[k] = words (rows[i].fates[k]);
      list = gtk_string_list_new (names);
      adw_combo_row_set_model (rows[i].row, G_LIST_MODEL (list));
      frond_combo_words_set_up (rows[i].row);
    }
  self->filling = FALSE;
}

void
frond_fates_group_set_profile (FrondFatesGroup *self, FrondProfile *profile, FrondHostMode mode)
{
  Row rows[N_ROWS];

  g_return_if_fail (FROND_IS_FATES_GROUP (self));
  g_return_if_fail (FROND_IS_PROFILE (profile));

  g_set_object (&self->profile, profile);
  get_rows (self, rows);
  self->filling = TRUE;
  adw_preferences_row_set_title (
      ADW_PREFERENCES_ROW (self->logout_row),
      /* Translators: what becomes of a machine when this computer shuts down; followed by a choice such as “Save” */
      mode == FROND_HOST_MODE_SYSTEM
          ? _ ("Shutdown of This Computer")
          /* Translators: what becomes of a machine when one logs out; followed by a choice such as “Save” */
          : _ ("Logging Out"));
  for (guint i = 0; i < N_ROWS; i++)
    {
      FrondFate fate;

      g_object_get (profile, rows[i].property, &fate, NULL);
      for (guint k = 0; k < rows[i].n_fates; k++)
        if (rows[i].fates[k] == fate)
          adw_combo_row_set_selected (rows[i].row, k);
    }
  self->filling = FALSE;
}
