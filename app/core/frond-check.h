/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

typedef enum
{
  FROND_CHECK_OK,
  FROND_CHECK_NOTE,    /* machines do without */
  FROND_CHECK_UNKNOWN, /* cannot be found out, or not yet */
  FROND_CHECK_WARNING, /* machines run, slower or without something that many need */
  FROND_CHECK_PROBLEM, /* machines cannot run */
} FrondCheckState;

#define FROND_TYPE_CHECK (frond_check_get_type ())
G_DECLARE_FINAL_TYPE (FrondCheck, frond_check, FROND, CHECK, GObject)

/* One thing that the doctor looked at. Immutable. Ids and reasons are tokens of the contract (VMM_IPC_CHECK_*,
 * VMM_IPC_WHY_*), and of the session: "portal", "usb-portal", "display". What is not known has words, too. */
FrondCheck *frond_check_new (const char *id, FrondCheckState state, const char *reason, const char *detail);

/* With an amount: bytes that are free, of how many; 0 and 0 where that makes no sense. */
FrondCheck *frond_check_new_with_room (const char *id, FrondCheckState state, const char *reason,
                                       const char *detail, guint64 free, guint64 total);

const char *frond_check_get_id (FrondCheck *self);
FrondCheckState frond_check_get_state (FrondCheck *self);
const char *frond_check_get_reason (FrondCheck *self);
const char *frond_check_get_detail (FrondCheck *self); /* technical, or "" */
guint64 frond_check_get_free (FrondCheck *self);
guint64 frond_check_get_total (FrondCheck *self);

/* The contract's token, and back; what is not known is FROND_CHECK_UNKNOWN. */
const char *frond_check_state_to_token (FrondCheckState state);
FrondCheckState frond_check_state_from_token (const char *token);

G_END_DECLS
