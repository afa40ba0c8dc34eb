/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-helper.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define MACHINE_PATH VMM_IPC_MACHINE_PATH "11111111222243338444555555555555"
#define JOB_PATH     VMM_IPC_JOB_PATH "1"

static gboolean
on_capabilities (VmmIpcManager *manager, GDBusMethodInvocation *invocation, FakeHelper *self)
{
  g_autoptr (GVariant) capabilities = g_variant_ref_sink (
      g_variant_new_parsed ("{'backend': <true>, 'accel': <'kvm'>, 'accel-reason': <'ok'>}"));

  vmm_ipc_manager_complete_get_capabilities (manager, invocation, capabilities);
  return TRUE;
}

static gboolean
on_list (VmmIpcManager *manager, GDBusMethodInvocation *invocation, guint offset, guint count,
         FakeHelper *self)
{
  GVariantBuilder machines = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ostuusa{sv})"));

  self->n_lists++;
  for (guint i = offset; i < self->n_machines && i < offset + count; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("11111111-2222-4333-8444-%012u", i);

      g_variant_builder_add (&machines, "(ostuusa{sv})", MACHINE_PATH, uuid, (guint64) 1, 0, 0, "", NULL);
    }
  vmm_ipc_manager_complete_list_machines (manager, invocation, g_variant_builder_end (&machines),
                                          self->n_machines);
  return TRUE;
}

static gboolean
on_subscribe (VmmIpcManager *manager, GDBusMethodInvocation *invocation, FakeHelper *self)
{
  if (self->hang)
    g_object_unref (invocation);
  else
    vmm_ipc_manager_complete_subscribe (manager, invocation);
  return TRUE;
}

static gboolean
on_start (VmmIpcMachine *machine, GDBusMethodInvocation *invocation, GUnixFDList *fds, const char *request_id,
          GVariant *options, GVariant *media, FakeHelper *self)
{
  self->n_starts++;
  if (self->mute_start)
    {
      g_object_unref (invocation);
      return TRUE;
    }

  if (fds != NULL && g_unix_fd_list_get_length (fds) == 1)
    {
      g_autofd int fd = g_unix_fd_list_get (fds, 0, NULL);

      g_assert_cmpint (pread (fd, self->medium, sizeof self->medium - 1, 0), >, 0);
    }
  vmm_ipc_machine_complete_start (machine, invocation, NULL, JOB_PATH);
  return TRUE;
}

static gboolean
on_screenshot (VmmIpcMachine *machine, GDBusMethodInvocation *invocation, GUnixFDList *fds, FakeHelper *self)
{
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new ();
  g_autofd int fd = memfd_create ("picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (write (fd, "PNG", 3), ==, 3);
  if (!self->unsealed)
    g_assert_cmpint (fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE), ==, 0);
  g_unix_fd_list_append (list, fd, NULL);
  vmm_ipc_machine_complete_screenshot (machine, invocation, list, g_variant_new_handle (0));
  return TRUE;
}

static gboolean
on_console (VmmIpcMachine *machine, GDBusMethodInvocation *invocation, GUnixFDList *fds, FakeHelper *self)
{
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new ();
  int ends[2];

  self->interactive = (g_dbus_message_get_flags (g_dbus_method_invocation_get_message (invocation)) &
                       G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0;
  if (self->console_error >= 0)
    {
      g_dbus_method_invocation_return_error_literal (invocation, VMM_IPC_ERROR, self->console_error,
                                                     "console: the test says so");
      return TRUE;
    }

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (write (ends[0], "login: ", 7), ==, 7);
  g_unix_fd_list_append (list, ends[1], NULL);
  close (ends[0]);
  close (ends[1]);
  vmm_ipc_machine_complete_open_console (machine, invocation, list, g_variant_new_handle (0));
  return TRUE;
}

static gboolean
on_result (VmmIpcJob *job, GDBusMethodInvocation *invocation, FakeHelper *self)
{
  vmm_ipc_job_complete_get_result (job, invocation, self->job_state, 1000, g_variant_new ("a{sv}", NULL),
                                   self->job_error, self->job_message);
  return TRUE;
}

static void export (FakeHelper *self, gpointer object, const char *path)
{
  g_autoptr (GError) error = NULL;

  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (object), self->bus, path, &error);
  g_assert_no_error (error);
}

FakeHelper *
fake_helper_new (guint version)
{
  FakeHelper *self = g_new0 (FakeHelper, 1);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;

  self->bus = g_dbus_connection_new_for_address_sync (address,
                                                      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                      NULL, NULL, &error);
  g_assert_no_error (error);
  self->job_state = VMM_IPC_JOB_DONE;
  self->console_error = -1;
  self->job_error = "";
  self->job_message = "";
  self->manager = vmm_ipc_manager_skeleton_new ();
  self->machine = vmm_ipc_machine_skeleton_new ();
  self->job = vmm_ipc_job_skeleton_new ();
  vmm_ipc_manager_set_version (self->manager, version);

  g_signal_connect (self->manager, "handle-get-capabilities", G_CALLBACK (on_capabilities), self);
  g_signal_connect (self->manager, "handle-list-machines", G_CALLBACK (on_list), self);
  g_signal_connect (self->manager, "handle-subscribe", G_CALLBACK (on_subscribe), self);
  g_signal_connect (self->machine, "handle-start", G_CALLBACK (on_start), self);
  g_signal_connect (self->machine, "handle-screenshot", G_CALLBACK (on_screenshot), self);
  g_signal_connect (self->machine, "handle-open-console", G_CALLBACK (on_console), self);
  g_signal_connect (self->job, "handle-get-result", G_CALLBACK (on_result), self);
  export (self, self->manager, VMM_IPC_ROOT_PATH);
  export (self, self->machine, MACHINE_PATH);
  export (self, self->job, JOB_PATH);
  self->owner = g_bus_own_name_on_connection (self->bus, FAKE_HELPER_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, NULL,
                                              NULL, NULL, NULL);
  return self;
}

void
fake_helper_free (FakeHelper *self)
{
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_bus_unown_name (self->owner);
  g_object_unref (self->manager);
  g_object_unref (self->machine);
  g_object_unref (self->job);
  g_object_unref (self->bus);
  g_free (self);
}

void
fake_helper_end_job (FakeHelper *self, VmmIpcJobState state)
{
  self->job_state = state;
  vmm_ipc_manager_emit_job_changed (self->manager, JOB_PATH, state, 1000);
}
