/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-start.h"

#include "vmm-domain-validator.h"
#include "vmm-domain-xml.h"
#include "vmm-libvirt-error.h"
#include "vmm-qemu-access.h"
#include "vmm-qemu-calls.h"
#include "vmm-qemu-network.h"
#include "vmm-qemu-save.h"
#include "vmm-qemu-secrets.h"
#include "vmm-qemu-tpm.h"
#include "vmm-qemu-variables.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>

typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Domain, virDomainFree)

/* What is secret has to be wiped, so it is copied into blocks of its own. */
static VmmEngineSecret *
copy_secrets (const VmmEngineStart *start)
{
  VmmEngineSecret *secrets = g_new0 (VmmEngineSecret, start->n_secrets);

  for (guint i = 0; i < start->n_secrets; i++)
    {
      secrets[i] = start->secrets[i];
      secrets[i].value = g_memdup2 (start->secrets[i].value, start->secrets[i].length);
      vmm_qemu_secrets_name (&secrets[i]);
    }
  return secrets;
}

static void
free_secrets (VmmQemuStart *self)
{
  VmmEngineSecret *secrets = (VmmEngineSecret *) self->start.secrets;

  for (guint i = 0; i < self->start.n_secrets; i++)
    {
      explicit_bzero ((guint8 *) secrets[i].value, secrets[i].length);
      g_free ((guint8 *) secrets[i].value);
    }
  g_free (secrets);
}

VmmQemuStart *
vmm_qemu_start_new (const VmmEngineStart *start)
{
  VmmQemuStart *self = g_new0 (VmmQemuStart, 1);

  self->start = *start;
  self->start.uuid = g_strdup (start->uuid);
  self->start.folder = g_strdup (start->folder);
  self->start.spec = vmm_spec_ref (start->spec);
  self->start.seed = g_strdup (start->seed);
  self->start.bridges = NULL;
  memset (self->start.nic_sources, 0, sizeof self->start.nic_sources);
  self->start.secrets = copy_secrets (start);
  self->start.devices = g_memdup2 (start->devices, sizeof *start->devices * start->n_devices);
  self->start.media_fd = start->media_fd >= 0 ? fcntl (start->media_fd, F_DUPFD_CLOEXEC, 3) : -1;
  self->kvm_reason = g_strdup (VMM_IPC_ACCEL_REASON_PENDING);
  return self;
}

void
vmm_qemu_start_set_verdict (VmmQemuStart *self, const VmmKvmVerdict *verdict)
{
  self->kvm_usable = verdict->usable;
  g_set_str (&self->kvm_reason, verdict->reason);
}

void
vmm_qemu_start_free (gpointer data)
{
  VmmQemuStart *self = data;

  g_clear_fd (&self->start.media_fd, NULL);
  g_free ((char *) self->start.uuid);
  g_free ((char *) self->start.folder);
  g_free ((char *) self->start.seed);
  free_secrets (self);
  g_free ((VmmEngineHostDevice *) self->start.devices);
  g_strfreev ((char **) self->start.bridges);
  for (guint i = 0; i < VMM_IPC_MAX_NICS; i++)
    g_free (self->start.nic_sources[i]);
  vmm_spec_unref (self->start.spec);
  g_free (self->kvm_reason);
  g_free (self);
}

/* "auto" takes KVM where it was proved; a spec that insists on it is not run at a hundredth of the speed instead. */
static gboolean
choose_accel (VmmQemuStart *self, VmmHostFacts *facts, gboolean *kvm, const char **reason, GError **error)
{
  gboolean usable = self->kvm_usable && vmm_host_facts_has_kvm (facts);

  *reason = self->kvm_usable && !usable ? VMM_IPC_ACCEL_REASON_UNSUPPORTED : self->kvm_reason;
  *kvm = usable;

  switch (self->start.spec->accel)
    {
    case VMM_ACCEL_SOFTWARE:
      *kvm = FALSE;
      *reason = VMM_IPC_ACCEL_REASON_FORCED;
      return TRUE;
    case VMM_ACCEL_KVM:
      if (!usable)
        g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED, VMM_IPC_SPEC_ACCEL ": %s", *reason);
      return usable;
    case VMM_ACCEL_AUTO:
    default:
      return TRUE;
    }
}

/* In some confinements (Flatpak, for one) passt is there and cannot make its own. */
static gboolean
passt_failed (const VmmDomainXml *xml)
{
  return strcmp (xml->network, "passt") == 0 && strstr (virGetLastErrorMessage (), "passt") != NULL;
}

