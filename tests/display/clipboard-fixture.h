/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-clipboard-bridge.h"
#include "frond-session.h"
#include "synth-client.h"
#include "test-wait.h"

#include <gtk/gtk.h>

/* The host's real clipboard (xclip is the other application), a window with a bridge, a real SPICE session, and a double
 * of the agent in its guest. */
typedef struct
{
  SynthClient *server;
  FrondSession *session;
  FrondGuestClipboard *guest;
  FrondClipboardBridge *bridge;
  GtkWindow *window;
  GdkClipboard *host;
  char *dir; /* for files */
  GError *refused;
} ClipboardFixture;

/* For what may be large. */
#define CLIPBOARD_WAIT_MSEC 120000

/* Types of the protocol. */
#define TYPE_TEXT 1
#define TYPE_PNG  2

/* Capabilities of the double: clipboard on demand, with selections; it lets go only when it has nothing more. */
#define CAPS_PLAIN  (1u << 5 | 1u << 6 | 1u << 16)
#define CAPS_CRLF   (CAPS_PLAIN | 1u << 9)
#define CAPS_REGRAB (1u << 5 | 1u << 6)

/* Connected, focused, both ways, with an agent of CAPS_PLAIN. */
void clipboard_fixture_set_up (ClipboardFixture *self, gconstpointer data);
void clipboard_fixture_tear_down (ClipboardFixture *self, gconstpointer data);

/* The agent appears, and is there for the session; 0: it leaves. */
void clipboard_fixture_set_agent (ClipboardFixture *self, guint caps);
/* Gives the focus to the guest's window, or to another one. */
void clipboard_fixture_focus (ClipboardFixture *self, gboolean guest);

/* SIZE bytes that are valid UTF-8. (transfer full) */
GBytes *clipboard_fixture_make_text (gsize size);

/* The guest has copied CONTENT; returns when the host's clipboard is the guest's. */
void clipboard_fixture_guest_copies (ClipboardFixture *self, guint type, GBytes *content);
/* Only says what is handed over when asked. */
void clipboard_fixture_guest_has (ClipboardFixture *self, guint type, GBytes *content);

/* Another application copies or pastes, TARGET is a MIME type. (transfer full) */
void clipboard_fixture_host_copies (ClipboardFixture *self, const char *target, GBytes *content);
GBytes *clipboard_fixture_host_pastes (ClipboardFixture *self, const char *target);

/* Asks for what it was offered, and returns when the guest has got exactly CONTENT. */
void clipboard_fixture_guest_pastes (ClipboardFixture *self, guint type, GBytes *content);

gboolean clipboard_fixture_host_is_guests (ClipboardFixture *self);
/* What the agent says of content that it got. (transfer full) */
char *clipboard_fixture_data_line (guint type, GBytes *content);
void clipboard_fixture_assert_bytes (GBytes *found, GBytes *expected);
