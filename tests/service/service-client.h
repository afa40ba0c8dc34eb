/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-ipc.h"

#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* A caller of the helper, for tests: calls that look blocking and run the main loop meanwhile, so that a service of
 * the same process can answer them. */
typedef struct
{
  GDBusConnection *connection;
  char *bus_name;
} ServiceClient;

#define SERVICE_MANAGER VMM_IPC_INTERFACE ".Manager"
#define SERVICE_MACHINE VMM_IPC_INTERFACE ".Machine"
#define SERVICE_JOB     VMM_IPC_INTERFACE ".Job"

/* A connection of its own to the session bus. */
ServiceClient *service_client_new (const char *bus_name);
void service_client_free (ServiceClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServiceClient, service_client_free)

/* PARAMETERS may be floating. FDS and OUT_FDS may be NULL. */
GVariant *service_client_call_full (ServiceClient *client, const char *path, const char *interface,
                                    const char *method, GVariant *parameters, GUnixFDList *fds,
                                    GUnixFDList **out_fds, GError **error);
GVariant *service_client_manager (ServiceClient *client, const char *method, GVariant *parameters,
                                  GError **error);
GVariant *service_client_machine (ServiceClient *client, const char *path, const char *method,
                                  GVariant *parameters, GError **error);

/* Waits for the job of REPLY, "(o)": its state, and its result or error. Frees REPLY. */
VmmIpcJobState service_client_wait (ServiceClient *client, GVariant *reply, GVariant **result,
                                    GError **error);

/* A spec that is good; floating. */
GVariant *service_client_spec (const char *name, guint disks);

/* The arguments of CreateMachine without media; floating. */
GVariant *service_client_creation (const char *request_id, GVariant *spec);

/* Creates a machine and returns its path. */
char *service_client_create (ServiceClient *client, const char *name, guint disks);

/* The number of machines, and their list. */
guint service_client_list (ServiceClient *client, GVariant **machines);

guint service_client_state (ServiceClient *client, const char *path, guint *reason);

/* Runs the main loop until CONDITION holds; aborts after a minute. */
typedef gboolean (*ServiceCondition) (gpointer data);
void service_wait_for (ServiceCondition condition, gpointer data);

/* The same for what another thread does without waking the main loop. */
void service_wait_for_thread (ServiceCondition condition, gpointer data);

/* Unrefs OBJECT and waits until it is gone: workers may still hold it for a moment. */
void service_wait_gone (gpointer object);

/* First in main(). A warning that was not announced ends the test. */
void service_log_init (void);

/* The next warning has to match PATTERN; it must have come by the time of service_log_assert(). */
void service_log_expect (const char *pattern);
void service_log_assert (void);

/* Writes an empty ISO 9660 medium of 64 KiB into DIR and returns its path. */
char *service_make_iso (const char *dir);

char *service_temp_dir (void);
void service_remove_dir (const char *path);

G_END_DECLS
