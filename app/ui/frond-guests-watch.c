/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-guests-watch.h"

#include "frond-guest.h"
#include "frond-profile.h"

#include <glib/gi18n.h>

/* The background portal refuses a status of more than 96 characters; the sentence around the name needs some. */
#define MAX_NAME 40

struct _FrondGuestsWatch
{
  GObject parent_instance;

  FrondLibrary *library;
  GPtrArray *seen; /* (element-type Seen): those that are on or being made, the first to be so first */
};

/* What a guest did when we were last told. */
typedef struct
{
  FrondGuest *guest;
  FrondGuestState state;
  FrondGuestReason reason;
} Seen;

enum
{
  GUEST_CHANGED,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondGuestsWatch, frond_guests_watch, G_TYPE_OBJECT)

static void
seen_free (gpointer data)
{
  Seen *seen = data;

  g_object_unref (seen->guest);
  g_free (seen);
}

static gboolean
is_of_interest (FrondGuest *guest)
{
  return frond_guest_is_on (guest) || frond_guest_get_state (guest) == FROND_GUEST_CREATING;
}

static Seen *
find (FrondGuestsWatch *self, FrondGuest *guest, guint *index)
{
  for (guint i = 0; i < self->seen->len; i++)
    {
      Seen *seen = g_ptr_array_index (self->seen, i);

      if (seen->guest != guest)
        continue;
      *index = i;
      return seen;
    }

  return NULL;
}

static void
add (FrondGuestsWatch *self, FrondGuest *guest)
{
  Seen *seen = g_new0 (Seen, 1);

  seen->guest = g_object_ref (guest);
  seen->state = frond_guest_get_state (guest);
  seen->reason = frond_guest_get_reason (guest);
  g_ptr_array_add (self->seen, seen);
}

