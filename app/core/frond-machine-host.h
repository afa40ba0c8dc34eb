/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_TYPE_MACHINE_HOST (frond_machine_host_get_type ())
G_DECLARE_INTERFACE (FrondMachineHost, frond_machine_host, FROND, MACHINE_HOST, GObject)

/* The simple commands: each takes a machine and has no answer but that it is done. */
typedef enum
{
  FROND_COMMAND_SHUTDOWN, /* done when the guest was asked */
  FROND_COMMAND_FORCE_OFF,
  FROND_COMMAND_RESET,
  FROND_COMMAND_PAUSE,
  FROND_COMMAND_RESUME,
  FROND_COMMAND_SAVE,    /* to disk; done when it is off, and the next start goes on from there */
  FROND_COMMAND_DISCARD, /* what was saved: the next start begins anew */
  FROND_COMMAND_TRASH,
  FROND_COMMAND_RESTORE,
  FROND_COMMAND_PURGE,
  FROND_COMMAND_EJECT_MEDIA,
  FROND_COMMAND_KEEP_OFF, /* nobody can start it, and it does not start with the computer either */
  FROND_COMMAND_RELEASE,  /* takes that back */
} FrondCommand;

/* Where machines live; app/client has it over D-Bus. It connects by itself as soon as it is made, comes back by
 * itself when the helper died, and never blocks. Calls made while it is connecting wait; while it is unavailable
 * they fail with its error.
 *
 * properties: state (FrondHostState), error (GError boxed or NULL: why it is unavailable), capabilities
 *             (FrondHostCapabilities or NULL until they are known)
 * signals:    machine-changed (FrondMachineInfo): also for a machine that is new
 *             machine-removed (string uuid)
 *             reset: everything may have changed (connected again): list anew
 *
 * Implementations override the three properties and emit notify. */
struct _FrondMachineHostInterface
{
  GTypeInterface parent_iface;

