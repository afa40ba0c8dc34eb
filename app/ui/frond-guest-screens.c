/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guest-screens-private.h"

#include "frond-library.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (FrondGuestScreens, frond_guest_screens, G_TYPE_OBJECT)

static FrondProfile *
profile_of (FrondGuestScreens *self)
{
  return frond_guest_get_profile (self->guest);
}

static void
save (FrondGuestScreens *self)
{
  g_autofree char *text = frond_monitor_memory_to_text (self->memory);

  if (g_str_equal (text, frond_profile_get_monitor_windows (profile_of (self))))
    return;
  g_object_set (profile_of (self), "monitor-windows", text, NULL);
  frond_library_touch (frond_application_get_library (self->application), self->guest);
}

FrondScreen *
_frond_guest_screens_find (FrondGuestScreens *self, guint number)
{
  return self->session != NULL ? g_list_model_get_item (frond_session_get_screens (self->session), number - 1)
                               : NULL;
}

static gboolean
can_be_told (FrondScreen *screen)
{
  return screen != NULL && (frond_screen_get_caps (screen) & FROND_SCREEN_CAN_RESIZE) != 0;
}

/* A guest that follows its windows is asked for the size of this one by its display, one that does not for that of the
 * first monitor. */
static void
bind (FrondGuestScreens *self, FrondMonitorWindow *window)
{
  g_autoptr (FrondScreen) screen = _frond_guest_screens_find (self, frond_monitor_window_get_number (window));

  frond_monitor_window_set_screen (window, screen);
  frond_monitor_window_set_transfers (window,
                                      self->session != NULL ? frond_session_get_files (self->session) : NULL);
  if (can_be_told (screen) && !frond_screen_get_ready (screen) && self->first != NULL &&
      frond_screen_get_ready (self->first) && !frond_display_get_resize_guest (self->display))
    frond_screen_request_size (screen, frond_screen_get_width (self->first),
                               frond_screen_get_height (self->first), 0, 0);
}

static void
place_changed_cb (FrondGuestScreens *self, FrondMonitorWindow *window)
{
  frond_monitor_window_describe (window, frond_monitor_memory_get (self->memory,
                                                                   frond_monitor_window_get_number (window)));
  save (self);
}

/* The person closes it: the guest has a monitor less. */
static gboolean
close_request_cb (FrondGuestScreens *self, FrondMonitorWindow *window)
{
  guint number = frond_monitor_window_get_number (window);
  g_autoptr (FrondScreen) screen = _frond_guest_screens_find (self, number);

  frond_monitor_memory_get (self->memory, number)->open = FALSE;
  save (self);
  frond_monitor_window_set_screen (window, NULL);
  if (screen != NULL)
    frond_screen_switch_off (screen);
  return GDK_EVENT_PROPAGATE;
}

static void
destroyed_cb (FrondGuestScreens *self, FrondMonitorWindow *window)
{
  self->windows[frond_monitor_window_get_number (window)] = NULL;
  _frond_guest_screens_update_actions (self);
}

