/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-test-host.h"

G_BEGIN_DECLS

typedef struct
{
  FrondProfile *profile;
  FrondGuestState state;
  FrondGuestReason reason;
  guint64 generation;
  gboolean trashed;
  gboolean kept_off;
} FrondTestMachine;

struct _FrondTestHost
{
  GObject parent_instance;
  FrondHostMode mode;
  GPtrArray *checks; /* what the doctor is told, or NULL */

  FrondHostState state;
  GError *error;
  FrondHostCapabilities *capabilities;
  GHashTable *machines; /* uuid → FrondTestMachine */
  int create_error;     /* -1: none */
  int start_error;
  int copy_error;
  int failing;        /* the FrondCommand that fails the next time, or -1 */
  gboolean copy_held; /* copies wait for frond_test_host_release_copy(), or for being cancelled */
  GTask *copy;
  gboolean no_bridges;
  char *assigned; /* token of the one device that a machine has, or NULL */
  char *assigned_to;
  char *passphrase; /* of every encrypted disk */
  GBytes *picture;  /* what a screenshot is, or NULL */
  gboolean hanging;
  guint n_questions;
  int console_error;
  int console; /* our end of the last one opened, or -1 */
  guint n_purged;
  guint n_retries;
};

FrondMachineInfo *_frond_test_host_describe (const char *uuid, FrondTestMachine *machine);

/* NULL: TASK has failed. */
FrondTestMachine *_frond_test_host_find_or_fail (FrondTestHost *self, const char *uuid, GTask *task);

void _frond_test_host_copy_async (FrondMachineHost *host, FrondMachineHost *to, const char *uuid,
                                  const char *request_id, FrondProfile *as, FrondProgressFunc progress,
                                  gpointer progress_data, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
FrondMachineInfo *_frond_test_host_copy_finish (FrondMachineHost *host, GAsyncResult *result, GError **error);

/* Of what a machine is made from. */
void _frond_test_host_take_passphrase (FrondTestHost *self, FrondMachineSources *sources);

void _frond_test_host_export_async (FrondMachineHost *host, const char *uuid, FrondProgressFunc progress,
                                    gpointer progress_data, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
FrondMachineExport *_frond_test_host_export_finish (FrondMachineHost *host, GAsyncResult *result,
                                                    GError **error);

void _frond_test_host_list_networks_async (FrondMachineHost *host, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
void _frond_test_host_list_devices_async (FrondMachineHost *host, gboolean pci, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *_frond_test_host_list_finish (FrondMachineHost *host, GAsyncResult *result, GError **error);
void _frond_test_host_assign_async (FrondMachineHost *host, const char *uuid, const char *token, gboolean pci,
                                    gboolean attach, GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
void _frond_test_host_change_passphrase_async (FrondMachineHost *host, const char *uuid, int passphrase,
                                               int next, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
void _frond_test_host_diagnose_async (FrondMachineHost *host, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
void _frond_test_host_check_answer_async (FrondMachineHost *host, const char *uuid, guint patience_ms,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean _frond_test_host_done_finish (FrondMachineHost *host, GAsyncResult *result, GError **error);

G_END_DECLS
