/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-clipboard.h"

#include "frond-clipboard-text.h"
#include "frond-error.h"
#include "frond-spice-requests.h"

#include <spice/vd_agent.h>
#include <string.h>

/* Guests let go of the old content before they tell of the new one: what comes within this time is one change. */
#define RELEASE_DELAY_MSEC 500

/* An honest guest lists a dozen. spice-glib counts about a thousand million in a message that is too short. */
#define MAX_TYPES 64

typedef struct
{
  FrondSpiceClipboard *owner;
  FrondSelection selection;
  FrondSpiceRequests *requests;
  GCancellable *arriving; /* of a text from the guest that is being looked at, or NULL */
  guint release;
} Side;

struct _FrondSpiceClipboard
{
  FrondGuestClipboard parent_instance;

  SpiceMainChannel *main;
  GCancellable *cancellable; /* of what is converted for the guest */
  Side sides[FROND_N_SELECTIONS];
};

G_DEFINE_FINAL_TYPE (FrondSpiceClipboard, frond_spice_clipboard, FROND_TYPE_GUEST_CLIPBOARD)

static guint32
to_spice_type (FrondClipboardKinds kind)
{
  switch (kind)
    {
    case FROND_CLIPBOARD_KIND_TEXT:
      return VD_AGENT_CLIPBOARD_UTF8_TEXT;
    case FROND_CLIPBOARD_KIND_PNG:
      return VD_AGENT_CLIPBOARD_IMAGE_PNG;
    case FROND_CLIPBOARD_KIND_BMP:
      return VD_AGENT_CLIPBOARD_IMAGE_BMP;
    case FROND_CLIPBOARD_KIND_TIFF:
      return VD_AGENT_CLIPBOARD_IMAGE_TIFF;
    case FROND_CLIPBOARD_KIND_JPEG:
      return VD_AGENT_CLIPBOARD_IMAGE_JPG;
    default:
      return VD_AGENT_CLIPBOARD_NONE;
    }
}

static FrondClipboardKinds
from_spice_type (guint32 type)
{
  for (guint i = 0; i < FROND_CLIPBOARD_N_KINDS; i++)
    if (to_spice_type (1u << i) == type)
      return 1u << i;
  return 0;
}

static gboolean
has_capability (FrondSpiceClipboard *self, guint capability)
{
  return self->main != NULL && spice_main_channel_agent_test_capability (self->main, capability);
}

static gboolean
is_agent_there (FrondSpiceClipboard *self)
{
  gboolean connected = FALSE;

  if (self->main != NULL)
    g_object_get (self->main, "agent-connected", &connected, NULL);
  return connected && has_capability (self, VD_AGENT_CAP_CLIPBOARD_BY_DEMAND);
}

/* Without the capability the agent knows of one selection only. */
static gboolean
can_reach (FrondSpiceClipboard *self, FrondSelection selection)
{
  return is_agent_there (self) &&
         (selection == FROND_SELECTION_CLIPBOARD || has_capability (self, VD_AGENT_CAP_CLIPBOARD_SELECTION));
}

static FrondLineEnds
get_guest_line_ends (FrondSpiceClipboard *self)
{
  return has_capability (self, VD_AGENT_CAP_GUEST_LINEEND_CRLF) ? FROND_LINE_ENDS_CRLF : FROND_LINE_ENDS_LF;
}

static void
ask (gpointer data, FrondClipboardKinds kind)
{
  Side *side = data;

  if (can_reach (side->owner, side->selection))
    spice_main_channel_clipboard_selection_request (side->owner->main, side->selection, to_spice_type (kind));
}

static guint64
count_bytes (gpointer data)
{
  Side *side = data;
  gulong bytes = 0;

  if (side->owner->main != NULL)
    g_object_get (side->owner->main, "total-read-bytes", &bytes, NULL);
  return bytes;
}

