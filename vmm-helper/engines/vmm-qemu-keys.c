/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-keys.h"

#include "vmm-qemu-calls.h"

#define PRESSES         30
#define HOLD_MS         100
#define LINUX_KEY_SPACE 57

typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)

typedef struct
{
  GWeakRef connection;
  char *uuid;
  guint left;
} Pressing;

static void
pressing_free (Pressing *pressing)
{
  g_weak_ref_clear (&pressing->connection);
  g_free (pressing->uuid);
  g_free (pressing);
}

static void
call_press (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = vmm_qemu_find_guest (task, connection, "key");
  guint key = LINUX_KEY_SPACE;

  if (domain == NULL)
    return;
  if (virDomainSendKey (domain, VIR_KEYCODE_SET_LINUX, HOLD_MS, &key, 1, 0) == 0)
    g_task_return_boolean (task, TRUE);
  else
    vmm_qemu_return_error (task, "key");
}

static gboolean on_second (gpointer user_data);

/* A guest that is gone needs no more. */
static void
on_pressed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Pressing *pressing = user_data;

  if (g_task_propagate_boolean (G_TASK (result), NULL) && --pressing->left > 0)
    g_timeout_add_seconds (1, on_second, pressing);
  else
    pressing_free (pressing);
}

static gboolean
on_second (gpointer user_data)
{
  Pressing *pressing = user_data;
  g_autoptr (VmmQemuConnection) connection = g_weak_ref_get (&pressing->connection);
  GTask *task;

  if (connection == NULL)
    {
      pressing_free (pressing);
      return G_SOURCE_REMOVE;
    }

  task = g_task_new (connection, NULL, on_pressed, pressing);
  g_task_set_source_tag (task, on_second);
  g_task_set_task_data (task, vmm_guest_call_new (pressing->uuid), vmm_guest_call_free);
  vmm_qemu_connection_call (connection, task, call_press, VMM_QEMU_RESULT_BOOLEAN, FALSE);
  return G_SOURCE_REMOVE;
}

void
vmm_qemu_press_any_key (VmmQemuConnection *connection, const char *uuid)
{
  Pressing *pressing = g_new0 (Pressing, 1);

  g_weak_ref_init (&pressing->connection, connection);
  pressing->uuid = g_strdup (uuid);
  pressing->left = PRESSES;
  g_timeout_add_seconds (1, on_second, pressing);
}
