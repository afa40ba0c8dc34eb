/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-helper-client.h"

#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

typedef enum
{
  FROND_HELPER_CALL_NONE = 0,
  FROND_HELPER_CALL_JOB = 1 << 0, /* answers with a job: its result is the reply */
  FROND_HELPER_CALL_AGAIN =
      1 << 1, /* may be repeated when the helper died under it: idempotent by request id */
  FROND_HELPER_CALL_STOP =
      1 << 2, /* cancelling stops the job at the helper, and the call ends when that has ended */
  FROND_HELPER_CALL_QUIET = 1 << 3, /* only looks, or nobody wished it just now: never asks a person */
} FrondHelperCallFlags;

typedef struct
{
  GVariant *value; /* the out arguments, or the job's a{sv} */
  int fd;          /* the first descriptor, or -1 */
} FrondHelperReply;

void frond_helper_reply_free (FrondHelperReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondHelperReply, frond_helper_reply_free)

/* Calls METHOD of the helper's object at PATH once there is a helper; sinks ARGS. The descriptors of FDS (NULL: none) are
 * the handles of ARGS in their order. Errors are FROND_ERROR. */
void frond_helper_call_async (FrondHelperClient *client, const char *path, const char *interface,
                              const char *method, GVariant *args, GUnixFDList *fds,
                              FrondHelperCallFlags flags, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);

/* For a call that answers with a job: PROGRESS is called while that runs. */
void frond_helper_call_watched_async (FrondHelperClient *client, const char *path, const char *interface,
                                      const char *method, GVariant *args, GUnixFDList *fds,
                                      FrondHelperCallFlags flags, FrondProgressFunc progress,
                                      gpointer progress_data, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
FrondHelperReply *frond_helper_call_finish (FrondHelperClient *client, GAsyncResult *result, GError **error);

G_END_DECLS
