/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-spec.h"

#include <sys/types.h>

G_BEGIN_DECLS

#define VMM_TYPE_ENGINE (vmm_engine_get_type ())
G_DECLARE_INTERFACE (VmmEngine, vmm_engine, VMM, ENGINE, GObject)

/* A virtual machine monitor. Everything is asynchronous; calls that libvirt would block in run in its own worker
 * threads, results and signals arrive on the main context. Errors are VMM_IPC_ERROR. An engine knows running guests
 * only: a machine that is off is a folder, and none of its business.
 *
 * signals
 *  guest-state (string uuid, uint VmmIpcMachineState, uint VmmIpcMachineReason)
 *      every change, including STOPPED when a guest ends. uuid is that of the machine.
 *      A guest that was saved has stopped with VMM_IPC_REASON_SAVED.
 *  guest-agent (string uuid)   the agent in that guest answers
 *  capabilities-changed ()   the backend came or went, or the KVM probe ended
 *  resync ()                 the backend was lost and is back: ask list_running again
 */

/* The passphrase of an encrypted disk, by its index in the spec. The engine copies it into memory that is wiped, and
 * libvirt keeps it no longer than the guest lives. */
typedef struct
{
  guint disk;
  const guint8 *value;
  gsize length;
  char uuid[37]; /* the engine's own: what libvirt knows it by while the guest comes up */
} VmmEngineSecret;

typedef enum
{
  VMM_ENGINE_HOST_USB,
  VMM_ENGINE_HOST_PCI,
} VmmEngineHostKind;

/* A device of the host that its owner may use; who fills this in has looked and asked. */
typedef struct
{
  VmmEngineHostKind kind;
  guint domain; /* of PCI */
  guint bus;
  guint slot;     /* of PCI; the device's number on its bus with USB */
  guint function; /* of PCI */
} VmmEngineHostDevice;

/* Of a guest that was saved, in the machine's folder; made and deleted by the engine, which says in vmm-qemu-save.h what it
 * means that there is one. */
#define VMM_ENGINE_STATE      "state"
#define VMM_ENGINE_STATE_PART "state.part"

/* What the engine makes in the machine's folder, and what a move carries of it: the variables of a firmware, without and
 * with the keys of Secure Boot, and the folder of the TPM. In that is its state in swtpm's linear format (which begins with
 * VMM_ENGINE_TPM_MAGIC), or what swtpm wrote where it had a folder of its own. */
#define VMM_ENGINE_NVRAM        "nvram.fd"
#define VMM_ENGINE_NVRAM_SECURE "nvram-secure.fd"
#define VMM_ENGINE_TPM          "tpm"
#define VMM_ENGINE_TPM_STATE    "state"
#define VMM_ENGINE_TPM_OLD      "tpm2-00.permall"
#define VMM_ENGINE_TPM_MAGIC    "nilmptws"

/* What a start needs beside the spec. FOLDER is the machine's own folder, absolute, which the engine may fill with
 * what belongs to it: nvram.fd, tpm/. Disks are named by vmm_disk_format_name(), shared images beneath them by
 * vmm_disk_format_base_name(), and exist. */
typedef struct
{
  const char *uuid;
  const char *folder;
  VmmSpec *spec;
  int media_fd; /* -1: an empty drive. Read-only, checked; the engine duplicates it */
  gboolean boot_media;
  gboolean paused;
  const char *seed; /* the name of the seed in FOLDER, or NULL */
  const char *
      installer; /* VMM_IPC_INSTALLER_*, static, or NULL: its kernel and initrd are in FOLDER (vmm-installer.h), and
                          * the guest ends where it would restart */
  gboolean tpm_dir; /* the TPM's state is a folder that is swtpm's; the engine says it */
  gboolean system;  /* on the system's libvirt, where QEMU is another user than we; the engine says it */
  uid_t owner;      /* of the machine; told apart with SYSTEM only */
  const VmmEngineSecret *secrets;
  guint n_secrets;
  const VmmEngineHostDevice *devices;
  guint n_devices;
  const char *const *bridges; /* of the host that cards may join, NULL: all; the engine says it */
  gboolean
      restore; /* the guest goes on from VMM_ENGINE_STATE in FOLDER, which is deleted before it does; what it has then
                     * is what it had, and of the above only the medium and PAUSED count */
  char *nic_sources
      [VMM_IPC_MAX_NICS]; /* libvirt's name of each card's network or bridge; the engine finds it */
} VmmEngineStart;

