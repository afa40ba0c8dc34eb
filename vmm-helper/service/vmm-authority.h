/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-action.h"

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Who may do what. A session's helper has one rule (vmm-authority-session.h), the system's asks polkit
 * (vmm-authority-polkit.h). */
#define VMM_TYPE_AUTHORITY (vmm_authority_get_type ())
G_DECLARE_DERIVABLE_TYPE (VmmAuthority, vmm_authority, VMM, AUTHORITY, GObject)

/* Every machine says whose it is. */
#define VMM_OWNER_ANY ((uid_t) - 1)

/* What is to be decided, about whom. */
typedef struct
{
  const char *
      name; /* unique name on the bus: whom polkit is asked about, never a process or a user that somebody says */
  uid_t uid; /* as the bus says */
  VmmActions actions;
  GVariant *details;    /* a{ss} for the words of the question, or NULL */
  gboolean interactive; /* somebody may be asked for a password */
} VmmQuestion;

struct _VmmAuthorityClass
{
  GObjectClass parent_class;

  uid_t (*get_owner) (VmmAuthority *self);
  gboolean (*admit) (VmmAuthority *self, uid_t uid, GError **error);
  gboolean (*grants) (VmmAuthority *self, uid_t uid, VmmActions actions);
  void (*ask_async) (VmmAuthority *self, const VmmQuestion *question, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*ask_finish) (VmmAuthority *self, GAsyncResult *result, GError **error);
};

/* The owner of every machine, or VMM_OWNER_ANY. */
uid_t vmm_authority_get_owner (VmmAuthority *self);

/* Whether UID may call at all. VMM_IPC_ERROR_NOT_AUTHORIZED. */
gboolean vmm_authority_admit (VmmAuthority *self, uid_t uid, GError **error);

/* Whether ACTIONS are UID's without any question. */
gboolean vmm_authority_grants (VmmAuthority *self, uid_t uid, VmmActions actions);

/* TRUE when every action is given, and on nothing else: what is not known, not answered or cancelled is refused.
 * QUESTION is copied. VMM_IPC_ERROR_NOT_AUTHORIZED, _DISMISSED, _CAN_OBTAIN or _NO_AUTHORITY. */
void vmm_authority_ask_async (VmmAuthority *self, const VmmQuestion *question, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_authority_ask_finish (VmmAuthority *self, GAsyncResult *result, GError **error);

G_END_DECLS
