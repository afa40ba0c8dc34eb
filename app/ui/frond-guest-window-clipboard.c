/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-window-private.h"

#include "frond-error.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

static FrondGuestClipboard *
get_guest_clipboard (FrondGuestWindow *self)
{
  return self->session != NULL ? frond_session_get_clipboard (self->session) : NULL;
}

static void
policy_changed_cb (FrondGuestWindow *self)
{
  FrondGuestClipboard *clipboard = get_guest_clipboard (self);

  if (clipboard != NULL)
    frond_guest_clipboard_set_policy (clipboard,
                                      frond_profile_get_clipboard (frond_guest_get_profile (self->guest)));
  g_object_notify (G_OBJECT (self), "clipboard");
}

/* A person has copied or pasted this and wonders where it is. */
static void
refused_cb (FrondGuestWindow *self, const GError *error)
{
  gboolean large = g_error_matches (error, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE);
  g_autofree char *limit = g_format_size_full (FROND_GUEST_CLIPBOARD_MAX_SIZE, G_FORMAT_SIZE_IEC_UNITS);
  /* Translators: %s is an amount, like “100 MiB” */
  g_autofree char *too_large = g_strdup_printf (_ ("Not shared: the clipboard holds more than %s"), limit);

  if (self->clipboard_toast != NULL)
    return;
  self->clipboard_toast = adw_toast_new (large ? too_large : _ ("Not shared: the copied text is damaged"));
  g_object_add_weak_pointer (G_OBJECT (self->clipboard_toast), (gpointer *) &self->clipboard_toast);
  adw_toast_overlay_add_toast (self->toasts, self->clipboard_toast);
}

static void
append_policy (GMenu *menu, const char *label, const char *policy)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.clipboard", "s", policy);
  g_menu_append_item (menu, item);
}

void
_frond_guest_window_append_clipboard (GMenu *menu)
{
  g_autoptr (GMenu) policies = g_menu_new ();

  append_policy (policies, C_ ("clipboard", "Off"), "off");
  append_policy (policies, C_ ("clipboard", "To the Machine"), "in");
  append_policy (policies, C_ ("clipboard", "From the Machine"), "out");
  append_policy (policies, C_ ("clipboard", "Both Ways"), "both");
  /* Translators: a menu: which way the clipboard is shared */
  g_menu_append_submenu (menu, _ ("Share Clip_board"), G_MENU_MODEL (policies));
  /* Translators: types the text of the clipboard into the machine, key by key */
  g_menu_append (menu, _ ("_Type Clipboard"), "win.type-clipboard");
}

static GdkClipboard *
get_host_clipboard (FrondGuestWindow *self, FrondSelection selection)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return selection == FROND_SELECTION_PRIMARY ? gtk_widget_get_primary_clipboard (widget)
                                              : gtk_widget_get_clipboard (widget);
}

static void
unbridge (FrondGuestWindow *self, FrondSelection selection)
{
  frond_guest_screens_set_clipboard (self->screens, selection, NULL);
  g_clear_object (&self->clipboards[selection]);
}

static void
bridge (FrondGuestWindow *self, FrondSelection selection)
{
  if (self->clipboards[selection] != NULL)
    return;
  self->clipboards[selection] = frond_clipboard_bridge_new (get_host_clipboard (self, selection),
                                                            get_guest_clipboard (self), selection);
  frond_clipboard_bridge_add_window (self->clipboards[selection], GTK_WINDOW (self));
  frond_guest_screens_set_clipboard (self->screens, selection, self->clipboards[selection]);
}

static void
selection_changed_cb (FrondGuestWindow *self)
{
  if (frond_profile_get_share_selection (frond_guest_get_profile (self->guest)))
    bridge (self, FROND_SELECTION_PRIMARY);
  else
    unbridge (self, FROND_SELECTION_PRIMARY);
}

void
_frond_guest_window_share_clipboard (FrondGuestWindow *self)
{
  FrondGuestClipboard *clipboard = get_guest_clipboard (self);
  FrondProfile *profile = frond_guest_get_profile (self->guest);

  if (clipboard == NULL)
    return;

  policy_changed_cb (self);
  g_signal_connect_object (profile, "notify::clipboard", G_CALLBACK (policy_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (profile, "notify::share-selection", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (clipboard, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
  bridge (self, FROND_SELECTION_CLIPBOARD);
  selection_changed_cb (self);
}

void
_frond_guest_window_unshare_clipboard (FrondGuestWindow *self)
{
  FrondGuestClipboard *clipboard = get_guest_clipboard (self);
  FrondProfile *profile = frond_guest_get_profile (self->guest);

  if (self->typer != NULL)
    frond_clipboard_typer_stop (self->typer);
  if (clipboard == NULL)
    return;

  g_signal_handlers_disconnect_by_func (profile, policy_changed_cb, self);
  g_signal_handlers_disconnect_by_func (profile, selection_changed_cb, self);
  g_signal_handlers_disconnect_by_data (clipboard, self);
  for (guint i = 0; i < FROND_N_SELECTIONS; i++)
    unbridge (self, i);
}
