/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-helper-client.h"

G_BEGIN_DECLS

struct _FrondHelperClient
{
  GObject parent_instance;

  FrondHostMode mode;
  gboolean quiet; /* starts no helper */
  GDBusConnection *bus;
  char *name;
  char *owner; /* unique name of the helper that answers, or NULL */
  guint name_watch;
  guint signals;  /* subscription */
  guint attempts; /* to reach a helper, since the last that answered */
  guint retry_source;
  FrondHostState state;
  GError *error;
  FrondHostCapabilities *capabilities;
  char **features;           /* optional parts of the contract that it carries, or NULL */
  GQueue waiting;            /* of GTask: calls that wait for the helper */
  GHashTable *jobs;          /* object path → GTask: calls that wait for their job */
  GCancellable *cancellable; /* of this life */
};

/* The vfuncs of FrondMachineHost, in frond-helper-host.c. */
void _frond_helper_client_host_init (FrondMachineHostInterface *iface);

/* In frond-helper-diagnosis.c. */
void _frond_helper_client_diagnose_async (FrondMachineHost *host, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *_frond_helper_client_diagnose_finish (FrondMachineHost *host, GAsyncResult *result,
                                                 GError **error);

/* In frond-helper-equipment.c. */
void _frond_helper_client_list_networks_async (FrondMachineHost *host, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *_frond_helper_client_list_networks_finish (FrondMachineHost *host, GAsyncResult *result,
                                                      GError **error);
void _frond_helper_client_list_devices_async (FrondMachineHost *host, gboolean pci, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *_frond_helper_client_list_devices_finish (FrondMachineHost *host, GAsyncResult *result,
                                                     GError **error);

/* In frond-helper-copy.c. TO is a client, too. */
void _frond_helper_client_copy_async (FrondMachineHost *host, FrondMachineHost *to, const char *uuid,
                                      const char *request_id, FrondProfile *as, FrondProgressFunc progress,
                                      gpointer progress_data, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
FrondMachineInfo *_frond_helper_client_copy_finish (FrondMachineHost *host, GAsyncResult *result,
                                                    GError **error);

/* In frond-helper-parts.c. */
void _frond_helper_client_export_async (FrondMachineHost *host, const char *uuid, FrondProgressFunc progress,
                                        gpointer progress_data, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
FrondMachineExport *_frond_helper_client_export_finish (FrondMachineHost *host, GAsyncResult *result,
                                                        GError **error);

void _frond_helper_client_retry (FrondMachineHost *host);

/* Goes on with the calls that waited, now that the state has changed. */
void _frond_helper_client_wake (FrondHelperClient *self);

/* A job has moved: goes on with the call that waits for it. */
void _frond_helper_client_job_changed (FrondHelperClient *self, const char *path, guint state,
                                       guint permille);

/* The helper is gone: calls that wait for a job are asked again or fail. */
void _frond_helper_client_jobs_lost (FrondHelperClient *self);

G_END_DECLS
