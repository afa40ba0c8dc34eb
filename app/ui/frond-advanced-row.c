/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-advanced-row.h"

#include "frond-combo-words.h"
#include "frond-gl-words.h"
#include "frond-guest-words.h"
#include "frond-host-advice.h"
#include "frond-host-capabilities.h"
#include "frond-machine-rules.h"
#include "frond-models.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondAdvancedRow
{
  AdwExpanderRow parent_instance;

  AdwComboRow *model_row;
  AdwComboRow *devices_row;
  AdwSwitchRow *network_row;
  AdwComboRow *accel_row;
  AdwSwitchRow *gl_row;
  AdwComboRow *firmware_row;
  AdwSwitchRow *tpm_row;

  FrondProfile *profile;
  FrondHostCapabilities *capabilities; /* or NULL */
  GArray *models;                      /* of FrondModel, as in the model row; likewise the others */
  GArray *devices;
  GArray *firmwares;
  gboolean filling;
  gboolean for_machine; /* one that is there already, with a system on its disk */
};

G_DEFINE_FINAL_TYPE (FrondAdvancedRow, frond_advanced_row, ADW_TYPE_EXPANDER_ROW)

static guint changed_signal;

static gboolean
is_changed_by_person (FrondAdvancedRow *self)
{
  return self->profile != NULL && !self->filling;
}

static void fill_by_model (FrondAdvancedRow *self);

static const FrondModelRules *
rules_of (FrondAdvancedRow *self)
{
  return frond_models_get (frond_machine_rules_resolve (self->profile));
}

/* Another model has other choices. The list that the person is in is not changed under them. */
static void
model_changed_cb (FrondAdvancedRow *self)
{
  guint selected = adw_combo_row_get_selected (self->model_row);

  if (!is_changed_by_person (self) || selected >= self->models->len)
    return;

  g_object_set (self->profile, "model", g_array_index (self->models, FrondModel, selected), NULL);
  frond_machine_rules_fit (self->profile, rules_of (self), self->capabilities);
  fill_by_model (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
change (FrondAdvancedRow *self, const char *property, guint value)
{
  g_object_set (self->profile, property, value, NULL);
  g_signal_emit (self, changed_signal, 0);
}

static void
change_to_selected (FrondAdvancedRow *self, const char *property, AdwComboRow *row, GArray *values)
{
  guint selected = adw_combo_row_get_selected (row);

  if (is_changed_by_person (self) && selected < values->len)
    change (self, property, g_array_index (values, guint, selected));
}

static void
change_to_active (FrondAdvancedRow *self, const char *property, AdwSwitchRow *row)
{
  if (is_changed_by_person (self))
    change (self, property, adw_switch_row_get_active (row));
}

static void
devices_changed_cb (FrondAdvancedRow *self)
{
  change_to_selected (self, "devices", self->devices_row, self->devices);
}

static void
network_changed_cb (FrondAdvancedRow *self)
{
  change_to_active (self, "network", self->network_row);
}

static void
accel_changed_cb (FrondAdvancedRow *self)
{
  if (is_changed_by_person (self))
    change (self, "accel", adw_combo_row_get_selected (self->accel_row));
}

static void
firmware_changed_cb (FrondAdvancedRow *self)
{
  change_to_selected (self, "firmware", self->firmware_row, self->firmwares);
}

static void
gl_changed_cb (FrondAdvancedRow *self)
{
  change_to_active (self, "gl", self->gl_row);
}

static void
tpm_changed_cb (FrondAdvancedRow *self)
{
  change_to_active (self, "tpm", self->tpm_row);
}

static void
fill_accel (FrondAdvancedRow *self, FrondHostCapabilities *capabilities)
{
  adw_combo_row_set_selected (self->accel_row, frond_profile_get_accel (self->profile));
  if (capabilities == NULL)
    return;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->accel_row),
                               capabilities->accel == FROND_ACCEL_KVM
                                   ? _ ("This computer has hardware virtualization")
                                   : _ ("Hardware virtualization cannot be used on this computer"));
}

static void
add_choice (GArray *values, GtkStringList *names, guint value, const char *name, guint wanted,
            guint *selected)
{
  if (value == wanted)
    *selected = values->len;
  g_array_append_val (values, value);
  gtk_string_list_append (names, name);
}

static void
show_choices (AdwComboRow *row, GtkStringList *names, guint selected)
{
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, selected);
}

