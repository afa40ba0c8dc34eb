/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-advanced-row.h"

#include "frond-combo-words.h"
#include "frond-gl-words.h"
#include "frond-guest-words.h"
#include "frond-host-advice.h"
#include "frond-host-capabilities.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondAdvancedRow
{
  AdwExpanderRow parent_instance;

  AdwComboRow *accel_row;
  AdwSwitchRow *gl_row;
  AdwComboRow *firmware_row;
  AdwSwitchRow *tpm_row;

  FrondProfile *profile;
  GArray *firmwares; /* of FrondFirmware, as in the firmware row */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (FrondAdvancedRow, frond_advanced_row, ADW_TYPE_EXPANDER_ROW)

static gboolean
is_changed_by_person (FrondAdvancedRow *self)
{
  return self->profile != NULL && !self->filling;
}

static void
accel_changed_cb (FrondAdvancedRow *self)
{
  if (is_changed_by_person (self))
    g_object_set (self->profile, "accel", adw_combo_row_get_selected (self->accel_row), NULL);
}

static void
firmware_changed_cb (FrondAdvancedRow *self)
{
  guint selected = adw_combo_row_get_selected (self->firmware_row);

  if (is_changed_by_person (self) && selected < self->firmwares->len)
    g_object_set (self->profile, "firmware", g_array_index (self->firmwares, FrondFirmware, selected), NULL);
}

static void
gl_changed_cb (FrondAdvancedRow *self)
{
  if (is_changed_by_person (self))
    g_object_set (self->profile, "gl", adw_switch_row_get_active (self->gl_row), NULL);
}

static void
tpm_changed_cb (FrondAdvancedRow *self)
{
  if (is_changed_by_person (self))
    g_object_set (self->profile, "tpm", adw_switch_row_get_active (self->tpm_row), NULL);
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

static gboolean
has_firmware (FrondHostCapabilities *capabilities, FrondFirmware firmware)
{
  return firmware == FROND_FIRMWARE_AUTO || capabilities == NULL || capabilities->firmware == NULL ||
         g_strv_contains ((const char *const *) capabilities->firmware,
                          frond_guest_words_firmware_token (firmware));
}

static void
fill_firmware (FrondAdvancedRow *self, FrondHostCapabilities *capabilities)
{
  FrondFirmware wanted = frond_profile_get_firmware (self->profile);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_array_set_size (self->firmwares, 0);
  for (FrondFirmware firmware = FROND_FIRMWARE_AUTO; firmware <= FROND_FIRMWARE_UEFI_SECURE; firmware++)
    {
      if (!has_firmware (capabilities, firmware) && firmware != wanted)
        continue;

      if (firmware == wanted)
        selected = self->firmwares->len;
      g_array_append_val (self->firmwares, firmware);
      gtk_string_list_append (names, frond_guest_words_firmware (firmware));
    }

  adw_combo_row_set_model (self->firmware_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->firmware_row, selected);
}

static void
fill_tpm (FrondAdvancedRow *self, FrondHostCapabilities *capabilities)
{
  gboolean available = capabilities == NULL || capabilities->tpm;
  g_autofree char *reason = frond_host_advice_dup_left_out (capabilities, "tpm");

  adw_switch_row_set_active (self->tpm_row, available && frond_profile_get_tpm (self->profile));
  gtk_widget_set_sensitive (GTK_WIDGET (self->tpm_row), available);
  if (available)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->tpm_row), _ ("Windows 11 needs it"));
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->tpm_row),
                                 reason != NULL ? reason : _ ("Not available on this computer"));
}

void
frond_advanced_row_set_profile (FrondAdvancedRow *self, FrondProfile *profile,
                                FrondHostCapabilities *capabilities)
{
  g_return_if_fail (FROND_IS_ADVANCED_ROW (self));
  g_return_if_fail (FROND_IS_PROFILE (profile));

  g_set_object (&self->profile, profile);
  self->filling = TRUE;
  fill_accel (self, capabilities);
  frond_gl_words_fill_row (self->gl_row, profile, capabilities);
  fill_firmware (self, capabilities);
  fill_tpm (self, capabilities);
  self->filling = FALSE;
}

static void
frond_advanced_row_finalize (GObject *object)
{
  FrondAdvancedRow *self = FROND_ADVANCED_ROW (object);

  g_clear_object (&self->profile);
  g_array_unref (self->firmwares);
  G_OBJECT_CLASS (frond_advanced_row_parent_class)->finalize (object);
}

static void
frond_advanced_row_class_init (FrondAdvancedRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_advanced_row_finalize;
}

static GtkWidget *
add_row (FrondAdvancedRow *self, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);

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
  self->firmwares = g_array_new (FALSE, FALSE, sizeof (FrondFirmware));

  self->accel_row = ADW_COMBO_ROW (add_row (self, adw_combo_row_new (), _ ("Acceleration")));
  frond_combo_words_set_up (self->accel_row);
  adw_combo_row_set_model (self->accel_row, G_LIST_MODEL (names));
  self->gl_row = ADW_SWITCH_ROW (add_row (self, adw_switch_row_new (), _ ("3D Graphics")));
  self->firmware_row = ADW_COMBO_ROW (add_row (self, adw_combo_row_new (), _ ("Firmware")));
  frond_combo_words_set_up (self->firmware_row);
  self->tpm_row = ADW_SWITCH_ROW (add_row (self, adw_switch_row_new (), _ ("Security Chip (TPM)")));

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