static void
frond_spice_clipboard_offer (FrondGuestClipboard *clipboard, FrondSelection selection,
                             FrondClipboardKinds kinds)
{
  FrondSpiceClipboard *self = FROND_SPICE_CLIPBOARD (clipboard);
  guint32 types[FROND_CLIPBOARD_N_KINDS];
  int n_types = 0;

  if (!can_reach (self, selection))
    return;
  for (guint i = 0; i < FROND_CLIPBOARD_N_KINDS; i++)
    if ((kinds & (1u << i)) != 0)
      types[n_types++] = to_spice_type (1u << i);
  if (n_types > 0)
    spice_main_channel_clipboard_selection_grab (self->main, selection, types, n_types);
  else
    spice_main_channel_clipboard_selection_release (self->main, selection);
}

/* A guest that was promised something waits until it gets it or is told that there is nothing. */
static void
notify_guest (FrondSpiceClipboard *self, FrondSelection selection, FrondClipboardKinds kind, GBytes *data)
{
  gsize size = 0;
  const guchar *bytes = data != NULL ? g_bytes_get_data (data, &size) : NULL;

  if (!can_reach (self, selection))
    return;
  spice_main_channel_clipboard_selection_notify (self->main, selection,
                                                 data != NULL ? to_spice_type (kind)
                                                              : VD_AGENT_CLIPBOARD_NONE,
                                                 bytes, size);
}

typedef struct
{
  FrondSpiceClipboard *clipboard;
  FrondSelection selection;
} Answer;

static void
answer_free (Answer *answer)
{
  g_object_unref (answer->clipboard);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static gboolean
is_worth_a_word (const GError *error)
{
  return g_error_matches (error, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE) ||
         g_error_matches (error, FROND_ERROR, FROND_ERROR_INVALID_VALUE);
}

static void
on_text_for_guest (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Answer) answer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = frond_clipboard_text_finish (result, &error);

  if (frond_error_is_cancelled (error))
    return;
  if (text == NULL && is_worth_a_word (error))
    frond_guest_clipboard_refuse (FROND_GUEST_CLIPBOARD (answer->clipboard), error);
  notify_guest (answer->clipboard, answer->selection, FROND_CLIPBOARD_KIND_TEXT, text);
}

static void
frond_spice_clipboard_answer (FrondGuestClipboard *clipboard, FrondSelection selection,
                              FrondClipboardKinds kind, GBytes *data)
{
  FrondSpiceClipboard *self = FROND_SPICE_CLIPBOARD (clipboard);
  Answer *answer;

  if (data == NULL || kind != FROND_CLIPBOARD_KIND_TEXT)
    {
      notify_guest (self, selection, kind, data);
      return;
    }
  answer = g_new (Answer, 1);
  answer->clipboard = g_object_ref (self);
  answer->selection = selection;
  frond_clipboard_text_async (data, get_guest_line_ends (self),
                              frond_guest_clipboard_get_max_size (clipboard), self->cancellable,
                              on_text_for_guest, answer);
}

static void
frond_spice_clipboard_request_async (FrondGuestClipboard *clipboard, FrondSelection selection,
                                     FrondClipboardKinds kind, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  FrondSpiceClipboard *self = FROND_SPICE_CLIPBOARD (clipboard);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_spice_clipboard_request_async);
  frond_spice_requests_add (self->sides[selection].requests, kind, task);
}