  void (*list_async) (FrondMachineHost *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);
  GPtrArray *(*list_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*create_async) (FrondMachineHost *self, FrondProfile *profile, FrondMachineSources *sources,
                        FrondProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
  FrondMachineInfo *(*create_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*reconfigure_async) (FrondMachineHost *self, FrondProfile *profile, guint64 generation,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*reconfigure_finish) (FrondMachineHost *self, GAsyncResult *result, guint64 *generation,
                                  GError **error);
  void (*start_async) (FrondMachineHost *self, const char *uuid, gboolean boot_media, int media_fd,
                       FrondMachineSources *installer, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*start_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*insert_media_async) (FrondMachineHost *self, const char *uuid, int media_fd,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*insert_media_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*command_async) (FrondMachineHost *self, const char *uuid, FrondCommand command,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*command_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*open_display_async) (FrondMachineHost *self, const char *uuid, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  int (*open_display_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*open_console_async) (FrondMachineHost *self, const char *uuid, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  int (*open_console_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*screenshot_async) (FrondMachineHost *self, const char *uuid, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*screenshot_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*check_answer_async) (FrondMachineHost *self, const char *uuid, guint patience_ms,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*check_answer_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*diagnose_async) (FrondMachineHost *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
  GPtrArray *(*diagnose_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*list_networks_async) (FrondMachineHost *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*list_networks_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*list_devices_async) (FrondMachineHost *self, gboolean pci, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*list_devices_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*assign_async) (FrondMachineHost *self, const char *uuid, const char *token, gboolean pci,
                        gboolean attach, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
  gboolean (*assign_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*change_passphrase_async) (FrondMachineHost *self, const char *uuid, int passphrase, int next,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
  gboolean (*change_passphrase_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*copy_async) (FrondMachineHost *self, FrondMachineHost *to, const char *uuid, const char *request_id,
                      FrondProfile *as, FrondProgressFunc progress, gpointer progress_data,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  FrondMachineInfo *(*copy_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*export_async) (FrondMachineHost *self, const char *uuid, FrondProgressFunc progress,
                        gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
  FrondMachineExport *(*export_finish) (FrondMachineHost *self, GAsyncResult *result, GError **error);
  void (*retry) (FrondMachineHost *self);
  FrondHostMode (*get_mode) (FrondMachineHost *self); /* may be NULL: SESSION */
};

/* Whose machines these are; never changes. */
FrondHostMode frond_machine_host_get_mode (FrondMachineHost *self);

FrondHostState frond_machine_host_get_state (FrondMachineHost *self);
GError *frond_machine_host_dup_error (FrondMachineHost *self);
FrondHostCapabilities *frond_machine_host_dup_capabilities (FrondMachineHost *self);

/* Tries again to reach a helper that is unavailable. */
void frond_machine_host_retry (FrondMachineHost *self);

/* How the computer is: (transfer full) (element-type FrondCheck). A helper that cannot be reached is a check, too, so this
 * hardly ever fails. */
void frond_machine_host_diagnose_async (FrondMachineHost *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *frond_machine_host_diagnose_finish (FrondMachineHost *self, GAsyncResult *result, GError **error);

/* All machines: (transfer full) (element-type FrondMachineInfo), each with its profile. */
void frond_machine_host_list_async (FrondMachineHost *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *frond_machine_host_list_finish (FrondMachineHost *self, GAsyncResult *result, GError **error);

/* Makes the machine of PROFILE, from SOURCES when there are some (NULL: with an empty disk). Idempotent by the profile's
 * request-id. PROGRESS (may be NULL) is called with PROGRESS_DATA until the callback is. Cancelling stops the work at
 * the host; then and on failure nothing is left there. (transfer full) */
void frond_machine_host_create_async (FrondMachineHost *self, FrondProfile *profile,
                                      FrondMachineSources *sources, FrondProgressFunc progress,
                                      gpointer progress_data, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
FrondMachineInfo *frond_machine_host_create_finish (FrondMachineHost *self, GAsyncResult *result,
                                                    GError **error);

/* Gives the machine of PROFILE the profile's values (all but disks); sets the new generation (may be NULL). */
void frond_machine_host_reconfigure_async (FrondMachineHost *self, FrondProfile *profile, guint64 generation,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean frond_machine_host_reconfigure_finish (FrondMachineHost *self, GAsyncResult *result,
                                                guint64 *generation, GError **error);

/* Starts a machine; MEDIA_FD (read-only, of a regular file; -1: none) is duplicated, the caller keeps its own. The
 * installer that INSTALLER (may be NULL) has begins its work, without questions. */
void frond_machine_host_start_async (FrondMachineHost *self, const char *uuid, gboolean boot_media,
                                     int media_fd, FrondMachineSources *installer, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_machine_host_start_finish (FrondMachineHost *self, GAsyncResult *result, GError **error);

void frond_machine_host_insert_media_async (FrondMachineHost *self, const char *uuid, int media_fd,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean frond_machine_host_insert_media_finish (FrondMachineHost *self, GAsyncResult *result,
                                                 GError **error);

void frond_machine_host_command_async (FrondMachineHost *self, const char *uuid, FrondCommand command,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean frond_machine_host_command_finish (FrondMachineHost *self, GAsyncResult *result, GError **error);

/* A new display connection, see FrondDisplayOpener. */
void frond_machine_host_open_display_async (FrondMachineHost *self, const char *uuid,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data);
int frond_machine_host_open_display_finish (FrondMachineHost *self, GAsyncResult *result, GError **error);

/* The guest's first serial port: a terminal that is read and written, or a stream socket; the caller of finish owns
 * it. It has one user at a time: FROND_ERROR_BUSY while there is another. It ends when the guest is off. */
void frond_machine_host_open_console_async (FrondMachineHost *self, const char *uuid,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data);
int frond_machine_host_open_console_finish (FrondMachineHost *self, GAsyncResult *result, GError **error);

/* The guest's screen as PNG. (transfer full) */
void frond_machine_host_screenshot_async (FrondMachineHost *self, const char *uuid, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
GBytes *frond_machine_host_screenshot_finish (FrondMachineHost *self, GAsyncResult *result, GError **error);

/* Whether what runs the machine's guest answers within PATIENCE_MS (100 to 60000). FALSE without an error: it hangs. */
void frond_machine_host_check_answer_async (FrondMachineHost *self, const char *uuid, guint patience_ms,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean frond_machine_host_check_answer_finish (FrondMachineHost *self, GAsyncResult *result,
                                                 GError **error);

/* The networks that a machine's card can join, beside "user": (transfer full) (element-type FrondHostNetwork). */
void frond_machine_host_list_networks_async (FrondMachineHost *self, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *frond_machine_host_list_networks_finish (FrondMachineHost *self, GAsyncResult *result,
                                                    GError **error);

/* The computer's USB devices, or with PCI those in its slots: (transfer full) (element-type FrondHostDevice). The
 * computer's service has them only. */
void frond_machine_host_list_devices_async (FrondMachineHost *self, gboolean pci, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *frond_machine_host_list_devices_finish (FrondMachineHost *self, GAsyncResult *result,
                                                   GError **error);

/* Gives the device TOKEN to a machine, or takes it back: at once where the guest runs, which USB needs, else for its next
 * run. A person may be asked for a password meanwhile. */
void frond_machine_host_assign_async (FrondMachineHost *self, const char *uuid, const char *token,
                                      gboolean pci, gboolean attach, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_machine_host_assign_finish (FrondMachineHost *self, GAsyncResult *result, GError **error);

/* Gives the encrypted disks of a machine that is off another passphrase. Both are sealed (frond_secret_seal()), and stay
 * the caller's. */
void frond_machine_host_change_passphrase_async (FrondMachineHost *self, const char *uuid, int passphrase,
                                                 int next, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_machine_host_change_passphrase_finish (FrondMachineHost *self, GAsyncResult *result,
                                                      GError **error);

/* Makes the machine UUID, which is off, once more at TO, another host of the same kind or the same host. REQUEST_ID is a
 * new one. Done when TO has it and it was looked at; cancelled or failed, TO has none unless it went away in the middle.
 * PROGRESS as in create. (transfer full)
 *
 * AS is NULL: the same computer with the same disks, kept off, so that two of them never run. Else another computer with
 * the same disks, which has the name of AS, an identity and network addresses of its own, and an empty TPM. */
void frond_machine_host_copy_async (FrondMachineHost *self, FrondMachineHost *to, const char *uuid,
                                    const char *request_id, FrondProfile *as, FrondProgressFunc progress,
                                    gpointer progress_data, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
FrondMachineInfo *frond_machine_host_copy_finish (FrondMachineHost *self, GAsyncResult *result,
                                                  GError **error);

/* What the machine UUID is made of, which is off and was not saved: copies, where its disks are shared with others by
 * themselves. PROGRESS as in create. (transfer full) */
void frond_machine_host_export_async (FrondMachineHost *self, const char *uuid, FrondProgressFunc progress,
                                      gpointer progress_data, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
FrondMachineExport *frond_machine_host_export_finish (FrondMachineHost *self, GAsyncResult *result,
                                                      GError **error);

G_END_DECLS
