/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-place-group.h"

#include "frond-devices-dialog.h"
#include "frond-guest-words.h"
#include "frond-guest.h"
#include "frond-library.h"
#include "frond-machine-host.h"
#include "frond-move-dialog.h"
#include "frond-passphrase-change.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

struct _FrondPlaceGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *place_row;
  AdwActionRow *move_row;
  AdwSwitchRow *autostart_row;
  AdwActionRow *devices_row;
  AdwActionRow *passphrase_row;

  FrondLibrary *library;
  FrondGuest *guest;
  FrondProfile *profile;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (FrondPlaceGroup, frond_place_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  MOVE_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static FrondMachineHost *
other_host (FrondPlaceGroup *self)
{
  return frond_library_find_host (self->library, frond_guest_get_mode (self->guest) == FROND_HOST_MODE_SYSTEM
                                                     ? FROND_HOST_MODE_SESSION
                                                     : FROND_HOST_MODE_SYSTEM);
}

/* Why it cannot move now; NULL: it can. */
static const char *
move_obstacle (FrondPlaceGroup *self)
{
  FrondMachineHost *host = other_host (self);

  if (host == NULL || frond_machine_host_get_state (host) != FROND_HOST_READY)
    return frond_guest_get_mode (self->guest) == FROND_HOST_MODE_SESSION
               ? _ ("The service is not installed, or does not answer. Preferences say how to get it.")
               : _ ("Your own helper does not answer");
  if (frond_guest_get_state (self->guest) != FROND_GUEST_STOPPED || frond_guest_get_busy (self->guest))
    return _ ("Only while the machine is off");
  if (frond_guest_get_reason (self->guest) == FROND_GUEST_REASON_SAVED)
    return _ ("Not while it is saved. Start it and shut it down first.");
  return NULL;
}

static void
update_rows (FrondPlaceGroup *self)
{
  const gboolean at_service = frond_guest_get_mode (self->guest) == FROND_HOST_MODE_SYSTEM;
  const gboolean encrypted = frond_profile_get_encrypted (frond_guest_get_profile (self->guest));
  const gboolean off = frond_guest_get_state (self->guest) == FROND_GUEST_STOPPED;
  const char *obstacle = move_obstacle (self);

  self->filling = TRUE;
  adw_action_row_set_subtitle (self->place_row, frond_guest_words_place (frond_guest_get_mode (self->guest)));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->move_row),
                                 frond_move_dialog_get_action_words (self->guest));
  adw_action_row_set_subtitle (self->move_row, obstacle != NULL ? obstacle : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->move_row), obstacle == NULL);

  gtk_widget_set_sensitive (GTK_WIDGET (self->autostart_row), at_service && !encrypted);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->autostart_row),
                               !at_service ? _ ("Only for machines on this computer’s service")
                               : encrypted
                                   ? _ ("Not with an encrypted disk: nobody would be there to unlock it")
                                   : _ ("Also when nobody is logged in"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->devices_row), at_service);
  adw_action_row_set_subtitle (self->devices_row, at_service
                                                      ? _ ("USB devices, and cards in its slots (PCI)")
                                                      : _ ("Only for machines on this computer’s service"));
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase_row), encrypted);
  gtk_widget_set_sensitive (GTK_WIDGET (self->passphrase_row), off);
  adw_action_row_set_subtitle (self->passphrase_row, off ? "" : _ ("Only while the machine is off"));
  self->filling = FALSE;
}

static void
autostart_changed_cb (FrondPlaceGroup *self)
{
  if (self->filling || self->profile == NULL)
    return;
  g_object_set (self->profile, "autostart", adw_switch_row_get_active (self->autostart_row), NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
move_activated_cb (FrondPlaceGroup *self)
{
  g_signal_emit (self, signals[MOVE_REQUESTED], 0);
}

static void
devices_activated_cb (FrondPlaceGroup *self)
{
  adw_dialog_present (frond_devices_dialog_new (self->guest), GTK_WIDGET (self));
}

static void
passphrase_activated_cb (FrondPlaceGroup *self)
{
  frond_passphrase_change (self->guest, GTK_WIDGET (self));
}

static void
frond_place_group_dispose (GObject *object)
{
  FrondPlaceGroup *self = FROND_PLACE_GROUP (object);

  g_clear_object (&self->library);
  g_clear_object (&self->guest);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (frond_place_group_parent_class)->dispose (object);
}

static void
frond_place_group_class_init (FrondPlaceGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_place_group_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[MOVE_REQUESTED] = g_signal_new ("move-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* A row that leads somewhere; NULL CALLBACK: one that only tells. */
static AdwActionRow *
add_row (FrondPlaceGroup *self, const char *title, GCallback activated)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), activated != NULL);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  if (activated != NULL)
    {
      GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

      gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
      g_signal_connect_swapped (row, "activated", activated, self);
    }
  else
    gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return ADW_ACTION_ROW (row);
}

static void
frond_place_group_init (FrondPlaceGroup *self)
{
  /* Translators: where a machine is kept and runs */
  self->place_row = add_row (self, _ ("Location"), NULL);
  self->move_row = add_row (self, "", G_CALLBACK (move_activated_cb));
  self->autostart_row = ADW_SWITCH_ROW (adw_switch_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->autostart_row), _ ("Start With the Computer"));
  g_signal_connect_swapped (self->autostart_row, "notify::active", G_CALLBACK (autostart_changed_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->autostart_row));
  self->devices_row = add_row (self, _ ("_Devices of This Computer…"), G_CALLBACK (devices_activated_cb));
  self->passphrase_row = add_row (self, _ ("_Change Passphrase…"), G_CALLBACK (passphrase_activated_cb));
}

void
frond_place_group_set_guest (FrondPlaceGroup *self, FrondLibrary *library, FrondGuest *guest,
                             FrondProfile *profile)
{
  FrondMachineHost *other;

  g_return_if_fail (FROND_IS_PLACE_GROUP (self) && self->guest == NULL);

  self->library = g_object_ref (library);
  self->guest = g_object_ref (guest);
  self->profile = g_object_ref (profile);
  other = other_host (self);
  self->filling = TRUE;
  adw_switch_row_set_active (self->autostart_row, frond_profile_get_autostart (profile));
  update_rows (self);
  g_signal_connect_object (guest, "notify::state", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "notify::busy", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  if (other != NULL)
    g_signal_connect_object (other, "notify::state", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
}
