/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* How far a machine is that is made of something from a catalogue. */
typedef enum
{
  FROND_LAUNCH_WAITING,     /* for its turn, or for a network */
  FROND_LAUNCH_DOWNLOADING, /* received and total tell how far */
  FROND_LAUNCH_PAUSED,      /* by a person */
  FROND_LAUNCH_CHECKING, /* what was downloaded is what its publisher made; received and total tell how far */
  FROND_LAUNCH_PREPARING,
  FROND_LAUNCH_CREATING, /* the machine is made; it is an item of the library */
  FROND_LAUNCH_DONE,     /* its window is open */
  FROND_LAUNCH_FAILED,   /* the error says why; it can be tried again */
  FROND_LAUNCH_CANCELLED,
} FrondLaunchState;

GType frond_launch_state_get_type (void);
#define FROND_TYPE_LAUNCH_STATE (frond_launch_state_get_type ())

#define FROND_TYPE_LAUNCH (frond_launch_get_type ())
G_DECLARE_FINAL_TYPE (FrondLaunch, frond_launch, FROND, LAUNCH, GObject)

/* The one long flow from a click to a running machine. Made by a FrondLauncher, which also drives it; what is seen of it
 * are properties that notify.
 *
 * properties: id (string), entry-id (string: of the catalogue), name (string: the machine's), mark-text and mark-color
 *   (strings: of the entry, for pictures of a machine that is not there yet), state (FrondLaunchState), received, total,
 *   speed (uint64: bytes, bytes, bytes a second; 0 where it is not known), fraction (double, 0 to 1; -1: not known),
 *   error (GError or NULL) */
const char *frond_launch_get_id (FrondLaunch *self);
const char *frond_launch_get_entry_id (FrondLaunch *self);
const char *frond_launch_get_name (FrondLaunch *self);
const char *frond_launch_get_mark_text (FrondLaunch *self);
const char *frond_launch_get_mark_color (FrondLaunch *self);
FrondLaunchState frond_launch_get_state (FrondLaunch *self);
guint64 frond_launch_get_received (FrondLaunch *self);
guint64 frond_launch_get_total (FrondLaunch *self);
guint64 frond_launch_get_speed (FrondLaunch *self);
double frond_launch_get_fraction (FrondLaunch *self);
const GError *frond_launch_get_error (FrondLaunch *self);

/* What a person has chosen for the machine: a profile whose hardware and desktop count; NULL: what suits its system.
 * (transfer none) */
FrondProfile *frond_launch_get_wishes (FrondLaunch *self);

/* Whether it is neither done nor cancelled. */
gboolean frond_launch_is_pending (FrondLaunch *self);

/* The download stops and keeps what it has; it goes on. No effect in other states. */
void frond_launch_pause (FrondLaunch *self);
void frond_launch_resume (FrondLaunch *self);

/* The disk of its machine is to be encrypted with the passphrase FD (frond_secret_seal(), taken), which is in no file: in
 * another life it fails with FROND_ERROR_PASSPHRASE_NEEDED. REMEMBER: the keyring shall know it. Right after
 * frond_launcher_launch(). */
void frond_launch_encrypt (FrondLaunch *self, int fd, gboolean remember);

/* Begins again what has failed. */
void frond_launch_retry (FrondLaunch *self);

/* Nothing is left of the machine; what was downloaded stays for the next time. */
void frond_launch_cancel (FrondLaunch *self);

/* For the steps: how the download does. STATE is one of WAITING, DOWNLOADING, PAUSED and CHECKING. */
void frond_launch_report (FrondLaunch *self, FrondLaunchState state, guint64 received, guint64 total,
                          guint64 speed);

G_END_DECLS
