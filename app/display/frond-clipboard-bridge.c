/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-clipboard-bridge.h"

#include "frond-error.h"
#include "frond-guest-content.h"
#include "frond-host-clipboard.h"

/* A paste or a copy may still be under way when the person has moved on to another window. */
#define FOCUS_GRACE_MSEC 5000

/* A guest that copies without pause sets the host's clipboard this often. */
#define MIN_SET_INTERVAL_MSEC 100

#define MAX_WAITING 16

struct _FrondClipboardBridge
{
  GObject parent_instance;

  GdkClipboard *host;
  FrondGuestClipboard *guest;
  FrondSelection selection;

  GPtrArray *windows; /* not owned */
  gboolean focused;
  gint64 focus_lost; /* monotonic; 0: never had it */
  guint grace_msec;
  gboolean news; /* on the host's clipboard, that the guest has not been offered */

  FrondClipboardKinds copied; /* by the guest, not on the host's clipboard yet */
  gint64 last_set;            /* monotonic */
  guint set_source;

  GQueue wanted; /* by the guest: kinds, the first one is being read */
  GCancellable *reading;
};

G_DEFINE_FINAL_TYPE (FrondClipboardBridge, frond_clipboard_bridge, G_TYPE_OBJECT)

static gboolean
holds_guests_content (FrondClipboardBridge *self)
{
  GdkContentProvider *content = gdk_clipboard_get_content (self->host);

  return FROND_IS_GUEST_CONTENT (content) &&
         frond_guest_content_get_guest (FROND_GUEST_CONTENT (content)) == self->guest;
}

static gboolean
may_touch_host (FrondClipboardBridge *self)
{
  return self->focused || (self->focus_lost != 0 && g_get_monotonic_time () - self->focus_lost <=
                                                        self->grace_msec * G_TIME_SPAN_MILLISECOND);
}

/* Without the focus the guest is not told of what is new, only that the old is gone. Nor is it told again of what it
 * has heard of: it may have copied something of its own since. */
static void
offer_host (FrondClipboardBridge *self)
{
  FrondClipboardKinds kinds = 0;

  if (!self->news || holds_guests_content (self))
    return;
  if (self->focused)
    kinds = frond_clipboard_kinds_from_clipboard (self->host);
  self->news = !self->focused;
  frond_guest_clipboard_offer (self->guest, self->selection, kinds);
}

static void
on_host_changed (FrondClipboardBridge *self)
{
  self->news = !holds_guests_content (self);
  if (!self->news)
    return;
  self->copied = 0;
  offer_host (self);
}

static void
set_host (FrondClipboardBridge *self)
{
  g_autoptr (GdkContentProvider) content =
      frond_guest_content_new (self->guest, self->selection, self->copied);

  self->copied = 0;
  self->last_set = g_get_monotonic_time ();
  gdk_clipboard_set_content (self->host, content);
}

static gboolean
on_set_delay (gpointer data)
{
  FrondClipboardBridge *self = data;

  self->set_source = 0;
  if (self->copied != 0 && may_touch_host (self))
    set_host (self);
  return G_SOURCE_REMOVE;
}

static void
set_host_soon (FrondClipboardBridge *self)
{
  gint64 wait_msec =
      MIN_SET_INTERVAL_MSEC - (g_get_monotonic_time () - self->last_set) / G_TIME_SPAN_MILLISECOND;

  if (self->set_source != 0 || self->copied == 0 || !may_touch_host (self))
    return;
  if (self->last_set == 0 || wait_msec <= 0)
    set_host (self);
  else
    self->set_source = g_timeout_add ((guint) wait_msec, on_set_delay, self);
}

static void
on_guest_offered (FrondClipboardBridge *self, FrondSelection selection, FrondClipboardKinds kinds)
{
  if (selection != self->selection)
    return;
  self->copied = kinds;
  if (kinds != 0)
    set_host_soon (self);
  else if (holds_guests_content (self))
    gdk_clipboard_set_content (self->host, NULL);
}

static void read_next (FrondClipboardBridge *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FrondClipboardBridge) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = frond_host_clipboard_read_finish (result, &error);

  if (self->reading == NULL || frond_error_is_cancelled (error))
    return;
  g_clear_object (&self->reading);
  if (!may_touch_host (self))
    g_clear_pointer (&bytes, g_bytes_unref);
  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE))
    frond_guest_clipboard_refuse (self->guest, error);
  frond_guest_clipboard_answer (self->guest, self->selection,
                                GPOINTER_TO_UINT (g_queue_pop_head (&self->wanted)), bytes);
  read_next (self);
}