/* Whether a GPU's driver works with QEMU is only known when it was tried: it ends with a word of EGL or of a device. */
static gboolean
gl_failed (const VmmDomainXml *xml)
{
  static const char *const words[] = { "egl", "opengl",      "virgl",      "-gl",
                                       "3d",  "render node", "rendernode", "/dev/dri" };
  g_autofree char *message = NULL;

  if (!xml->gl)
    return FALSE;

  message = g_ascii_strdown (virGetLastErrorMessage (), -1);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (message, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* What an earlier life of the helper asked for may have come up after that had died. */
static void
end_leftover (virConnectPtr connection, const char *name)
{
  g_autoptr (Domain) domain = virDomainLookupByName (connection, name);

  if (domain != NULL)
    vmm_qemu_end_held (domain);
}

static virDomainPtr
create_once (VmmQemuStart *self, virConnectPtr connection, const char *name, const VmmDomainXml *xml)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (vmm_qemu_get_guest_lock (name));
  const gboolean hold = self->start.paused || self->start.media_fd >= 0;

  return virDomainCreateXML (connection, xml->xml, hold ? VIR_DOMAIN_START_PAUSED : VIR_DOMAIN_NONE);
}

static virDomainPtr
create (VmmQemuStart *self, virConnectPtr connection, const VmmDomainXml *xml)
{
  g_autofree char *name = vmm_domain_xml_dup_name (self->start.uuid);
  virDomainPtr domain;

  g_debug ("Starting %s: %s", self->start.uuid, xml->xml);
  domain = create_once (self, connection, name, xml);
  if (domain != NULL || virGetLastErrorCode () != VIR_ERR_OPERATION_INVALID)
    return domain;

  /* It is there already. Where it may stay, asking again tells why. */
  end_leftover (connection, name);
  return create_once (self, connection, name, xml);
}

/* The same host without what QEMU has just failed at; NULL when that was something else. */
static VmmHostFacts *
know_better (const VmmDomainXml *xml, VmmHostFacts *facts)
{
  const char *message = virGetLastErrorMessage ();

  if (passt_failed (xml))
    {
      g_message ("passt does not work here: %s", message);
      return vmm_host_facts_new_without_passt (facts);
    }
  if (gl_failed (xml))
    {
      g_message ("3D graphics do not work here: %s", message);
      return vmm_host_facts_new_without_gl (facts);
    }
  return NULL;
}

static gboolean
check_xml (VmmQemuStart *self, VmmHostFacts *facts, const char *xml, GError **error)
{
  const VmmSpec *spec = self->start.spec;
  const char *networks[VMM_IPC_MAX_NICS + 1] = { NULL }, *bridges[VMM_IPC_MAX_NICS + 1] = { NULL };
  guint n_networks = 0, n_bridges = 0;
  const VmmDomainPolicy policy = {
    .networks = networks,
    .bridges = bridges,
    .uuid = self->start.uuid,
    .folder = self->start.folder,
    .system = self->start.system,
    .owner = self->start.owner,
    .render_node = vmm_host_facts_get_render_node (facts),
    .devices = self->start.devices,
    .n_devices = self->start.n_devices,
  };

  for (guint i = 0; i < spec->n_nics; i++)
    if (spec->nics[i].nic_class == VMM_NIC_NAT)
      networks[n_networks++] = self->start.nic_sources[i];
    else if (spec->nics[i].nic_class == VMM_NIC_BRIDGE)
      bridges[n_bridges++] = self->start.nic_sources[i];

  return vmm_domain_validator_check (xml, &policy, error);
}

/* Makes the domain, and the XML that it was made of. */
static virDomainPtr
create_best (VmmQemuStart *self, virConnectPtr connection, VmmHostFacts *host, gboolean kvm,
             VmmDomainXml **made_of, GError **error)
{
  g_autoptr (VmmHostFacts) facts = vmm_host_facts_ref (host);
  g_autoptr (VmmDomainXml) xml = NULL;
  virDomainPtr domain = NULL;

  while (facts != NULL && domain == NULL)
    {
      g_autoptr (VmmHostFacts) less = NULL;

      g_clear_pointer (&xml, vmm_domain_xml_free);
      xml = vmm_domain_xml_new (&self->start, facts, kvm, error);
      if (xml == NULL || !check_xml (self, facts, xml->xml, error))
        return NULL;
      vmm_qemu_variables_prepare (&self->start, connection, facts, xml);
      domain = create (self, connection, xml);
      if (domain == NULL)
        less = know_better (xml, facts);
      vmm_host_facts_unref (facts);
      facts = g_steal_pointer (&less);
    }
  if (domain == NULL)
    vmm_libvirt_error_set (error, "start");

  *made_of = g_steal_pointer (&xml);
  return domain;
}

/* A medium can only be handed to a domain that exists, so the guest is held until its drive is filled. */
static gboolean
let_go (VmmQemuStart *self, virDomainPtr domain, GCancellable *cancellable, GError **error)
{
  if (self->start.media_fd >= 0 && !vmm_qemu_set_medium (domain, self->start.media_fd, error))
    return FALSE;

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_CANCELLED, "Cancelled");
      return FALSE;
    }

  if (self->start.media_fd >= 0 && !self->start.paused && virDomainResume (domain) < 0)
    {
      vmm_libvirt_error_set (error, "start");
      return FALSE;
    }

  if (self->start.media_fd >= 0)
    vmm_qemu_unmark_held (domain);
  return TRUE;
}

