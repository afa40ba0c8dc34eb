/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-libvirt-link.h"

#include "vmm-libvirt-error.h"
#include "vmm-render-node.h"
#include "vmm-security-model.h"

#include <libvirt-glib/libvirt-glib.h>
#include <libvirt/virterror.h>
#include <sys/utsname.h>
#include <unistd.h>

/* A daemon that does not answer for 24 seconds is given up. It asks us every 5 seconds by itself (keepalive_interval of
 * libvirtd.conf), which keeps our own question from being sent for as long as all is well. libvirt takes the interval
 * once in the life of a connection. */
#define KEEPALIVE_SECONDS 8
#define KEEPALIVE_COUNT   2

struct _VmmLibvirtLink
{
  gatomicrefcount ref_count;
  virConnectPtr connection;
  int lifecycle; /* of the callbacks, or -1 */
  int agent;
  VmmHostFacts *facts;
};

static void
on_error (void *data, virErrorPtr error)
{
  g_debug ("libvirt: %s", error->message != NULL ? error->message : "");
}

void
vmm_libvirt_link_initialise (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;

  gvir_init (NULL, NULL);
  gvir_event_register ();
  virSetErrorFunc (NULL, on_error);
  g_once_init_leave (&done, 1);
}

static void
on_lost (virConnectPtr connection, int reason, void *data)
{
  vmm_libvirt_owner_tell_lost (data);
}

static int
on_lifecycle (virConnectPtr connection, virDomainPtr domain, int event, int detail, void *data)
{
  vmm_libvirt_owner_tell_lifecycle (data, virDomainGetName (domain), event, detail);
  return 0;
}

static void
on_agent (virConnectPtr connection, virDomainPtr domain, int state, int reason, void *data)
{
  if (state == VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED)
    vmm_libvirt_owner_tell_lifecycle (data, virDomainGetName (domain), VMM_LIBVIRT_EVENT_AGENT, reason);
}

static gboolean
has_program (const char *name)
{
  g_autofree char *in_path = g_find_program_in_path (name);
  g_autofree char *in_sbin = g_build_filename ("/usr/sbin", name, NULL);

  return in_path != NULL || g_file_test (in_sbin, G_FILE_TEST_IS_EXECUTABLE);
}

static const char *
why_not_open (void)
{
  return has_program ("libvirtd") || has_program ("virtqemud") ? VMM_IPC_BACKEND_REFUSED
                                                               : VMM_IPC_BACKEND_NO_LIBVIRT;
}

static gboolean
listen_to (VmmLibvirtLink *self, VmmLibvirtOwner *owner)
{
  if (virConnectRegisterCloseCallback (self->connection, on_lost, owner, vmm_libvirt_owner_unref) < 0)
    return FALSE;
  vmm_libvirt_owner_ref (owner);

  self->lifecycle = virConnectDomainEventRegisterAny (self->connection, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                                      VIR_DOMAIN_EVENT_CALLBACK (on_lifecycle),
                                                      vmm_libvirt_owner_ref (owner), vmm_libvirt_owner_unref);
  if (self->lifecycle < 0)
    vmm_libvirt_owner_unref (owner);

  /* A libvirt without it would do: nothing but the end of an installation waits for it. */
  self->agent = virConnectDomainEventRegisterAny (self->connection, NULL, VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE,
                                                  VIR_DOMAIN_EVENT_CALLBACK (on_agent),
                                                  vmm_libvirt_owner_ref (owner), vmm_libvirt_owner_unref);
  if (self->agent < 0)
    vmm_libvirt_owner_unref (owner);

  return self->lifecycle >= 0;
}

static char *
dup_domain_capabilities (virConnectPtr connection, const char *machine, const char *type)
{
  struct utsname host;

  if (uname (&host) < 0)
    return NULL;

  return virConnectGetDomainCapabilities (connection, NULL, host.machine, machine, type, 0);
}

/* QEMU is started as this user: what opens here opens there. */
static char *
find_render_node (const char **reason)
{
  const char *chosen = g_getenv (VMM_RENDER_NODE_ENV);
  char *path;

  if (chosen != NULL && chosen[0] == '/')
    {
      *reason = NULL;
      return g_strdup (chosen);
    }

  path = vmm_render_node_find (VMM_DRI_FOLDER, reason);
  if (path != NULL && !vmm_render_node_has_module (vmm_qemu_module_folders))
    *reason = VMM_IPC_LEFT_OUT_NOT_INSTALLED;
  return path;
}

