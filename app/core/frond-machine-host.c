/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-machine-host.h"

#include "frond-host-capabilities.h"
#include "frond-machine-info.h"

G_DEFINE_INTERFACE (FrondMachineHost, frond_machine_host, G_TYPE_OBJECT)

static void
frond_machine_host_default_init (FrondMachineHostInterface *iface)
{
  g_object_interface_install_property (iface, g_param_spec_enum ("state", NULL, NULL, FROND_TYPE_HOST_STATE,
                                                                 FROND_HOST_CONNECTING,
                                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_interface_install_property (iface, g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_interface_install_property (iface, g_param_spec_boxed ("capabilities", NULL, NULL,
                                                                  FROND_TYPE_HOST_CAPABILITIES,
                                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_signal_new ("machine-changed", FROND_TYPE_MACHINE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, FROND_TYPE_MACHINE_INFO);
  g_signal_new ("machine-removed", FROND_TYPE_MACHINE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("reset", FROND_TYPE_MACHINE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

FrondHostMode
frond_machine_host_get_mode (FrondMachineHost *self)
{
  FrondMachineHostInterface *iface;

  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), FROND_HOST_MODE_SESSION);

  iface = FROND_MACHINE_HOST_GET_IFACE (self);
  return iface->get_mode != NULL ? iface->get_mode (self) : FROND_HOST_MODE_SESSION;
}

FrondHostState
frond_machine_host_get_state (FrondMachineHost *self)
{
  FrondHostState state;

  g_object_get (self, "state", &state, NULL);
  return state;
}

GError *
frond_machine_host_dup_error (FrondMachineHost *self)
{
  GError *error;

  g_object_get (self, "error", &error, NULL);
  return error;
}

FrondHostCapabilities *
frond_machine_host_dup_capabilities (FrondMachineHost *self)
{
  FrondHostCapabilities *capabilities;

  g_object_get (self, "capabilities", &capabilities, NULL);
  return capabilities;
}

void
frond_machine_host_diagnose_async (FrondMachineHost *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->diagnose_async (self, cancellable, callback, user_data);
}

GPtrArray *
frond_machine_host_diagnose_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), NULL);

  return FROND_MACHINE_HOST_GET_IFACE (self)->diagnose_finish (self, result, error);
}

void
frond_machine_host_retry (FrondMachineHost *self)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->retry (self);
}

void
frond_machine_host_list_async (FrondMachineHost *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->list_async (self, cancellable, callback, user_data);
}

GPtrArray *
frond_machine_host_list_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), NULL);

  return FROND_MACHINE_HOST_GET_IFACE (self)->list_finish (self, result, error);
}

void
frond_machine_host_create_async (FrondMachineHost *self, FrondProfile *profile, FrondMachineSources *sources,
                                 FrondProgressFunc progress, gpointer progress_data,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->create_async (self, profile, sources, progress, progress_data,
                                                     cancellable, callback, user_data);
}

FrondMachineInfo *
frond_machine_host_create_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), NULL);

  return FROND_MACHINE_HOST_GET_IFACE (self)->create_finish (self, result, error);
}

void
frond_machine_host_reconfigure_async (FrondMachineHost *self, FrondProfile *profile, guint64 generation,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->reconfigure_async (self, profile, generation, cancellable, callback,
                                                          user_data);
}

gboolean
frond_machine_host_reconfigure_finish (FrondMachineHost *self, GAsyncResult *result, guint64 *generation,
                                       GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), FALSE);

  return FROND_MACHINE_HOST_GET_IFACE (self)->reconfigure_finish (self, result, generation, error);
}

void
frond_machine_host_start_async (FrondMachineHost *self, const char *uuid, gboolean boot_media, int media_fd,
                                FrondMachineSources *installer, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->start_async (self, uuid, boot_media, media_fd, installer, cancellable,
                                                    callback, user_data);
}

gboolean
frond_machine_host_start_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), FALSE);

  return FROND_MACHINE_HOST_GET_IFACE (self)->start_finish (self, result, error);
}

void
frond_machine_host_insert_media_async (FrondMachineHost *self, const char *uuid, int media_fd,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->insert_media_async (self, uuid, media_fd, cancellable, callback,
                                                           user_data);
}

gboolean
frond_machine_host_insert_media_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), FALSE);

  return FROND_MACHINE_HOST_GET_IFACE (self)->insert_media_finish (self, result, error);
}

void
frond_machine_host_command_async (FrondMachineHost *self, const char *uuid, FrondCommand command,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->command_async (self, uuid, command, cancellable, callback, user_data);
}