static void
read_next (FrondClipboardBridge *self)
{
  FrondClipboardKinds kind = GPOINTER_TO_UINT (g_queue_peek_head (&self->wanted));

  if (kind == 0 || self->reading != NULL)
    return;
  self->reading = g_cancellable_new ();
  frond_host_clipboard_read_async (self->host, kind, frond_guest_clipboard_get_max_size (self->guest),
                                   self->reading, on_read, g_object_ref (self));
}

static void
on_guest_requested (FrondClipboardBridge *self, FrondSelection selection, FrondClipboardKinds kind)
{
  if (selection != self->selection)
    return;
  if (!may_touch_host (self) || g_queue_get_length (&self->wanted) >= MAX_WAITING)
    {
      frond_guest_clipboard_answer (self->guest, selection, kind, NULL);
      return;
    }
  g_queue_push_tail (&self->wanted, GUINT_TO_POINTER (kind));
  read_next (self);
}

static void
stop_reading (FrondClipboardBridge *self)
{
  g_autoptr (GCancellable) reading = g_steal_pointer (&self->reading);

  g_queue_clear (&self->wanted);
  g_cancellable_cancel (reading);
}

/* Agent or policy: what was asked for under the old ones is not answered under the new ones. */
static void
on_guest_changed (FrondClipboardBridge *self)
{
  stop_reading (self);
  self->news = TRUE;
  offer_host (self);
}

static void
update_focus (FrondClipboardBridge *self)
{
  gboolean focused = FALSE;

  for (guint i = 0; i < self->windows->len; i++)
    focused |= gtk_window_is_active (g_ptr_array_index (self->windows, i));
  if (self->focused == focused)
    return;
  self->focused = focused;
  if (!focused)
    self->focus_lost = g_get_monotonic_time ();
  else if (self->copied != 0)
    set_host_soon (self);
  else
    offer_host (self);
}

static void
on_window_gone (gpointer data, GObject *window)
{
  FrondClipboardBridge *self = data;

  g_ptr_array_remove (self->windows, window);
  update_focus (self);
}

static void
frond_clipboard_bridge_dispose (GObject *object)
{
  FrondClipboardBridge *self = FROND_CLIPBOARD_BRIDGE (object);

  g_clear_handle_id (&self->set_source, g_source_remove);
  stop_reading (self);
  for (guint i = 0; self->windows != NULL && i < self->windows->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->windows, i), on_window_gone, self);
  g_clear_pointer (&self->windows, g_ptr_array_unref);
  if (self->guest != NULL && holds_guests_content (self))
    gdk_clipboard_set_content (self->host, NULL);
  g_clear_object (&self->guest);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (frond_clipboard_bridge_parent_class)->dispose (object);
}

static void
frond_clipboard_bridge_class_init (FrondClipboardBridgeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_clipboard_bridge_dispose;
}

static void
frond_clipboard_bridge_init (FrondClipboardBridge *self)
{
  self->windows = g_ptr_array_new ();
  self->news = TRUE;
  self->grace_msec = FOCUS_GRACE_MSEC;
  g_queue_init (&self->wanted);
}

FrondClipboardBridge *
frond_clipboard_bridge_new (GdkClipboard *host, FrondGuestClipboard *guest, FrondSelection selection)
{
  FrondClipboardBridge *self;

  g_return_val_if_fail (GDK_IS_CLIPBOARD (host), NULL);
  g_return_val_if_fail (FROND_IS_GUEST_CLIPBOARD (guest), NULL);

  self = g_object_new (FROND_TYPE_CLIPBOARD_BRIDGE, NULL);
  self->host = g_object_ref (host);
  self->guest = g_object_ref (guest);
  self->selection = selection;
  g_signal_connect_object (host, "changed", G_CALLBACK (on_host_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "offered", G_CALLBACK (on_guest_offered), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "requested", G_CALLBACK (on_guest_requested), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "notify::policy", G_CALLBACK (on_guest_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "notify::available", G_CALLBACK (on_guest_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
frond_clipboard_bridge_add_window (FrondClipboardBridge *self, GtkWindow *window)
{
  g_return_if_fail (FROND_IS_CLIPBOARD_BRIDGE (self));
  g_return_if_fail (GTK_IS_WINDOW (window));

  g_ptr_array_add (self->windows, window);
  g_object_weak_ref (G_OBJECT (window), on_window_gone, self);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (update_focus), self, G_CONNECT_SWAPPED);
  update_focus (self);
}

void
frond_clipboard_bridge_set_grace (FrondClipboardBridge *self, guint msec)
{
  g_return_if_fail (FROND_IS_CLIPBOARD_BRIDGE (self));

  self->grace_msec = msec;
}