static const char *
explain_model (FrondModel model)
{
  switch (model)
    {
    case FROND_MODEL_LINUX515:
    case FROND_MODEL_LINUX54:
      return _ ("Fast devices that Linux has drivers for");
    case FROND_MODEL_WINDOWS11:
    case FROND_MODEL_WINDOWS10:
      return _ ("Installs without a disc of drivers");
    case FROND_MODEL_LEGACY:
      return _ ("Like a computer of 2005: BIOS, IDE disk, one screen");
    case FROND_MODEL_GENERIC:
    case FROND_MODEL_AUTO:
    default:
      return _ ("Like an ordinary computer of today");
    }
}

static void
fill_model (FrondAdvancedRow *self)
{
  FrondModel wanted = frond_profile_get_model (self->profile);
  FrondOsFamily family = frond_profile_get_os_family (self->profile);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_array_set_size (self->models, 0);
  for (FrondModel model = FROND_MODEL_AUTO; model <= FROND_MODEL_LEGACY; model++)
    {
      gboolean offered = model == FROND_MODEL_AUTO || model == wanted ||
                         (frond_machine_rules_is_for (frond_models_get (model), family) &&
                          frond_machine_rules_why_not (frond_models_get (model), self->capabilities) == NULL);

      if (offered)
        add_choice (self->models, names, model, frond_guest_words_model (model), wanted, &selected);
    }
  show_choices (self->model_row, names, selected);
}

static void
fill_devices (FrondAdvancedRow *self)
{
  FrondDevices wanted = frond_profile_get_devices (self->profile);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_array_set_size (self->devices, 0);
  for (FrondDevices kind = FROND_DEVICES_AUTO; kind <= FROND_DEVICES_EMULATED; kind++)
    if (frond_machine_rules_can_devices (rules_of (self), kind))
      add_choice (self->devices, names, kind, frond_guest_words_devices (kind), wanted, &selected);
  show_choices (self->devices_row, names, selected);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->devices_row),
                               frond_profile_get_os_family (self->profile) == FROND_OS_WINDOWS
                                   ? _ ("Windows needs drivers for the fast ones")
                               : self->for_machine
                                   ? _ ("The system needs drivers for what is chosen, or does not start")
                                   : "");
}

static void
fill_firmware (FrondAdvancedRow *self)
{
  FrondFirmware wanted = frond_profile_get_firmware (self->profile);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_array_set_size (self->firmwares, 0);
  for (FrondFirmware firmware = FROND_FIRMWARE_AUTO; firmware <= FROND_FIRMWARE_UEFI_SECURE; firmware++)
    if (frond_machine_rules_can_firmware (rules_of (self), self->capabilities, firmware) ||
        firmware == wanted)
      add_choice (self->firmwares, names, firmware, frond_guest_words_firmware (firmware), wanted, &selected);
  show_choices (self->firmware_row, names, selected);
}

static void
fill_tpm (FrondAdvancedRow *self)
{
  gboolean of_host = self->capabilities == NULL || self->capabilities->tpm;
  gboolean available = of_host && rules_of (self)->tpm;
  g_autofree char *reason = frond_host_advice_dup_left_out (self->capabilities, "tpm");

  adw_switch_row_set_active (self->tpm_row, available && frond_profile_get_tpm (self->profile));
  gtk_widget_set_sensitive (GTK_WIDGET (self->tpm_row), available);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->tpm_row),
                               available && self->for_machine
                                   ? _ ("Without it, what a system has locked with it stays locked")
                               : available      ? _ ("Windows 11 needs it")
                               : of_host        ? _ ("Not part of this machine model")
                               : reason != NULL ? reason
                                                : _ ("Not available on this computer"));
}

static void
fill_gl (FrondAdvancedRow *self)
{
  frond_gl_words_fill_row (self->gl_row, self->profile, self->capabilities);
  if (rules_of (self)->gl)
    return;

  adw_switch_row_set_active (self->gl_row, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->gl_row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->gl_row), _ ("Not part of this machine model"));
}

/* All but the list of models. */
static void
fill_by_model (FrondAdvancedRow *self)
{
  self->filling = TRUE;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->model_row),
                               explain_model (frond_machine_rules_resolve (self->profile)));
  fill_devices (self);
  adw_switch_row_set_active (self->network_row, frond_profile_get_network (self->profile));
  fill_accel (self, self->capabilities);
  fill_gl (self);
  fill_firmware (self);
  fill_tpm (self);
  self->filling = FALSE;
}

