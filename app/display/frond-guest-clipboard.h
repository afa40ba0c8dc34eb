/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-clipboard-kind.h"
#include "frond-types.h"

G_BEGIN_DECLS

typedef enum
{
  FROND_SELECTION_CLIPBOARD, /* what was copied */
  FROND_SELECTION_PRIMARY,   /* what is selected, pasted with the middle button */
} FrondSelection;

#define FROND_N_SELECTIONS 2

/* Bytes that go either way at once, at most. */
#define FROND_GUEST_CLIPBOARD_MAX_SIZE (100 * 1024 * 1024)

GType frond_selection_get_type (void);
#define FROND_TYPE_SELECTION (frond_selection_get_type ())

#define FROND_TYPE_GUEST_CLIPBOARD (frond_guest_clipboard_get_type ())
G_DECLARE_DERIVABLE_TYPE (FrondGuestClipboard, frond_guest_clipboard, FROND, GUEST_CLIPBOARD, GObject)

/* The clipboard inside of one guest. Abstract; what stands behind it is an agent in the guest. Both sides only say what
 * they have, and hand it over when the other one pastes. What the policy does not allow does not pass through here,
 * whatever the caller or the guest say.
 *
 * properties
 *  available       boolean, read-only: there is an agent that shares the clipboard
 *  policy          FrondClipboardPolicy, OFF at first, settable at any time
 *  max-size        uint, bytes: what is larger is refused, in either direction
 * signals
 *  offered (selection, kinds)    the guest has copied these FrondClipboardKinds; 0: it has nothing any more
 *  requested (selection, kind)   the guest pastes what it was offered: answer once for each
 *  refused (GError)              a person tried to copy something that does not pass: FROND_ERROR_OUT_OF_RANGE (too
 *                                large) or FROND_ERROR_INVALID_VALUE (not what it says) */
struct _FrondGuestClipboardClass
{
  GObjectClass parent_class;

  void (*offer) (FrondGuestClipboard *self, FrondSelection selection, FrondClipboardKinds kinds);
  void (*answer) (FrondGuestClipboard *self, FrondSelection selection, FrondClipboardKinds kind,
                  GBytes *data);
  void (*request_async) (FrondGuestClipboard *self, FrondSelection selection, FrondClipboardKinds kind,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*request_finish) (FrondGuestClipboard *self, GAsyncResult *result, GError **error);
  /* Fails every request that is not answered yet. */
  void (*drop_requests) (FrondGuestClipboard *self);
};

gboolean frond_guest_clipboard_get_available (FrondGuestClipboard *self);
FrondClipboardPolicy frond_guest_clipboard_get_policy (FrondGuestClipboard *self);
void frond_guest_clipboard_set_policy (FrondGuestClipboard *self, FrondClipboardPolicy policy);
gsize frond_guest_clipboard_get_max_size (FrondGuestClipboard *self);
void frond_guest_clipboard_set_max_size (FrondGuestClipboard *self, gsize max_size);

/* Host to guest: tells the guest what the host has; 0 takes it back. */
void frond_guest_clipboard_offer (FrondGuestClipboard *self, FrondSelection selection,
                                  FrondClipboardKinds kinds);
/* What the guest has been told and not taken back. */
FrondClipboardKinds frond_guest_clipboard_get_offered (FrondGuestClipboard *self, FrondSelection selection);
/* DATA is NULL when there is none after all. */
void frond_guest_clipboard_answer (FrondGuestClipboard *self, FrondSelection selection,
                                   FrondClipboardKinds kind, GBytes *data);

/* Guest to host. Several may be under way. Errors: FROND_ERROR_NOT_AUTHORIZED (policy), FROND_ERROR_NOT_FOUND (the guest
 * has nothing (any more), or does not answer), FROND_ERROR_OUT_OF_RANGE, FROND_ERROR_INVALID_VALUE. */
void frond_guest_clipboard_request_async (FrondGuestClipboard *self, FrondSelection selection,
                                          FrondClipboardKinds kind, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) */
GBytes *frond_guest_clipboard_request_finish (FrondGuestClipboard *self, GAsyncResult *result,
                                              GError **error);

/* Somebody meant to copy this, and it does not pass. */
void frond_guest_clipboard_refuse (FrondGuestClipboard *self, const GError *error);

/* For implementations: what they learn of the guest. */
void frond_guest_clipboard_take_available (FrondGuestClipboard *self, gboolean available);
void frond_guest_clipboard_take_offer (FrondGuestClipboard *self, FrondSelection selection,
                                       FrondClipboardKinds kinds);
void frond_guest_clipboard_take_request (FrondGuestClipboard *self, FrondSelection selection,
                                         FrondClipboardKinds kind);

G_END_DECLS
