/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-file-transfers.h"
#include "frond-guest-clipboard.h"
#include "frond-types.h"
#include "frond-usb.h"

G_BEGIN_DECLS

typedef enum
{
  FROND_SESSION_IDLE,
  FROND_SESSION_CONNECTING,
  FROND_SESSION_CONNECTED,
  FROND_SESSION_CLOSED, /* the other side ended it in good order: the guest is off */
  FROND_SESSION_LOST,   /* it broke: see error; connect again when the guest still runs */
} FrondSessionState;

GType frond_session_state_get_type (void);
#define FROND_TYPE_SESSION_STATE (frond_session_state_get_type ())

#define FROND_TYPE_SESSION (frond_session_get_type ())
G_DECLARE_DERIVABLE_TYPE (FrondSession, frond_session, FROND, SESSION, GObject)

/* One connection to the screens of one guest. Abstract; FrondSpiceSession is the first implementation.
 *
 * properties: state (FrondSessionState), error (GError or NULL), screens (GListModel of FrondScreen, in the order
 *             of the guest's monitors), agent-connected (boolean), inhibit-grab (boolean: release captures),
 *             sound (boolean, writable, TRUE: the guest is heard), microphone (boolean, writable, FALSE: it may
 *             listen), recording (boolean: it does)
 * May be connected again after CLOSED or LOST; disconnecting is idempotent and leaves it IDLE. */
struct _FrondSessionClass
{
  GObjectClass parent_class;

  void (*connect) (FrondSession *self);
  void (*disconnect) (FrondSession *self);
  FrondUsb *(*get_usb) (FrondSession *self);                  /* may be NULL: no guest of this kind has USB */
  FrondGuestClipboard *(*get_clipboard) (FrondSession *self); /* NULL: none can be shared */
};

FrondSessionState frond_session_get_state (FrondSession *self);
const GError *frond_session_get_error (FrondSession *self);
GListModel *frond_session_get_screens (FrondSession *self);
/* The same object for the life of the session, connected or not; NULL where files cannot be sent at all. */
FrondFileTransfers *frond_session_get_files (FrondSession *self);
gboolean frond_session_get_agent_connected (FrondSession *self);
/* The USB devices that the guest can have; NULL where the session has none. The same for all of the session's life. */
FrondUsb *frond_session_get_usb (FrondSession *self);
/* Both at once, also in the middle of a connection. The microphone is the person's to allow. */
void frond_session_set_sound (FrondSession *self, gboolean sound);
gboolean frond_session_get_sound (FrondSession *self);
void frond_session_set_microphone (FrondSession *self, gboolean microphone);
gboolean frond_session_get_microphone (FrondSession *self);
gboolean frond_session_get_recording (FrondSession *self);
/* The guest's clipboard, for as long as the session lives; NULL: this kind of session has none. (transfer none) */
FrondGuestClipboard *frond_session_get_clipboard (FrondSession *self);
void frond_session_connect (FrondSession *self);
void frond_session_disconnect (FrondSession *self);

G_END_DECLS