/* The dialog of an existing machine has rows of its own for what changes often, and what is here is not to be changed
 * lightly. */
void
frond_advanced_row_set_for_machine (FrondAdvancedRow *self)
{
  g_return_if_fail (FROND_IS_ADVANCED_ROW (self));

  self->for_machine = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->accel_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->gl_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->network_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Machine Model and Devices"));
  adw_expander_row_set_subtitle (
      ADW_EXPANDER_ROW (self),
      _ ("The installed system may not start with others. Those from before can be chosen again."));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->firmware_row),
                               _ ("A system starts only with the one that it was installed with"));
}

void
frond_advanced_row_set_profile (FrondAdvancedRow *self, FrondProfile *profile,
                                FrondHostCapabilities *capabilities)
{
  g_return_if_fail (FROND_IS_ADVANCED_ROW (self));
  g_return_if_fail (FROND_IS_PROFILE (profile));

  g_set_object (&self->profile, profile);
  g_clear_pointer (&self->capabilities, frond_host_capabilities_unref);
  self->capabilities = capabilities != NULL ? frond_host_capabilities_ref (capabilities) : NULL;
  frond_machine_rules_fit (profile, rules_of (self), capabilities);
  self->filling = TRUE;
  fill_model (self);
  fill_by_model (self);
}

static void
frond_advanced_row_finalize (GObject *object)
{
  FrondAdvancedRow *self = FROND_ADVANCED_ROW (object);

  g_clear_object (&self->profile);
  g_clear_pointer (&self->capabilities, frond_host_capabilities_unref);
  g_array_unref (self->models);
  g_array_unref (self->devices);
  g_array_unref (self->firmwares);
  G_OBJECT_CLASS (frond_advanced_row_parent_class)->finalize (object);
}

static void
frond_advanced_row_class_init (FrondAdvancedRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_advanced_row_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static GtkWidget *
add_row (FrondAdvancedRow *self, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);

  return row;
}

static AdwComboRow *
add_combo (FrondAdvancedRow *self, const char *title)
{
  AdwComboRow *row = ADW_COMBO_ROW (add_row (self, adw_combo_row_new (), title));

  frond_combo_words_set_up (row);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
frond_advanced_row_init (FrondAdvancedRow *self)
{
  const char *const accels[] = { frond_guest_words_accel (FROND_ACCEL_AUTO),
                                 frond_guest_words_accel (FROND_ACCEL_KVM),
                                 frond_guest_words_accel (FROND_ACCEL_SOFTWARE), NULL };
  g_autoptr (GtkStringList) names = gtk_string_list_new (accels);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Advanced"));
  self->models = g_array_new (FALSE, FALSE, sizeof (guint));
  self->devices = g_array_new (FALSE, FALSE, sizeof (guint));
  self->firmwares = g_array_new (FALSE, FALSE, sizeof (guint));

  self->model_row = add_combo (self, _ ("Machine Model"));
  self->accel_row = add_combo (self, _ ("Acceleration"));
  adw_combo_row_set_model (self->accel_row, G_LIST_MODEL (names));
  self->gl_row = ADW_SWITCH_ROW (add_row (self, adw_switch_row_new (), _ ("3D Graphics")));
  self->firmware_row = add_combo (self, _ ("Firmware"));
  self->tpm_row = ADW_SWITCH_ROW (add_row (self, adw_switch_row_new (), _ ("Security Chip (TPM)")));
  self->devices_row = add_combo (self, _ ("Disk and Network Card"));
  self->network_row = ADW_SWITCH_ROW (add_row (self, adw_switch_row_new (), _ ("Network")));

  g_signal_connect_object (self->model_row, "notify::selected", G_CALLBACK (model_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->devices_row, "notify::selected", G_CALLBACK (devices_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network_row, "notify::active", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accel_row, "notify::selected", G_CALLBACK (accel_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gl_row, "notify::active", G_CALLBACK (gl_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->firmware_row, "notify::selected", G_CALLBACK (firmware_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tpm_row, "notify::active", G_CALLBACK (tpm_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
frond_advanced_row_new (void)
{
  return g_object_new (FROND_TYPE_ADVANCED_ROW, NULL);
}