static gboolean
read_facts (VmmLibvirtLink *self, GError **error)
{
  g_autofree char *software = dup_domain_capabilities (self->connection, "q35", "qemu");
  g_autofree char *legacy = dup_domain_capabilities (self->connection, "pc", "qemu");
  g_autofree char *host = virConnectGetCapabilities (self->connection);
  g_autofree char *kvm = NULL;
  const VmmSecurityModel security = vmm_security_model_read (host);
  const char *gl_reason;
  g_autofree char *render_node = find_render_node (&gl_reason);
  VmmHostSources sources = { .software_xml = software,
                             .render_node = render_node,
                             .gl_reason = gl_reason,
                             .has_pc = legacy != NULL,
                             .has_passt = has_program ("passt"),
                             .is_root = geteuid () == 0,
                             .security_model = security.model,
                             .qemu_user = security.user };

  if (software == NULL)
    return FALSE;

  kvm = dup_domain_capabilities (self->connection, "q35", "kvm");
  sources.kvm_xml = kvm;
  if (virConnectGetVersion (self->connection, &sources.qemu_version) < 0)
    sources.qemu_version = 0;
  if (virConnectGetLibVersion (self->connection, &sources.libvirt_version) < 0)
    sources.libvirt_version = 0;

  self->facts = vmm_host_facts_new (&sources, error);
  return self->facts != NULL;
}

static VmmLibvirtLink *
give_up (VmmLibvirtLink *self, VmmLibvirtReport *report, const char *error, char *detail)
{
  report->error = error;
  report->detail = detail;
  vmm_libvirt_link_close (self);
  vmm_libvirt_link_unref (self);
  return NULL;
}

VmmLibvirtLink *
vmm_libvirt_link_open (const char *uri, VmmLibvirtOwner *owner, VmmLibvirtReport *report)
{
  VmmLibvirtLink *self = g_new0 (VmmLibvirtLink, 1);
  g_autoptr (GError) error = NULL;

  g_atomic_ref_count_init (&self->ref_count);
  self->lifecycle = -1;
  self->agent = -1;

  /* libvirt would send root to the system's daemon, whose machines are not root's own. */
  if (geteuid () == 0 && g_str_has_suffix (uri, "/session"))
    return give_up (self, report, VMM_IPC_BACKEND_REFUSED, g_strdup ("libvirt has no session for root"));

  self->connection = virConnectOpen (uri);
  if (self->connection == NULL)
    return give_up (self, report, why_not_open (), vmm_libvirt_error_dup_text ());
  if (virConnectSetKeepAlive (self->connection, KEEPALIVE_SECONDS, KEEPALIVE_COUNT) < 0)
    return give_up (self, report, VMM_IPC_BACKEND_REFUSED, vmm_libvirt_error_dup_text ());
  if (!listen_to (self, owner))
    return give_up (self, report, VMM_IPC_BACKEND_REFUSED, vmm_libvirt_error_dup_text ());
  if (!read_facts (self, &error))
    return give_up (self, report, error != NULL ? VMM_IPC_BACKEND_REFUSED : VMM_IPC_BACKEND_NO_QEMU,
                    error != NULL ? g_strdup (error->message) : vmm_libvirt_error_dup_text ());

  return self;
}

void
vmm_libvirt_link_close (VmmLibvirtLink *self)
{
  if (self->connection == NULL)
    return;

  if (self->lifecycle >= 0)
    virConnectDomainEventDeregisterAny (self->connection, self->lifecycle);
  if (self->agent >= 0)
    virConnectDomainEventDeregisterAny (self->connection, self->agent);
  self->lifecycle = self->agent = -1;
  virConnectUnregisterCloseCallback (self->connection, on_lost);
}

VmmLibvirtLink *
vmm_libvirt_link_ref (VmmLibvirtLink *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vmm_libvirt_link_unref (VmmLibvirtLink *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->connection != NULL)
    virConnectClose (self->connection);
  g_clear_pointer (&self->facts, vmm_host_facts_unref);
  g_free (self);
}

gboolean
vmm_libvirt_link_is_alive (VmmLibvirtLink *self)
{
  return virConnectIsAlive (self->connection) == 1;
}

VmmHostFacts *
vmm_libvirt_link_get_facts (VmmLibvirtLink *self)
{
  return self->facts;
}

virConnectPtr
vmm_libvirt_link_get_connection (VmmLibvirtLink *self)
{
  return self->connection;
}
