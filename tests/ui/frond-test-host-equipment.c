/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a test host has for machines: networks and devices, as a service has, and a passphrase that is right. */
#include "frond-test-host-private.h"

#include "frond-error.h"
#include "frond-host-device.h"
#include "frond-host-network.h"
#include "frond-secret.h"

void
_frond_test_host_list_networks_async (FrondMachineHost *host, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  GPtrArray *networks = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_host_network_free);

  g_ptr_array_add (networks, frond_host_network_new ("nat", "", ""));
  if (!self->no_bridges)
    g_ptr_array_add (networks, frond_host_network_new ("bridge", "0123456789abcdef", "br0"));
  g_task_return_pointer (task, networks, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
_frond_test_host_list_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
add_device (FrondTestHost *self, GPtrArray *devices, const char *vendor, const char *product,
            const char *kind, const char *sensitive, const char *unavailable, gboolean pci)
{
  FrondHostDevice *device = frond_host_device_new ();

  device->token = g_strdup (product);
  device->pci = pci;
  device->vendor = g_strdup (vendor);
  device->product = g_strdup (product);
  device->id = g_strdup ("1d6b:0104");
  device->kind = g_strdup (kind);
  device->sensitive = g_strdup (sensitive);
  device->unavailable = g_strdup (unavailable);
  device->machine = g_strdup (g_strcmp0 (self->assigned, product) == 0 ? self->assigned_to : "");
  device->group = pci ? 14 : 0;
  g_ptr_array_add (devices, device);
}

void
_frond_test_host_list_devices_async (FrondMachineHost *host, gboolean pci, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) frond_host_device_free);

  if (pci)
    {
      add_device (self, devices, "Intel Corporation", "Ethernet Controller I226-V", "network", "",
                  "default-route", TRUE);
      add_device (self, devices, "NVIDIA Corporation", "GA106 [GeForce RTX 3060]", "display", "", "", TRUE);
    }
  else
    {
      add_device (self, devices, "Logitech", "HD Webcam", "video", "", "", FALSE);
      add_device (self, devices, "Yubico", "Security Key", "security-key", "security-key", "", FALSE);
      add_device (self, devices, "Kingston", "DataTraveler", "storage", "", "in-use", FALSE);
    }
  g_task_return_pointer (task, devices, (GDestroyNotify) g_ptr_array_unref);
}

void
_frond_test_host_assign_async (FrondMachineHost *host, const char *uuid, const char *token, gboolean pci,
                               gboolean attach, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  g_set_str (&self->assigned, attach ? token : NULL);
  g_set_str (&self->assigned_to, uuid);
  g_task_return_boolean (task, TRUE);
}

gboolean
_frond_test_host_done_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
_frond_test_host_change_passphrase_async (FrondMachineHost *host, const char *uuid, int passphrase, int next,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  char text[FROND_SECRET_MAX + 1];
  GError *error = NULL;

  if (!frond_secret_read (passphrase, text, sizeof text) || g_strcmp0 (text, self->passphrase) != 0)
    {
      frond_set_error (&error, FROND_ERROR_PASSPHRASE_WRONG, NULL, "the test says so");
      g_task_return_error (task, error);
      return;
    }
  g_assert_true (frond_secret_read (next, text, sizeof text));
  g_set_str (&self->passphrase, text);
  g_task_return_boolean (task, TRUE);
}

void
frond_test_host_set_passphrase (FrondTestHost *self, const char *passphrase)
{
  g_set_str (&self->passphrase, passphrase);
}

const char *
frond_test_host_get_passphrase (FrondTestHost *self)
{
  return self->passphrase;
}

const char *
frond_test_host_get_assigned (FrondTestHost *self)
{
  return self->assigned;
}

void
frond_test_host_remove_bridges (FrondTestHost *self)
{
  self->no_bridges = TRUE;
}

void
_frond_test_host_check_answer_async (FrondMachineHost *host, const char *uuid, guint patience_ms,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  self->n_questions++;
  if (_frond_test_host_find_or_fail (self, uuid, task) != NULL)
    g_task_return_boolean (task, !self->hanging);
}

void
frond_test_host_set_hanging (FrondTestHost *self, gboolean hanging)
{
  self->hanging = hanging;
}

guint
frond_test_host_get_n_questions (FrondTestHost *self)
{
  return self->n_questions;
}

void
_frond_test_host_diagnose_async (FrondMachineHost *host, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  FrondTestHost *self = FROND_TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  GPtrArray *checks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; self->checks != NULL && i < self->checks->len; i++)
    g_ptr_array_add (checks, g_object_ref (g_ptr_array_index (self->checks, i)));
  g_task_return_pointer (task, checks, (GDestroyNotify) g_ptr_array_unref);
}

void
frond_test_host_add_check (FrondTestHost *self, FrondCheck *check)
{
  if (self->checks == NULL)
    self->checks = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->checks, check);
}

void
frond_test_host_clear_checks (FrondTestHost *self)
{
  g_clear_pointer (&self->checks, g_ptr_array_unref);
}