static GVariant *
tell (const VmmDomainXml *xml, gboolean kvm, const char *reason)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, VMM_IPC_CAP_ACCEL, "s", kvm ? VMM_IPC_ACCEL_KVM : VMM_IPC_ACCEL_SOFTWARE);
  g_variant_dict_insert (&dict, VMM_IPC_CAP_ACCEL_REASON, "s", reason);
  g_variant_dict_insert (&dict, VMM_IPC_CAP_FIRMWARE, "s", xml->firmware);
  g_variant_dict_insert (&dict, VMM_IPC_CAP_NETWORK, "s", xml->network);
  g_variant_dict_insert (&dict, VMM_IPC_CAP_MODEL, "s", xml->model);
  g_variant_dict_insert (&dict, VMM_IPC_CAP_GL, "b", xml->gl);
  g_variant_dict_insert_value (&dict, VMM_IPC_CAP_LEFT_OUT, xml->left_out);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* Held until nobody can start it from the same state again. What fails before ends it, and the state stays; after, it is
 * paused at worst. */
static gboolean
go_on (VmmQemuStart *self, virDomainPtr domain, GCancellable *cancellable, GError **error)
{
  if (self->start.media_fd >= 0 && !vmm_qemu_set_medium (domain, self->start.media_fd, error))
    return FALSE;
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_CANCELLED, "Cancelled");
      return FALSE;
    }
  if (!vmm_qemu_spend_state (&self->start, error))
    return FALSE;

  if (!self->start.paused && virDomainResume (domain) < 0)
    g_warning ("A guest that was restored stays paused: %s", virGetLastErrorMessage ());
  return TRUE;
}

static void
restore (VmmQemuStart *self, GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  g_autoptr (Domain) domain = NULL;
  GError *error = NULL;

  if (vmm_qemu_network_prepare (&self->start, connection, &error) &&
      vmm_qemu_access_grant (&self->start, facts, &error))
    domain = vmm_qemu_restore (&self->start, connection, &error);
  if (domain != NULL && go_on (self, domain, g_task_get_cancellable (task), &error))
    {
      g_task_return_pointer (task, g_variant_ref_sink (g_variant_new_parsed ("@a{sv} {}")),
                             (GDestroyNotify) g_variant_unref);
      return;
    }

  self->ended = domain != NULL && virDomainDestroyFlags (domain, VIR_DOMAIN_DESTROY_DEFAULT) == 0;
  if (!g_error_matches (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY))
    vmm_qemu_access_revoke (&self->start);
  g_task_return_error (task, error);
}

void
vmm_qemu_start_run (GTask *task, virConnectPtr connection, VmmHostFacts *facts)
{
  VmmQemuStart *self = g_task_get_task_data (task);
  g_autoptr (VmmDomainXml) xml = NULL;
  g_autoptr (Domain) domain = NULL;
  GError *error = NULL;
  const char *reason;
  gboolean kvm;

  if (self->start.restore)
    {
      restore (self, task, connection, facts);
      return;
    }
  if (choose_accel (self, facts, &kvm, &reason, &error) &&
      vmm_qemu_network_prepare (&self->start, connection, &error) &&
      vmm_qemu_access_grant (&self->start, facts, &error) && vmm_qemu_tpm_prepare (&self->start, &error) &&
      vmm_qemu_secrets_define (&self->start, connection, &error))
    domain = create_best (self, connection, facts, kvm, &xml, &error);
  /* The guest has read them, or never will. */
  vmm_qemu_secrets_undefine (&self->start, connection);
  if (domain == NULL)
    {
      if (!g_error_matches (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY))
        vmm_qemu_access_revoke (&self->start);
      g_task_return_error (task, error);
      return;
    }

  if (!let_go (self, domain, g_task_get_cancellable (task), &error))
    {
      self->ended = virDomainDestroyFlags (domain, VIR_DOMAIN_DESTROY_DEFAULT) == 0;
      if (self->ended)
        vmm_qemu_access_revoke (&self->start);
      g_task_return_error (task, error);
      return;
    }

  g_task_return_pointer (task, tell (xml, kvm, reason), (GDestroyNotify) g_variant_unref);
}