gboolean
frond_machine_host_command_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), FALSE);

  return FROND_MACHINE_HOST_GET_IFACE (self)->command_finish (self, result, error);
}

void
frond_machine_host_open_display_async (FrondMachineHost *self, const char *uuid, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->open_display_async (self, uuid, cancellable, callback, user_data);
}

int
frond_machine_host_open_display_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), -1);

  return FROND_MACHINE_HOST_GET_IFACE (self)->open_display_finish (self, result, error);
}

void
frond_machine_host_open_console_async (FrondMachineHost *self, const char *uuid, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->open_console_async (self, uuid, cancellable, callback, user_data);
}

int
frond_machine_host_open_console_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), -1);

  return FROND_MACHINE_HOST_GET_IFACE (self)->open_console_finish (self, result, error);
}

void
frond_machine_host_screenshot_async (FrondMachineHost *self, const char *uuid, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->screenshot_async (self, uuid, cancellable, callback, user_data);
}

GBytes *
frond_machine_host_screenshot_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), NULL);

  return FROND_MACHINE_HOST_GET_IFACE (self)->screenshot_finish (self, result, error);
}

void
frond_machine_host_check_answer_async (FrondMachineHost *self, const char *uuid, guint patience_ms,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->check_answer_async (self, uuid, patience_ms, cancellable, callback,
                                                           user_data);
}

gboolean
frond_machine_host_check_answer_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), FALSE);

  return FROND_MACHINE_HOST_GET_IFACE (self)->check_answer_finish (self, result, error);
}

void
frond_machine_host_copy_async (FrondMachineHost *self, FrondMachineHost *to, const char *uuid,
                               const char *request_id, FrondProfile *as, FrondProgressFunc progress,
                               gpointer progress_data, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self) && FROND_IS_MACHINE_HOST (to));
  g_return_if_fail (G_OBJECT_TYPE (self) == G_OBJECT_TYPE (to));

  FROND_MACHINE_HOST_GET_IFACE (self)->copy_async (self, to, uuid, request_id, as, progress, progress_data,
                                                   cancellable, callback, user_data);
}

FrondMachineInfo *
frond_machine_host_copy_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), NULL);

  return FROND_MACHINE_HOST_GET_IFACE (self)->copy_finish (self, result, error);
}

void
frond_machine_host_export_async (FrondMachineHost *self, const char *uuid, FrondProgressFunc progress,
                                 gpointer progress_data, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));
  g_return_if_fail (uuid != NULL);

  FROND_MACHINE_HOST_GET_IFACE (self)->export_async (self, uuid, progress, progress_data, cancellable,
                                                     callback, user_data);
}

FrondMachineExport *
frond_machine_host_export_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), NULL);

  return FROND_MACHINE_HOST_GET_IFACE (self)->export_finish (self, result, error);
}

void
frond_machine_host_list_networks_async (FrondMachineHost *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->list_networks_async (self, cancellable, callback, user_data);
}

GPtrArray *
frond_machine_host_list_networks_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), NULL);

  return FROND_MACHINE_HOST_GET_IFACE (self)->list_networks_finish (self, result, error);
}

void
frond_machine_host_list_devices_async (FrondMachineHost *self, gboolean pci, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->list_devices_async (self, pci, cancellable, callback, user_data);
}

GPtrArray *
frond_machine_host_list_devices_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), NULL);

  return FROND_MACHINE_HOST_GET_IFACE (self)->list_devices_finish (self, result, error);
}

void
frond_machine_host_assign_async (FrondMachineHost *self, const char *uuid, const char *token, gboolean pci,
                                 gboolean attach, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->assign_async (self, uuid, token, pci, attach, cancellable, callback,
                                                     user_data);
}

gboolean
frond_machine_host_assign_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), FALSE);

  return FROND_MACHINE_HOST_GET_IFACE (self)->assign_finish (self, result, error);
}

void
frond_machine_host_change_passphrase_async (FrondMachineHost *self, const char *uuid, int passphrase,
                                            int next, GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  g_return_if_fail (FROND_IS_MACHINE_HOST (self));

  FROND_MACHINE_HOST_GET_IFACE (self)->change_passphrase_async (self, uuid, passphrase, next, cancellable,
                                                                callback, user_data);
}

gboolean
frond_machine_host_change_passphrase_finish (FrondMachineHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (FROND_IS_MACHINE_HOST (self), FALSE);

  return FROND_MACHINE_HOST_GET_IFACE (self)->change_passphrase_finish (self, result, error);
}
