/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-forget.h"

#include "vmm-domain-xml.h"
#include "vmm-libvirt-error.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>

typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)

typedef struct
{
  VmmQemuConnection *connection;
  char *uuid;
  char *tpm;
} Forget;

static void
forget_free (Forget *forget)
{
  g_clear_object (&forget->connection);
  g_free (forget->uuid);
  g_free (forget->tpm);
  g_free (forget);
}

/* A machine with a TPM and nothing else, which is never run. */
static char *
dup_xml (Forget *forget)
{
  g_autofree char *name = vmm_domain_xml_dup_name (forget->uuid);

  return g_markup_printf_escaped (
      "<domain type='qemu'><name>%s</name><uuid>%s</uuid><memory unit='MiB'>1</memory>"
      "<os><type arch='x86_64'>hvm</type></os><devices><tpm model='tpm-crb'>"
      "<backend type='emulator' version='2.0' persistent_state='yes'><source type='dir' path='%s'/></backend>"
      "</tpm></devices></domain>",
      name, forget->uuid, forget->tpm);
}

static gboolean
is_there (const char *path)
{
  struct stat st;

  /* What cannot be looked at is not taken for gone. */
  return lstat (path, &st) == 0 || errno != ENOENT;
}

/* libvirt has no call for the state alone: it deletes that of a machine that it is told to forget (since 8.9; of a
 * "dir" just that directory), and does not say when it could not. */
static void
undefine (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  Forget *forget = g_task_get_task_data (task);
  g_autofree char *xml = dup_xml (forget);
  g_autoptr (Domain) domain = virDomainDefineXMLFlags (connection, xml, 0);
  GError *error = NULL;

  if (domain == NULL || virDomainUndefineFlags (domain, VIR_DOMAIN_UNDEFINE_TPM) < 0)
    {
      vmm_libvirt_error_set (&error, "delete");
      g_task_return_error (task, error);
    }
  else if (is_there (forget->tpm))
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_FAILED,
                                     "delete: libvirt did not delete the state of the TPM");
  else
    g_task_return_boolean (task, TRUE);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_boolean (task, is_there (((Forget *) task_data)->tpm));
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Forget *forget = g_task_get_task_data (task);

  if (g_task_propagate_boolean (G_TASK (result), NULL))
    vmm_qemu_connection_call (forget->connection, g_steal_pointer (&task), undefine, VMM_QEMU_RESULT_BOOLEAN,
                              FALSE);
  else
    g_task_return_boolean (task, TRUE);
}

void
vmm_qemu_forget (VmmQemuConnection *connection, GTask *task, const char *uuid, const char *folder)
{
  Forget *forget = g_new0 (Forget, 1);
  g_autoptr (GTask) look = g_task_new (NULL, NULL, on_looked, task);

  forget->connection = g_object_ref (connection);
  forget->uuid = g_strdup (uuid);
  forget->tpm = g_build_filename (folder, VMM_ENGINE_TPM, NULL);
  g_task_set_task_data (task, forget, (GDestroyNotify) forget_free);
  g_task_set_source_tag (look, vmm_qemu_forget);
  g_task_set_task_data (look, forget, NULL);
  g_task_run_in_thread (look, look_in_thread);
}
