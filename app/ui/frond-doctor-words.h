/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-doctor.h"
#include "frond-platform.h"

G_BEGIN_DECLS

typedef enum
{
  FROND_DOCTOR_ACCELERATION,
  FROND_DOCTOR_PARTS,
  FROND_DOCTOR_ROOM,
  FROND_DOCTOR_DESKTOP,
} FrondDoctorGroup;

#define FROND_N_DOCTOR_GROUPS (FROND_DOCTOR_DESKTOP + 1)

/* What a check says to a person. */
typedef struct
{
  FrondDoctorGroup group;
  const char *title; /* what was looked at */
  char *summary;     /* how it is, in a line */
  char *advice;      /* what that means and what to do, or NULL */
  char *command;     /* one line for a terminal that mends it, or NULL */
} FrondDoctorWords;

/* Never NULL, also for tokens that are not known. */
FrondDoctorWords *frond_doctor_words_new (FrondCheck *check, FrondPlatform *platform);
void frond_doctor_words_free (FrondDoctorWords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondDoctorWords, frond_doctor_words_free)

const char *frond_doctor_words_group (FrondDoctorGroup group);
const char *frond_doctor_words_state (FrondCheckState state);

/* The sentence above all checks, and what comes after it: what weighs most, or "". */
const char *frond_doctor_words_verdict (FrondDoctor *doctor);
char *frond_doctor_words_dup_cause (FrondDoctor *doctor, FrondPlatform *platform);

/* Plain text for a bug report, in English tokens, without names and folders of the person. */
char *frond_doctor_words_dup_report (FrondDoctor *doctor);

G_END_DECLS