/* A guest that runs. */
typedef struct
{
  char *uuid;
  VmmIpcMachineState state;
  VmmIpcMachineReason reason; /* of a pause */
} VmmEngineRunning;

void vmm_engine_running_free (VmmEngineRunning *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmEngineRunning, vmm_engine_running_free)

typedef enum
{
  VMM_ENGINE_SHUTDOWN,
  VMM_ENGINE_STOP, /* a guest that is off already is a success */
  VMM_ENGINE_RESET,
  VMM_ENGINE_PAUSE,
  VMM_ENGINE_RESUME,
} VmmEngineCommand;

/* In the main thread. */
typedef void (*VmmEngineProgress) (guint permille, gpointer user_data);

struct _VmmEngineInterface
{
  GTypeInterface parent_iface;

  GVariant *(*dup_capabilities) (VmmEngine *self);
  GVariant *(*dup_networks) (VmmEngine *self); /* NULL: there are none to choose from */
  void (*list_running_async) (VmmEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
  GPtrArray *(*list_running_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  void (*start_async) (VmmEngine *self, const VmmEngineStart *start, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
  GVariant *(*start_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  void (*command_async) (VmmEngine *self, const char *uuid, VmmEngineCommand command,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*command_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  void (*open_display_async) (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  int (*open_display_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  void (*open_console_async) (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  int (*open_console_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  void (*screenshot_async) (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
  int (*screenshot_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  /* Optional: an engine whose guests always answer. */
  void (*check_answer_async) (VmmEngine *self, const char *uuid, guint patience_ms, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*check_answer_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  void (*change_media_async) (VmmEngine *self, const char *uuid, int media_fd, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*change_media_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  /* Optional: an engine that keeps nothing that its caller could not delete has none. */
  void (*forget_async) (VmmEngine *self, const char *uuid, const char *folder, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*forget_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  void (*release_async) (VmmEngine *self, const VmmEngineStart *start, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data); /* optional */
  void (*assign_async) (VmmEngine *self, const char *uuid, const VmmEngineHostDevice *devices,
                        guint n_devices, gboolean attach, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*assign_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  void (*list_assigned_async) (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
  GArray *(*list_assigned_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
  /* Optional, all of them or none: an engine whose guests cannot be saved. */
  void (*save_async) (VmmEngine *self, const char *uuid, const char *folder, VmmEngineProgress progress,
                      gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);
  gboolean (*save_finish) (VmmEngine *self, GAsyncResult *result, gboolean *ejected, GError **error);
  void (*adopt_async) (VmmEngine *self, const char *uuid, const char *folder, GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*adopt_finish) (VmmEngine *self, GAsyncResult *result, gboolean *saved, GError **error);
  void (*set_clock_async) (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*set_clock_finish) (VmmEngine *self, GAsyncResult *result, GError **error);
};

/* The a{sv} of GetCapabilities as far as it is known now; never NULL. (transfer full) */
GVariant *vmm_engine_dup_capabilities (VmmEngine *self);

/* The a(ssa{sv}) of ListNetworks; never NULL. (transfer full) */
GVariant *vmm_engine_dup_networks (VmmEngine *self);

/* The guests that run and are ours: (transfer full) (element-type VmmEngineRunning). */
void vmm_engine_list_running_async (VmmEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *vmm_engine_list_running_finish (VmmEngine *self, GAsyncResult *result, GError **error);

/* START is copied. Returns the a{sv} of GetRealised. (transfer full) */
void vmm_engine_start_async (VmmEngine *self, const VmmEngineStart *start, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
GVariant *vmm_engine_start_finish (VmmEngine *self, GAsyncResult *result, GError **error);

void vmm_engine_command_async (VmmEngine *self, const char *uuid, VmmEngineCommand command,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_engine_command_finish (VmmEngine *self, GAsyncResult *result, GError **error);

/* Descriptors that the caller owns; -1 on failure. The display is a connected socket, the console a terminal, the
 * screenshot a sealed memfd with a PNG. */
void vmm_engine_open_display_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
int vmm_engine_open_display_finish (VmmEngine *self, GAsyncResult *result, GError **error);
void vmm_engine_open_console_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
int vmm_engine_open_console_finish (VmmEngine *self, GAsyncResult *result, GError **error);
void vmm_engine_screenshot_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
int vmm_engine_screenshot_finish (VmmEngine *self, GAsyncResult *result, GError **error);

/* Whether the monitor of a running guest answers within PATIENCE_MS. FALSE without an error: it does not, and the backend
 * does. A question stays open until the monitor answers or ends, and the next call waits for the same one.
 * VMM_IPC_ERROR_BUSY: other guests keep all questions open. */
void vmm_engine_check_answer_async (VmmEngine *self, const char *uuid, guint patience_ms,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean vmm_engine_check_answer_finish (VmmEngine *self, GAsyncResult *result, GError **error);

/* MEDIA_FD -1 ejects. The descriptor is duplicated. */
void vmm_engine_change_media_async (VmmEngine *self, const char *uuid, int media_fd,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean vmm_engine_change_media_finish (VmmEngine *self, GAsyncResult *result, GError **error);

/* Gives DEVICES of the host to a running guest, or takes them back; all of them or none. What is so already is a
 * success. VMM_IPC_ERROR_BUSY when the guest does not let go of one. */
void vmm_engine_assign_async (VmmEngine *self, const char *uuid, const VmmEngineHostDevice *devices,
                              guint n_devices, gboolean attach, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_engine_assign_finish (VmmEngine *self, GAsyncResult *result, GError **error);

/* What a running guest has of the host: (transfer full) (element-type VmmEngineHostDevice). */
void vmm_engine_list_assigned_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
GArray *vmm_engine_list_assigned_finish (VmmEngine *self, GAsyncResult *result, GError **error);

/* Writes the memory of a guest to VMM_ENGINE_STATE in FOLDER (absolute), and ends it. Cancelled or failed, the guest goes
 * on. PROGRESS may be NULL. EJECTED: the medium in its drive had to come out. VMM_IPC_ERROR_UNSUPPORTED "save: TOKEN: text"
 * (VMM_IPC_UNSAVEABLE_*), VMM_IPC_ERROR_NO_SPACE. */
void vmm_engine_save_async (VmmEngine *self, const char *uuid, const char *folder, VmmEngineProgress progress,
                            gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean vmm_engine_save_finish (VmmEngine *self, GAsyncResult *result, gboolean *ejected, GError **error);

/* The machine of UUID has no guest, and a save may have ended unseen: SAVED tells whether there is a state in FOLDER to go
 * on from. What is not whole is deleted. */
void vmm_engine_adopt_async (VmmEngine *self, const char *uuid, const char *folder,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_engine_adopt_finish (VmmEngine *self, GAsyncResult *result, gboolean *saved, GError **error);

/* The clock of a running guest gets the host's time, which needs an agent in it: VMM_IPC_ERROR_UNSUPPORTED,
 * VMM_IPC_ERROR_BACKEND_TIMEOUT without one. */
void vmm_engine_set_clock_async (VmmEngine *self, const char *uuid, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_engine_set_clock_finish (VmmEngine *self, GAsyncResult *result, GError **error);

/* Deletes for good what the engine has put into FOLDER and only it can delete. The machine of UUID is off and on its
 * way out; FOLDER is absolute, and need not exist. Needs the backend only where there is such a thing. */
void vmm_engine_forget_async (VmmEngine *self, const char *uuid, const char *folder,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_engine_forget_finish (VmmEngine *self, GAsyncResult *result, GError **error);

/* Takes back what a start gave the monitor of files: its guest has ended. Of START the uuid, folder, spec and seed
 * count; it is copied. Needs no backend; what fails is logged. */
void vmm_engine_release_async (VmmEngine *self, const VmmEngineStart *start, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean vmm_engine_release_finish (VmmEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
