/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-service-private.h"

#include <glib/gstdio.h>

G_BEGIN_DECLS

/* A mutating call that was begun, on its way to the host and back. */
typedef struct
{
  VmmService *service;
  VmmMachine *machine;
  uid_t uid;
  char *request_id;
  VmmJob *job;        /* NULL: the reply is the end */
  VmmClaim *claim;    /* what a start was promised, or NULL */
  guint64 generation; /* the one that was judged */
  int media_fd;
  gboolean boot_media;
  gboolean paused;
  VmmEngineCommand command;
  const char *installer; /* static, or NULL */
  int kernel_fd;
  int initrd_fd;
  VmmCallReady ready;
  VmmPassphrase *passphrase; /* or NULL */
  VmmPassphrase *next;
} VmmAsked;

VmmAsked *vmm_asked_new (VmmService *service, VmmMachine *machine, uid_t uid, const char *request_id);
void vmm_asked_free (VmmAsked *asked);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmAsked, vmm_asked_free)

/* Both take ERROR. */
void vmm_asked_end_job (VmmAsked *asked, gboolean success, GError *error);
void vmm_asked_end_call (VmmAsked *asked, gboolean success, GVariant *reply, GError *error);

/* Asks for what CALL's method needs and MORE; READY takes ASKED then, if the machine is still the same: one that was
 * changed or deleted meanwhile is not the one that was asked about. */
void vmm_asked_authorise (VmmAsked *asked, VmmCall *call, VmmActions more, VmmCallReady ready);

/* The caller's machine, and then the same with nothing more in it than that and REQUEST_ID. */
void vmm_machine_ipc_ask (VmmService *self, VmmCall *call, const char *request_id, VmmCallReady ready);

/* The caller's machine that CALL is about; NULL: CALL is answered with .NotFound. */
VmmMachine *vmm_machine_ipc_find (VmmService *self, VmmCall *call);

/* The uuid of the same machine, for a look at its guest; NULL: it has none, and CALL is answered. */
const char *vmm_machine_ipc_find_guest (VmmService *self, VmmCall *call);

void vmm_machine_ipc_start (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_change_passphrase (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_export (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_open_display (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_open_console (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_screenshot (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_check_answer (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_insert_media (VmmService *self, VmmCall *call, GVariant *parameters);
void vmm_machine_ipc_eject_media (VmmService *self, VmmCall *call, GVariant *parameters);

G_END_DECLS