static void
look (FrondGuestsWatch *self, FrondGuest *guest)
{
  FrondGuestState old_state = FROND_GUEST_UNKNOWN;
  FrondGuestReason old_reason = FROND_GUEST_REASON_NONE;
  guint index;
  Seen *seen = find (self, guest, &index);

  if (seen == NULL && !is_of_interest (guest))
    return;

  if (seen == NULL)
    add (self, guest);
  else
    {
      old_state = seen->state;
      old_reason = seen->reason;
      seen->state = frond_guest_get_state (guest);
      seen->reason = frond_guest_get_reason (guest);
      if (seen->state == old_state && seen->reason == old_reason)
        return;
      if (!is_of_interest (guest))
        g_ptr_array_remove_index (self->seen, index);
    }

  g_signal_emit (self, signals[GUEST_CHANGED], 0, guest, old_state, old_reason);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Of all properties of all guests, so that one handler does. */
static void
notify_cb (FrondGuestsWatch *self, FrondGuest *guest, GParamSpec *pspec)
{
  guint index;

  if (g_str_equal (pspec->name, "state") || g_str_equal (pspec->name, "reason"))
    look (self, guest);
  else if ((g_str_equal (pspec->name, "title") || g_str_equal (pspec->name, "mode")) &&
           find (self, guest, &index) != NULL)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
items_changed_cb (FrondGuestsWatch *self, guint position, guint removed, guint added)
{
  gboolean gone = FALSE;

  for (guint i = self->seen->len; removed > 0 && i > 0; i--)
    {
      FrondGuest *guest = ((Seen *) g_ptr_array_index (self->seen, i - 1))->guest;

      if (frond_library_find (self->library, frond_profile_get_id (frond_guest_get_profile (guest))) == guest)
        continue;
      g_ptr_array_remove_index (self->seen, i - 1);
      gone = TRUE;
    }
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (FrondGuest) guest = g_list_model_get_item (G_LIST_MODEL (self->library), i);

      look (self, guest);
    }

  if (gone)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
frond_guests_watch_dispose (GObject *object)
{
  FrondGuestsWatch *self = FROND_GUESTS_WATCH (object);

  g_ptr_array_set_size (self->seen, 0);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (frond_guests_watch_parent_class)->dispose (object);
}

static void
frond_guests_watch_finalize (GObject *object)
{
  g_ptr_array_unref (FROND_GUESTS_WATCH (object)->seen);
  G_OBJECT_CLASS (frond_guests_watch_parent_class)->finalize (object);
}

static void
frond_guests_watch_class_init (FrondGuestsWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_guests_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_guests_watch_finalize;

  signals[GUEST_CHANGED] =
      g_signal_new ("guest-changed", FROND_TYPE_GUESTS_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, FROND_TYPE_GUEST, FROND_TYPE_GUEST_STATE, FROND_TYPE_GUEST_REASON);
  signals[CHANGED] = g_signal_new ("changed", FROND_TYPE_GUESTS_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
frond_guests_watch_init (FrondGuestsWatch *self)
{
  self->seen = g_ptr_array_new_with_free_func (seen_free);
}

FrondGuestsWatch *
frond_guests_watch_new (FrondLibrary *library)
{
  FrondGuestsWatch *self;

  g_return_val_if_fail (FROND_IS_LIBRARY (library), NULL);

  self = g_object_new (FROND_TYPE_GUESTS_WATCH, NULL);
  self->library = g_object_ref (library);
  g_signal_connect_object (library, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "guest-notify", G_CALLBACK (notify_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (library)));

  return self;
}

/* The first of those that are on, the number of them, and of those that run. */
static FrondGuest *
count (FrondGuestsWatch *self, gboolean of_the_login, guint *n_on, guint *n_running)
{
  FrondGuest *first = NULL;

  *n_on = *n_running = 0;
  for (guint i = 0; i < self->seen->len; i++)
    {
      FrondGuest *guest = ((Seen *) g_ptr_array_index (self->seen, i))->guest;
      gboolean runs = frond_guest_get_state (guest) != FROND_GUEST_PAUSED;

      if (!frond_guest_is_on (guest) ||
          (of_the_login && frond_guest_get_mode (guest) == FROND_HOST_MODE_SYSTEM))
        continue;
      /* One that runs says more than one that does not. */
      if (first == NULL || (runs && *n_running == 0))
        first = guest;
      *n_on += 1;
      *n_running += runs ? 1 : 0;
    }

  return first;
}

guint
frond_guests_watch_get_n_on (FrondGuestsWatch *self, gboolean of_the_login)
{
  guint n_on, n_running;

  g_return_val_if_fail (FROND_IS_GUESTS_WATCH (self), 0);

  count (self, of_the_login, &n_on, &n_running);

  return n_on;
}

guint
frond_guests_watch_get_n_made (FrondGuestsWatch *self)
{
  guint n_on, n_running;

  g_return_val_if_fail (FROND_IS_GUESTS_WATCH (self), 0);

  count (self, FALSE, &n_on, &n_running);

  return self->seen->len - n_on;
}

/* One line, however long the name is. */
static char *
dup_short_name (FrondGuest *guest)
{
  const char *name = frond_profile_get_name (frond_guest_get_profile (guest));
  g_autofree char *start = NULL;

  if (g_utf8_strlen (name, -1) <= MAX_NAME)
    return g_strdup (name);

  start = g_utf8_substring (name, 0, MAX_NAME - 1);
  return g_strconcat (start, "…", NULL);
}

char *
frond_guests_watch_dup_words (FrondGuestsWatch *self, gboolean of_the_login)
{
  guint n_on, n_running;
  FrondGuest *first;
  g_autofree char *name = NULL;

  g_return_val_if_fail (FROND_IS_GUESTS_WATCH (self), NULL);

  first = count (self, of_the_login, &n_on, &n_running);
  if (first == NULL)
    return NULL;

  name = dup_short_name (first);
  if (n_running == 0)
    return g_strdup_printf (ngettext ("%u machine is paused", "%u machines are paused", n_on), n_on);
  if (n_running == 1)
    /* Translators: %s is the name of a machine; keep it short, for a status line */
    return g_strdup_printf (_ ("“%s” is running"), name);

  /* Translators: %s is the name of a machine, %u how many others there are; keep it short, for a status line */
  return g_strdup_printf (ngettext ("“%s” and %u other are running", "“%s” and %u others are running",
                                    n_running - 1),
                          name, n_running - 1);
}
