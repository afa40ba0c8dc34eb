/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-check.h"

G_BEGIN_DECLS

typedef enum
{
  FROND_VERDICT_READY,   /* machines run as they should */
  FROND_VERDICT_LIMITED, /* they run, with limits */
  FROND_VERDICT_UNABLE,  /* they cannot run */
} FrondVerdict;

#define FROND_TYPE_DOCTOR (frond_doctor_get_type ())
G_DECLARE_FINAL_TYPE (FrondDoctor, frond_doctor, FROND, DOCTOR, GObject)

/* What is well and what is not with the computer that machines run on: a GListModel of FrondCheck, in the order in which
 * it is told. Empty before the first look.
 *
 * properties: checking (boolean, readable): it is looking
 * signals:    checked: a look has ended; the list is that of now */
FrondDoctor *frond_doctor_new (FrondMachineHost *host);

/* Looks at the computer's service (may be NULL), too: whether it is there and answers, as the check "service". */
void frond_doctor_set_service (FrondDoctor *self, FrondMachineHost *service);

/* Looks (again), and from then on whenever the host has changed. */
void frond_doctor_check (FrondDoctor *self);

gboolean frond_doctor_get_checking (FrondDoctor *self);

/* Whether the list is more than a first impression: a helper that has just started does not know everything yet. */
gboolean frond_doctor_get_settled (FrondDoctor *self);
FrondVerdict frond_doctor_get_verdict (FrondDoctor *self);

/* For programs: one object with
 *   "version"  1; grows when something is taken away or gets another meaning
 *   "verdict"  "ready", "limited" or "unable"
 *   "checks"   a list of objects: "id", "state" ("ok", "note", "unknown", "warning", "problem"), "reason", "detail"
 *              (technical text or ""), and for memory and disk "free" and "total" in bytes.
 * Caller frees. */
char *frond_doctor_to_json (FrondDoctor *self);

G_END_DECLS
