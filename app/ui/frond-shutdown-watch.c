/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-shutdown-watch.h"

#include "frond-guest-commands.h"
#include "frond-guest.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

#define PATIENCE_SEC 60
#define DATA_KEY     "frond-shutdown-watch"

typedef struct
{
  FrondGuest *guest; /* borrowed: it owns this */
  GWeakRef toasts;
  gulong state_handler;
  guint timeout;
} Watch;

static void
watch_free (Watch *watch)
{
  g_clear_handle_id (&watch->timeout, g_source_remove);
  g_clear_signal_handler (&watch->state_handler, watch->guest);
  g_weak_ref_clear (&watch->toasts);
  g_free (watch);
}

static void
force_off_clicked_cb (AdwToast *toast, FrondGuest *guest)
{
  AdwToastOverlay *toasts = g_object_get_data (G_OBJECT (toast), "frond-toasts");

  if (frond_guest_is_on (guest))
    frond_guest_commands_force_off (guest, toasts);
}

/* A toast rather than a dialog: nobody asked for anything right now. */
static gboolean
patience_ended_cb (gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (AdwToastOverlay) toasts = g_weak_ref_get (&watch->toasts);
  g_autofree char *title = NULL;
  AdwToast *toast;

  watch->timeout = 0;
  if (toasts == NULL)
    return G_SOURCE_REMOVE;

  /* Translators: %s is the name of a machine */
  title = g_strdup_printf (_ ("“%s” has not shut down yet"),
                           frond_profile_get_name (frond_guest_get_profile (watch->guest)));
  toast = adw_toast_new (title);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Force Off…"));
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_object_set_data (G_OBJECT (toast), "frond-toasts", toasts);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (force_off_clicked_cb), watch->guest, 0);
  g_signal_connect_object (watch->guest, "notify::state", G_CALLBACK (adw_toast_dismiss), toast,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (toasts, toast);

  return G_SOURCE_REMOVE;
}

static void
state_changed_cb (FrondGuest *guest)
{
  if (!frond_guest_is_on (guest))
    g_object_set_data (G_OBJECT (guest), DATA_KEY, NULL);
}

void
frond_shutdown_watch_begin (FrondGuest *guest, AdwToastOverlay *toasts)
{
  Watch *watch;

  g_return_if_fail (FROND_IS_GUEST (guest));
  g_return_if_fail (ADW_IS_TOAST_OVERLAY (toasts));

  if (!frond_guest_is_on (guest))
    return;

  watch = g_new0 (Watch, 1);
  watch->guest = guest;
  g_weak_ref_init (&watch->toasts, toasts);
  watch->state_handler = g_signal_connect (guest, "notify::state", G_CALLBACK (state_changed_cb), NULL);
  watch->timeout = g_timeout_add_seconds (PATIENCE_SEC, patience_ended_cb, watch);
  g_object_set_data_full (G_OBJECT (guest), DATA_KEY, watch, (GDestroyNotify) watch_free);
}

gboolean
frond_shutdown_watch_is_waiting (FrondGuest *guest)
{
  g_return_val_if_fail (FROND_IS_GUEST (guest), FALSE);

  return frond_guest_is_on (guest) && g_object_get_data (G_OBJECT (guest), DATA_KEY) != NULL;
}
