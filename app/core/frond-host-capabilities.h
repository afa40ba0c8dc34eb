/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* What a host can do, as its helper told; immutable, reference counted. Tokens are those of the contract
 * (VMM_IPC_BACKEND_*, VMM_IPC_ACCEL_REASON_*, VMM_IPC_FEATURE_*, VMM_IPC_LEFT_OUT_*); the user interface has the
 * words for them and must have some for a token that it does not know. */
#define FROND_TYPE_HOST_CAPABILITIES (frond_host_capabilities_get_type ())
GType frond_host_capabilities_get_type (void);

typedef struct
{
  char *feature;
  char *reason;
} FrondLeftOut;

struct _FrondHostCapabilities
{
  gatomicrefcount ref_count;
  gboolean backend;
  char *backend_error; /* "none" when backend is TRUE */
  char *backend_detail;
  FrondAccel accel; /* KVM or SOFTWARE: what "auto" will choose */
  char *accel_reason;
  char *accel_detail;
  guint host_cpus;
  guint64 host_memory;
  guint max_vcpus;
  guint64 max_memory;
  guint64 max_disk;
  char **firmware;
  gboolean tpm;
  GArray *left_out; /* of FrondLeftOut */
};

FrondHostCapabilities *frond_host_capabilities_new (void);
FrondHostCapabilities *frond_host_capabilities_ref (FrondHostCapabilities *self);
void frond_host_capabilities_unref (FrondHostCapabilities *self);
void frond_host_capabilities_add_left_out (FrondHostCapabilities *self, const char *feature,
                                           const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondHostCapabilities, frond_host_capabilities_unref)

G_END_DECLS
