/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-qemu-network.h"

#include "vmm-host-networks.h"
#include "vmm-libvirt-bridges.h"

#include <libvirt/virterror.h>

#define HOST_NETWORK "default"
#define OWN_NETWORK  "frond"

typedef virNetwork Network;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Network, virNetworkFree)

/* Two guests may start at the same time. */
static GMutex lock;

static gboolean
activate (virNetworkPtr network)
{
  if (virNetworkIsActive (network) == 1)
    return TRUE;

  /* Somebody else may have been faster. */
  return virNetworkCreate (network) == 0 || virNetworkIsActive (network) == 1;
}

/* libvirt refuses an address that the host is on already, so others are tried. */
static gboolean
create_own (virConnectPtr connection)
{
  static const guint nets[] = { 124, 142, 157, 178, 199, 213, 231, 247 };

  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++)
    {
      g_autofree char *xml =
          g_strdup_printf ("<network><name>" OWN_NETWORK
                           "</name><forward mode='nat'/><bridge name='virbr-frond' stp='on' delay='0'/>"
                           "<ip address='192.168.%u.1' netmask='255.255.255.0'><dhcp>"
                           "<range start='192.168.%u.2' end='192.168.%u.254'/></dhcp></ip></network>",
                           nets[i], nets[i], nets[i]);
      g_autoptr (Network) network = virNetworkCreateXML (connection, xml);

      if (network != NULL)
        return TRUE;
    }
  return FALSE;
}

/* libvirt's name of the network, or NULL: the host can have none, and libvirt's last error tells why. */
static const char *
find_nat (virConnectPtr connection)
{
  static const char *const names[] = { HOST_NETWORK, OWN_NETWORK };
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Network) network = virNetworkLookupByName (connection, names[i]);

      if (network != NULL && activate (network))
        return names[i];
    }
  return create_own (connection) ? OWN_NETWORK : NULL;
}

static char *
dup_bridge (const VmmEngineStart *start, const VmmNic *nic, virConnectPtr connection)
{
  g_auto (GStrv) known = vmm_libvirt_bridges_list (connection);

  return vmm_host_networks_dup_bridge (nic->network, start->bridges, (const char *const *) known);
}

static gboolean
refuse (GError **error, guint index, const char *field, const char *reason)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_UNSUPPORTED, VMM_IPC_SPEC_NICS "[%u].%s: %s", index, field,
               reason);
  return FALSE;
}

gboolean
vmm_qemu_network_prepare (VmmEngineStart *start, virConnectPtr connection, GError **error)
{
  for (guint i = 0; i < start->spec->n_nics; i++)
    {
      const VmmNic *nic = &start->spec->nics[i];

      if (nic->nic_class == VMM_NIC_USER)
        continue;
      if (!start->system)
        return refuse (error, i, VMM_IPC_NIC_CLASS, "only with the system's helper");
      g_clear_pointer (&start->nic_sources[i], g_free);
      start->nic_sources[i] = nic->nic_class == VMM_NIC_NAT ? g_strdup (find_nat (connection))
                                                            : dup_bridge (start, nic, connection);
      if (start->nic_sources[i] != NULL)
        continue;
      if (nic->nic_class == VMM_NIC_BRIDGE)
        return refuse (error, i, VMM_IPC_NIC_NETWORK, "this computer does not offer it");
      g_message ("libvirt has no NAT network: %s", virGetLastErrorMessage ());
      return refuse (error, i, VMM_IPC_NIC_CLASS, VMM_IPC_LEFT_OUT_NOT_SUPPORTED);
    }
  return TRUE;
}
