/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-secrets.h"

#include "vmm-domain-xml.h"
#include "vmm-libvirt-error.h"

#include <libvirt/virterror.h>
#include <string.h>

#define MARK "me.phyllo.Frond.VmmHelper1 "

typedef virSecret Secret;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Secret, virSecretFree)

void
vmm_qemu_secrets_name (VmmEngineSecret *secret)
{
  g_autofree char *uuid = g_uuid_string_random ();

  g_strlcpy (secret->uuid, uuid, sizeof secret->uuid);
}

/* What this libvirt cannot do is said as such; its own words are in the log. */
static gboolean
fail (GError **error)
{
  if (virGetLastErrorCode () == VIR_ERR_NO_SUPPORT)
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED,
                           VMM_IPC_FEATURE_ENCRYPT ": libvirt has no driver for secrets");
      return FALSE;
    }
  vmm_libvirt_error_set (error, "secret");
  return FALSE;
}

static gboolean
define (const VmmEngineSecret *secret, virConnectPtr connection, GError **error)
{
  g_autofree char *xml =
      g_markup_printf_escaped ("<secret ephemeral='yes' private='yes'><uuid>%s</uuid><description>" MARK
                               "%s</description></secret>",
                               secret->uuid, vmm_domain_xml_get_holder ());
  g_autoptr (Secret) defined = virSecretDefineXML (connection, xml, 0);

  if (defined == NULL || virSecretSetValue (defined, secret->value, secret->length, 0) < 0)
    return fail (error);
  return TRUE;
}

gboolean
vmm_qemu_secrets_define (const VmmEngineStart *start, virConnectPtr connection, GError **error)
{
  for (guint i = 0; i < start->n_secrets; i++)
    if (!define (&start->secrets[i], connection, error))
      return FALSE;
  return TRUE;
}

void
vmm_qemu_secrets_undefine (const VmmEngineStart *start, virConnectPtr connection)
{
  for (guint i = 0; i < start->n_secrets; i++)
    {
      g_autoptr (Secret) secret = virSecretLookupByUUIDString (connection, start->secrets[i].uuid);

      if (secret != NULL && virSecretUndefine (secret) < 0)
        g_warning ("A passphrase stays in libvirt's memory: %s", virGetLastErrorMessage ());
    }
}

static void
sweep (virSecretPtr secret)
{
  g_autofree char *xml = virSecretGetXMLDesc (secret, 0);
  const char *mark = xml != NULL ? strstr (xml, "<description>" MARK) : NULL;

  /* One of this life is on its way to a guest. */
  if (mark == NULL || g_str_has_prefix (mark + strlen ("<description>" MARK), vmm_domain_xml_get_holder ()))
    return;
  if (virSecretUndefine (secret) == 0)
    g_message ("A passphrase that a start had left in libvirt's memory is gone");
}

void
vmm_qemu_secrets_sweep (virConnectPtr connection)
{
  virSecretPtr *secrets = NULL;
  int n = virConnectListAllSecrets (connection, &secrets,
                                    VIR_CONNECT_LIST_SECRETS_EPHEMERAL | VIR_CONNECT_LIST_SECRETS_PRIVATE);

  for (int i = 0; i < n; i++)
    {
      sweep (secrets[i]);
      virSecretFree (secrets[i]);
    }
  free (secrets);
}
