/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-application-private.h"

#include "frond-guest-commands.h"
#include "frond-guest-window.h"
#include "frond-guest.h"
#include "frond-profile.h"

/* The library is read meanwhile, or hears of a machine that the command line has just made. */
#define FIND_SECONDS 10

typedef void (*GuestFunc) (FrondApplication *self, FrondGuest *guest);

/* Something that is to be done with a machine: asked for in a window, by a notification, or over D-Bus by whoever is on
 * the session bus. */
typedef struct
{
  FrondApplication *application;
  char *id;
  GuestFunc func;
  guint timer;
} Request;

static void
request_free (Request *request)
{
  g_signal_handlers_disconnect_by_data (request->application->library, request);
  g_clear_handle_id (&request->timer, g_source_remove);
  g_application_release (G_APPLICATION (request->application));
  g_object_unref (request->application);
  g_free (request->id);
  g_free (request);
}

static FrondGuest *
find_guest (FrondLibrary *library, const char *id)
{
  FrondGuest *guest = frond_library_find (library, id);

  for (guint i = 0; guest == NULL && i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++)
    {
      g_autoptr (FrondGuest) other = g_list_model_get_item (G_LIST_MODEL (library), i);

      if (g_strcmp0 (frond_profile_get_machine_uuid (frond_guest_get_profile (other)), id) == 0)
        guest = other; /* the library keeps it */
    }
  return guest;
}

static void
look (Request *request)
{
  FrondGuest *guest = find_guest (request->application->library, request->id);

  if (guest == NULL)
    return;
  request->func (request->application, guest);
  request_free (request);
}

static void
given_up_cb (gpointer user_data)
{
  Request *request = user_data;

  request->timer = 0;
  g_message ("There is no machine %s", request->id);
  frond_application_open_library (request->application);
  request_free (request);
}

static void
with_guest (FrondApplication *self, GVariant *parameter, GuestFunc func)
{
  const char *id = g_variant_get_string (parameter, NULL);
  Request *request;

  if (!g_uuid_string_is_valid (id))
    {
      g_message ("An action for a machine was asked for without the id of one");
      return;
    }

  request = g_new0 (Request, 1);
  request->application = g_object_ref (self);
  request->id = g_ascii_strdown (id, -1);
  request->func = func;
  request->timer = g_timeout_add_seconds_once (FIND_SECONDS, given_up_cb, request);
  g_application_hold (G_APPLICATION (self));
  g_signal_connect_swapped (self->library, "notify::loaded", G_CALLBACK (look), request);
  g_signal_connect_swapped (self->library, "items-changed", G_CALLBACK (look), request);
  look (request);
}

static void
open_guest (FrondApplication *self, FrondGuest *guest)
{
  frond_application_open_guest (self, guest);
}

/* One whose state is not known yet starts as soon as it is. */
static void
start_when_known (FrondGuest *guest, GParamSpec *pspec, FrondGuestWindow *window)
{
  if (frond_guest_get_state (guest) == FROND_GUEST_UNKNOWN)
    return;

  g_signal_handlers_disconnect_by_func (guest, start_when_known, window);
  if (frond_guest_get_state (guest) == FROND_GUEST_STOPPED && !frond_guest_get_busy (guest))
    frond_guest_window_start (window);
}

static void
start_guest (FrondApplication *self, FrondGuest *guest)
{
  GtkWindow *window = frond_application_open_guest (self, guest);

  /* Asked for twice, it is still one start. */
  g_signal_handlers_disconnect_by_func (guest, start_when_known, window);
  g_signal_connect_object (guest, "notify::state", G_CALLBACK (start_when_known), window, 0);
  start_when_known (guest, NULL, FROND_GUEST_WINDOW (window));
}

static void
shut_down_guest (FrondApplication *self, FrondGuest *guest)
{
  FrondLibraryWindow *window = FROND_LIBRARY_WINDOW (frond_application_open_library (self));

  if (frond_guest_is_on (guest))
    frond_guest_commands_shut_down (guest, frond_library_window_get_toasts (window));
}

static void
resume_guest (FrondApplication *self, FrondGuest *guest)
{
  FrondLibraryWindow *window = FROND_LIBRARY_WINDOW (frond_application_open_library (self));

  if (frond_guest_get_state (guest) == FROND_GUEST_PAUSED)
    frond_guest_commands_resume (guest, frond_library_window_get_toasts (window));
}

static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  with_guest (user_data, parameter, open_guest);
}

static void
start_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  with_guest (user_data, parameter, start_guest);
}

static void
shut_down_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  with_guest (user_data, parameter, shut_down_guest);
}

static void
resume_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  with_guest (user_data, parameter, resume_guest);
}

static void
search_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gsize length;
  const char *text = g_variant_get_string (parameter, &length);

  frond_application_open_library (user_data);
  if (length <= FROND_APPLICATION_MAX_SEARCH)
    frond_library_window_search (_frond_application_get_library_window (user_data), text);
}

/* The names with "machine" are for other programs and do not change: `gapplication action`, the command line, GNOME
 * Shell's search. */
static const GActionEntry actions[] = {
  { "open-guest", open_action, "s" },           { "start-guest", start_action, "s" },
  { "shut-down-guest", shut_down_action, "s" }, { "open-machine", open_action, "s" },
  { "start-machine", start_action, "s" },       { "stop-machine", shut_down_action, "s" },
  { "resume-guest", resume_action, "s" },       { "search-machines", search_action, "s" },
};

void
_frond_application_add_guest_actions (FrondApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
