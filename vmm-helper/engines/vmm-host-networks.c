/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-host-networks.h"

#include "vmm-ipc.h"

#define NETWORKS_FOLDER "/sys/class/net"
#define TOKEN_CHARS     16

static char *
dup_token (const char *bridge)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, bridge, -1);

  return g_strndup (sum, TOKEN_CHARS);
}

/* libvirt's own are the far ends of its NAT networks, which have rules of their own. */
static gboolean
is_free_bridge (const char *name)
{
  g_autofree char *mark = g_build_filename (NETWORKS_FOLDER, name, "bridge", NULL);

  return !g_str_has_prefix (name, "virbr") && g_file_test (mark, G_FILE_TEST_IS_DIR);
}

static GStrv
list_bridges (const char *const *allowed, const char *const *known)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (allowed != NULL)
    return g_strdupv ((char **) allowed);

  g_strv_builder_addv (builder, (const char **) known);
  /* In the unit, which is in a network of its own, there is nothing to be seen. */
  folder = g_dir_open (NETWORKS_FOLDER, 0, NULL);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (is_free_bridge (name) && !g_strv_contains (known, name))
      g_strv_builder_add (builder, name);
  return g_strv_builder_end (builder);
}

static void
add (GVariantBuilder *builder, const char *token, const char *nic_class, const char *name)
{
  GVariantDict details = G_VARIANT_DICT_INIT (NULL);

  if (name != NULL)
    g_variant_dict_insert (&details, VMM_IPC_NETWORK_NAME, "s", name);
  g_variant_builder_add (builder, "(ss@a{sv})", token, nic_class, g_variant_dict_end (&details));
}

GVariant *
vmm_host_networks_list (gboolean system, const char *const *allowed, const char *const *known)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ssa{sv})"));
  g_auto (GStrv) bridges = system ? list_bridges (allowed, known) : NULL;

  if (system)
    add (&builder, "", VMM_IPC_NIC_NAT, NULL);
  for (guint i = 0; bridges != NULL && bridges[i] != NULL; i++)
    {
      g_autofree char *token = dup_token (bridges[i]);

      add (&builder, token, VMM_IPC_NIC_BRIDGE, bridges[i]);
    }
  return g_variant_builder_end (&builder);
}

char *
vmm_host_networks_dup_bridge (const char *token, const char *const *allowed, const char *const *known)
{
  g_auto (GStrv) bridges = list_bridges (allowed, known);

  for (guint i = 0; bridges[i] != NULL; i++)
    {
      g_autofree char *own = dup_token (bridges[i]);

      if (g_str_equal (own, token))
        return g_strdup (bridges[i]);
    }
  return NULL;
}