static GBytes *
frond_spice_clipboard_request_finish (FrondGuestClipboard *clipboard, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
frond_spice_clipboard_drop_requests (FrondGuestClipboard *clipboard)
{
  FrondSpiceClipboard *self = FROND_SPICE_CLIPBOARD (clipboard);

  for (guint i = 0; i < FROND_N_SELECTIONS; i++)
    {
      g_cancellable_cancel (self->sides[i].arriving);
      g_clear_object (&self->sides[i].arriving);
      frond_spice_requests_drop (self->sides[i].requests);
    }
}

static void
update_available (FrondSpiceClipboard *self)
{
  frond_guest_clipboard_take_available (FROND_GUEST_CLIPBOARD (self), is_agent_there (self));
}

/* TYPES are the guest's numbers as they came: not aligned, perhaps. */
static gboolean
on_grab (FrondSpiceClipboard *self, guint selection, gpointer types, guint n_types)
{
  FrondClipboardKinds kinds = 0;

  if (selection >= FROND_N_SELECTIONS || n_types > MAX_TYPES)
    return FALSE;
  g_clear_handle_id (&self->sides[selection].release, g_source_remove);
  for (guint i = 0; i < n_types; i++)
    {
      guint32 type;

      memcpy (&type, (const guint8 *) types + i * sizeof type, sizeof type);
      kinds |= from_spice_type (type);
    }
  frond_spice_requests_outdate (self->sides[selection].requests);
  frond_guest_clipboard_take_offer (FROND_GUEST_CLIPBOARD (self), selection, kinds);
  return TRUE;
}

static gboolean
on_release_delay (gpointer data)
{
  Side *side = data;

  side->release = 0;
  frond_spice_requests_outdate (side->requests);
  frond_guest_clipboard_take_offer (FROND_GUEST_CLIPBOARD (side->owner), side->selection, 0);
  return G_SOURCE_REMOVE;
}

static void
on_release (FrondSpiceClipboard *self, guint selection)
{
  Side *side;

  if (selection >= FROND_N_SELECTIONS)
    return;
  side = &self->sides[selection];
  if (has_capability (self, VD_AGENT_CAP_CLIPBOARD_NO_RELEASE_ON_REGRAB))
    {
      g_clear_handle_id (&side->release, g_source_remove);
      on_release_delay (side);
    }
  else if (side->release == 0)
    side->release = g_timeout_add (RELEASE_DELAY_MSEC, on_release_delay, side);
}

static gboolean
on_request (FrondSpiceClipboard *self, guint selection, guint type)
{
  if (selection >= FROND_N_SELECTIONS)
    return FALSE;
  frond_guest_clipboard_take_request (FROND_GUEST_CLIPBOARD (self), selection, from_spice_type (type));
  return TRUE;
}

static void
on_text_from_guest (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Answer) answer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = frond_clipboard_text_finish (result, &error);
  Side *side = &answer->clipboard->sides[answer->selection];

  if (frond_error_is_cancelled (error))
    return;
  g_clear_object (&side->arriving);
  if (!frond_spice_requests_is_awaited (side->requests, FROND_CLIPBOARD_KIND_TEXT))
    return;
  if (text == NULL && is_worth_a_word (error))
    frond_guest_clipboard_refuse (FROND_GUEST_CLIPBOARD (answer->clipboard), error);
  frond_spice_requests_answer (side->requests, text, error);
}

static void
take_text (FrondSpiceClipboard *self, FrondSelection selection, GBytes *text)
{
  Answer *answer = g_new (Answer, 1);
  Side *side = &self->sides[selection];

  answer->clipboard = g_object_ref (self);
  answer->selection = selection;
  side->arriving = g_cancellable_new ();
  frond_clipboard_text_async (text, FROND_LINE_ENDS_LF,
                              frond_guest_clipboard_get_max_size (FROND_GUEST_CLIPBOARD (self)),
                              side->arriving, on_text_from_guest, answer);
}

static void
refuse_size (FrondSpiceClipboard *self, FrondSpiceRequests *requests, guint size)
{
  g_autoptr (GError) error = NULL;

  frond_set_error (&error, FROND_ERROR_OUT_OF_RANGE, "clipboard", "The guest sends %u bytes", size);
  frond_guest_clipboard_refuse (FROND_GUEST_CLIPBOARD (self), error);
  frond_spice_requests_answer (requests, NULL, error);
}

/* SIZE is what a message of the guest says; of one that is too short it is about 4 GiB, and DATA not there at all. */
static void
on_data (FrondSpiceClipboard *self, guint selection, guint type, gpointer data, guint size)
{
  FrondClipboardKinds kind = from_spice_type (type);
  FrondSpiceRequests *requests;
  g_autoptr (GBytes) bytes = NULL;

  if (selection >= FROND_N_SELECTIONS || (kind == 0 && type != VD_AGENT_CLIPBOARD_NONE))
    return;
  requests = self->sides[selection].requests;
  if (!frond_spice_requests_is_awaited (requests, kind) || self->sides[selection].arriving != NULL)
    return;
  if (size > frond_guest_clipboard_get_max_size (FROND_GUEST_CLIPBOARD (self)))
    {
      refuse_size (self, requests, size);
      return;
    }
  if (kind == 0)
    {
      frond_spice_requests_answer (requests, NULL, NULL);
      return;
    }
  bytes = g_bytes_new (data, size);
  if (kind == FROND_CLIPBOARD_KIND_TEXT)
    take_text (self, selection, bytes);
  else
    frond_spice_requests_answer (requests, bytes, NULL);
}

