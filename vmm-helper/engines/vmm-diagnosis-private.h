/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-diagnosis.h"

G_BEGIN_DECLS

typedef struct
{
  GVariantBuilder checks; /* a(sssa{sv}) */
  GVariantDict *capabilities;
  const char *root;
  const char *folder;
} VmmDiagnosis;

/* Adds a check. VALUES is an a{sv}, floating, or NULL; DETAIL technical text, or NULL. */
void vmm_diagnosis_add (VmmDiagnosis *self, const char *id, const char *state, const char *reason,
                        const char *detail, GVariant *values);

/* The text of a file below the root, without white space at its ends; "" where it cannot be read. */
char *vmm_diagnosis_read (VmmDiagnosis *self, const char *path);
gboolean vmm_diagnosis_exists (VmmDiagnosis *self, const char *path);

/* The number behind "KEY" in the lines of TEXT ("KEY:   123 kB"); 0 where there is none. */
guint64 vmm_diagnosis_number (const char *text, const char *key);

/* In vmm-diagnosis-processor.c, -room.c and -parts.c. */
void vmm_diagnosis_add_processor (VmmDiagnosis *self);
void vmm_diagnosis_add_room (VmmDiagnosis *self);
void vmm_diagnosis_add_parts (VmmDiagnosis *self);

G_END_DECLS
