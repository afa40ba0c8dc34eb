/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* What GUEST does, in a word or two: "Running", "Paused: disk full". Owned by gettext. */
const char *frond_guest_words_state (FrondGuest *guest);

/* The same of a machine whose guest is not at hand. */
const char *frond_guest_words_state_of (FrondGuestState state, FrondGuestReason reason);

/* A symbolic icon that says the same; state is never told by colour alone. */
const char *frond_guest_words_state_icon (FrondGuest *guest);

/* Where a machine of MODE lives. */
const char *frond_guest_words_place (FrondHostMode mode);

/* Name of the system for people; "Unknown system" where there is none. */
const char *frond_guest_words_system (FrondProfile *profile);

/* For assistive technologies: state, system and where GUEST lives. Caller frees. */
char *frond_guest_words_summary (FrondGuest *guest);

/* The letter that stands for NAME where there is no picture: its first letter or digit, in upper case, or "".
 * Caller frees. */
char *frond_guest_words_letter (const char *name);

/* "512 MiB", "4 GiB", "1.5 GiB". Caller frees. */
char *frond_guest_words_size (guint64 bytes);

const char *frond_guest_words_accel (FrondAccel accel);
/* A machine model, and for whom it is. */
const char *frond_guest_words_model (FrondModel model);
const char *frond_guest_words_devices (FrondDevices devices);
const char *frond_guest_words_firmware (FrondFirmware firmware);

/* The token of the contract ("uefi-secure"), as in the list of a host's capabilities. */
const char *frond_guest_words_firmware_token (FrondFirmware firmware);

G_END_DECLS