/* The library wants less than its limit. */
static void
update_max_size (FrondSpiceClipboard *self)
{
  if (self->main != NULL)
    g_object_set (self->main, "max-clipboard",
                  (int) frond_guest_clipboard_get_max_size (FROND_GUEST_CLIPBOARD (self)) + 1, NULL);
}

static void
frond_spice_clipboard_dispose (GObject *object)
{
  FrondSpiceClipboard *self = FROND_SPICE_CLIPBOARD (object);

  frond_spice_clipboard_detach (self);
  G_OBJECT_CLASS (frond_spice_clipboard_parent_class)->dispose (object);
}

static void
frond_spice_clipboard_finalize (GObject *object)
{
  FrondSpiceClipboard *self = FROND_SPICE_CLIPBOARD (object);

  for (guint i = 0; i < FROND_N_SELECTIONS; i++)
    g_object_unref (self->sides[i].requests);
  G_OBJECT_CLASS (frond_spice_clipboard_parent_class)->finalize (object);
}

static void
frond_spice_clipboard_class_init (FrondSpiceClipboardClass *klass)
{
  FrondGuestClipboardClass *clipboard_class = FROND_GUEST_CLIPBOARD_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = frond_spice_clipboard_dispose;
  G_OBJECT_CLASS (klass)->finalize = frond_spice_clipboard_finalize;
  clipboard_class->offer = frond_spice_clipboard_offer;
  clipboard_class->answer = frond_spice_clipboard_answer;
  clipboard_class->request_async = frond_spice_clipboard_request_async;
  clipboard_class->request_finish = frond_spice_clipboard_request_finish;
  clipboard_class->drop_requests = frond_spice_clipboard_drop_requests;
}

static void
frond_spice_clipboard_init (FrondSpiceClipboard *self)
{
  for (guint i = 0; i < FROND_N_SELECTIONS; i++)
    {
      Side *side = &self->sides[i];

      side->owner = self;
      side->selection = i;
      side->requests = frond_spice_requests_new (ask, count_bytes, side);
    }
  g_signal_connect (self, "notify::max-size", G_CALLBACK (update_max_size), NULL);
}

FrondSpiceClipboard *
frond_spice_clipboard_new (void)
{
  return g_object_new (FROND_TYPE_SPICE_CLIPBOARD, NULL);
}

void
frond_spice_clipboard_set_main (FrondSpiceClipboard *self, SpiceMainChannel *channel)
{
  g_return_if_fail (self->main == NULL);

  self->main = g_object_ref (channel);
  self->cancellable = g_cancellable_new ();
  update_max_size (self);
  g_signal_connect_object (channel, "notify::agent-connected", G_CALLBACK (update_available), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "main-agent-update", G_CALLBACK (update_available), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "main-clipboard-selection-grab", G_CALLBACK (on_grab), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "main-clipboard-selection-release", G_CALLBACK (on_release), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "main-clipboard-selection-request", G_CALLBACK (on_request), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "main-clipboard-selection", G_CALLBACK (on_data), self,
                           G_CONNECT_SWAPPED);
  update_available (self);
}

void
frond_spice_clipboard_detach (FrondSpiceClipboard *self)
{
  if (self->main == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->main, self);
  g_clear_object (&self->main);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  for (guint i = 0; i < FROND_N_SELECTIONS; i++)
    g_clear_handle_id (&self->sides[i].release, g_source_remove);
  frond_spice_clipboard_drop_requests (FROND_GUEST_CLIPBOARD (self));
  update_available (self);
}
