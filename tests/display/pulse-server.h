/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* A PulseAudio of the test's own: what is played goes nowhere but can be listened to, and its microphone hears a tone
 * of PULSE_SERVER_MICROPHONE hertz. Sets PULSE_SERVER. */
typedef struct _PulseServer PulseServer;

#define PULSE_SERVER_MICROPHONE 700

PulseServer *pulse_server_new (void);
void pulse_server_free (PulseServer *self);

/* It dies, and is there again. */
void pulse_server_kill (PulseServer *self);
void pulse_server_start (PulseServer *self);

/* The frequency of what is played in the next quarter of a second; 0: silence. */
guint pulse_server_listen (PulseServer *self);
/* Somebody has the microphone open. */
gboolean pulse_server_is_recorded (PulseServer *self);

/* For conditions that run the main context themselves, as those above do. */
#define pulse_server_ask_until(condition)                                                                    \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 ask_deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;                                     \
                                                                                                             \
    while (!(condition))                                                                                     \
      if (g_get_monotonic_time () > ask_deadline)                                                            \
        g_error ("%s:%d: never: %s", __FILE__, __LINE__, #condition);                                        \
  }                                                                                                          \
  G_STMT_END

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PulseServer, pulse_server_free)