static void
open_window (FrondGuestScreens *self, guint number)
{
  FrondMonitorWindow *window = frond_monitor_window_new (self->application, self->guest, number);
  FrondDisplay *display = frond_monitor_window_get_display (window);
  FrondMonitorPlace *place = frond_monitor_memory_get (self->memory, number);

  self->windows[number] = window;
  gtk_widget_insert_action_group (GTK_WIDGET (window), "screens", G_ACTION_GROUP (self->actions));
  for (const char *const *name = (const char *const[]) { "scaling", "sharp", "resize-guest", NULL };
       *name != NULL; name++)
    g_object_bind_property (self->display, *name, display, *name,
                            G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (window, "place-changed", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "close-request", G_CALLBACK (close_request_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "destroy", G_CALLBACK (destroyed_cb), self, G_CONNECT_SWAPPED);

  if (place->width == 0)
    gtk_window_get_default_size (self->window, &place->width, &place->height);
  for (guint i = 0; i < FROND_N_SELECTIONS; i++)
    if (self->clipboards[i] != NULL)
      frond_clipboard_bridge_add_window (self->clipboards[i], GTK_WINDOW (window));
  frond_monitor_window_restore (window, place);
  place->open = TRUE;
  save (self);
  bind (self, window);
  gtk_window_present (GTK_WINDOW (window));
  _frond_guest_screens_update_actions (self);
}

void
_frond_guest_screens_tell (FrondGuestScreens *self, const char *words, gboolean offer_more)
{
  AdwToast *toast = adw_toast_new (words);

  adw_toast_set_use_markup (toast, FALSE);
  if (offer_more)
    {
      adw_toast_set_button_label (toast, _ ("_Add Screens"));
      adw_toast_set_action_name (toast, "screens.add");
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
  gtk_window_present (self->window);
}

/* The machine has no such monitor, or no way to be told of it. */
static void
refuse (FrondGuestScreens *self, gboolean exists)
{
  const char *name = frond_profile_get_name (profile_of (self));
  gboolean only_one = !exists && frond_profile_get_heads (profile_of (self)) == 1;
  g_autofree char *words = NULL;

  if (exists)
    /* Translators: %s is the name of a machine; spice-vdagent is a program to install in it */
    words = g_strdup_printf (_ ("“%s” needs the program spice-vdagent to turn a screen on"), name);
  else if (only_one)
    /* Translators: %s is the name of a machine */
    words = g_strdup_printf (_ ("“%s” has only one screen"), name);
  else
    /* Translators: %s is the name of a machine */
    words = g_strdup_printf (_ ("“%s” can turn on more screens after its next start"), name);
  _frond_guest_screens_tell (self, words, only_one);
}

gboolean
_frond_guest_screens_open (FrondGuestScreens *self, guint number)
{
  g_autoptr (FrondScreen) screen = _frond_guest_screens_find (self, number);

  if (self->windows[number] != NULL)
    gtk_window_present (GTK_WINDOW (self->windows[number]));
  else if (screen == NULL || (!frond_screen_get_ready (screen) && !can_be_told (screen)))
    refuse (self, screen != NULL);
  else
    open_window (self, number);
  return self->windows[number] != NULL;
}

void
_frond_guest_screens_turn_off (FrondGuestScreens *self, guint number)
{
  if (self->windows[number] != NULL)
    gtk_window_close (GTK_WINDOW (self->windows[number]));
}

/* What was open when the guest was last seen; as soon as it can be told of its monitors. */
static void
restore (FrondGuestScreens *self)
{
  if (self->first == NULL || !frond_screen_get_ready (self->first) || !can_be_told (self->first) ||
      !gtk_widget_get_mapped (GTK_WIDGET (self->window)))
    return;

  for (guint number = 2; number <= FROND_PROFILE_MAX_HEADS; number++)
    {
      g_autoptr (FrondScreen) screen = _frond_guest_screens_find (self, number);

      if (screen != NULL && self->windows[number] == NULL &&
          frond_monitor_memory_get (self->memory, number)->open)
        open_window (self, number);
    }
}

static void
first_changed_cb (FrondGuestScreens *self)
{
  restore (self);
  _frond_guest_screens_update_actions (self);
}

static void
set_first (FrondGuestScreens *self, FrondScreen *first)
{
  if (first == self->first)
    return;

  if (self->first != NULL)
    g_signal_handlers_disconnect_by_data (self->first, self);
  g_set_object (&self->first, first);
  if (first == NULL)
    return;
  g_signal_connect_object (first, "notify::ready", G_CALLBACK (first_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (first, "notify::caps", G_CALLBACK (first_changed_cb), self, G_CONNECT_SWAPPED);
}

/* A connection that breaks leaves the windows as they are: they get their screens back with the next one. */
static void
screens_changed_cb (FrondGuestScreens *self)
{
  g_autoptr (FrondScreen) first = _frond_guest_screens_find (self, 1);

  set_first (self, first);
  for (guint number = 2; number <= FROND_PROFILE_MAX_HEADS; number++)
    if (self->windows[number] != NULL)
      bind (self, self->windows[number]);
  first_changed_cb (self);
}

static void
state_changed_cb (FrondGuestScreens *self)
{
  if (!frond_guest_is_on (self->guest))
    frond_guest_screens_close (self);
  _frond_guest_screens_update_actions (self);
}

void
frond_guest_screens_set_session (FrondGuestScreens *self, FrondSession *session)
{
  g_return_if_fail (FROND_IS_GUEST_SCREENS (self));
  g_return_if_fail (session == NULL || FROND_IS_SESSION (session));

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (frond_session_get_screens (self->session), self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect_object (frond_session_get_screens (session), "items-changed",
                             G_CALLBACK (screens_changed_cb), self, G_CONNECT_SWAPPED);
  screens_changed_cb (self);
}

void
frond_guest_screens_set_clipboard (FrondGuestScreens *self, FrondSelection selection,
                                   FrondClipboardBridge *clipboard)
{
  g_return_if_fail (FROND_IS_GUEST_SCREENS (self));
  g_return_if_fail (selection < FROND_N_SELECTIONS);

  g_set_object (&self->clipboards[selection], clipboard);
  for (guint number = 2; clipboard != NULL && number <= FROND_PROFILE_MAX_HEADS; number++)
    if (self->windows[number] != NULL)
      frond_clipboard_bridge_add_window (clipboard, GTK_WINDOW (self->windows[number]));
}

void
frond_guest_screens_close (FrondGuestScreens *self)
{
  g_return_if_fail (FROND_IS_GUEST_SCREENS (self));

  for (guint number = 2; number <= FROND_PROFILE_MAX_HEADS; number++)
    if (self->windows[number] != NULL)
      gtk_window_destroy (GTK_WINDOW (self->windows[number]));
}

static void
frond_guest_screens_dispose (GObject *object)
{
  FrondGuestScreens *self = FROND_GUEST_SCREENS (object);

  frond_guest_screens_close (self);
  for (guint i = 0; i < FROND_N_SELECTIONS; i++)
    g_clear_object (&self->clipboards[i]);
  set_first (self, NULL);
  g_clear_object (&self->session);
  g_clear_object (&self->actions);
  self->toasts = NULL;
  G_OBJECT_CLASS (frond_guest_screens_parent_class)->dispose (object);
}

static void
frond_guest_screens_finalize (GObject *object)
{
  g_clear_object (&FROND_GUEST_SCREENS (object)->guest);
  frond_monitor_memory_free (FROND_GUEST_SCREENS (object)->memory);
  G_OBJECT_CLASS (frond_guest_screens_parent_class)->finalize (object);
}

static void
frond_guest_screens_class_init (FrondGuestScreensClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_guest_screens_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_guest_screens_finalize;
}

static void
frond_guest_screens_init (FrondGuestScreens *self)
{
  _frond_guest_screens_add_actions (self);
}

FrondGuestScreens *
frond_guest_screens_new (FrondApplication *application, FrondGuest *guest, GtkWindow *window,
                         FrondDisplay *display, AdwToastOverlay *toasts)
{
  FrondGuestScreens *self = g_object_new (FROND_TYPE_GUEST_SCREENS, NULL);

  self->application = application;
  self->guest = g_object_ref (guest);
  self->window = window;
  self->display = display;
  self->toasts = toasts;
  self->memory = frond_monitor_memory_new (frond_profile_get_monitor_windows (profile_of (self)));
  self->host_monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (window)));
  g_signal_connect_object (guest, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "map", G_CALLBACK (first_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->host_monitors, "items-changed",
                           G_CALLBACK (_frond_guest_screens_update_actions), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "screens", G_ACTION_GROUP (self->actions));
  _frond_guest_screens_update_actions (self);
  return self;
}

GActionGroup *
frond_guest_screens_get_actions (FrondGuestScreens *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_SCREENS (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

GtkWindow *
frond_guest_screens_get_window (FrondGuestScreens *self, guint number)
{
  g_return_val_if_fail (FROND_IS_GUEST_SCREENS (self), NULL);
  g_return_val_if_fail (number >= 2 && number <= FROND_PROFILE_MAX_HEADS, NULL);

  return self->windows[number] != NULL ? GTK_WINDOW (self->windows[number]) : NULL;
}
