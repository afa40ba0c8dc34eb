/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-spec-devices.h"

#include "vmm-dict.h"

#include <string.h>

static gboolean
parse_format (VmmIpcImageFormat *format, VmmIpcImageFormat last, const char *field, GVariant *value,
              GError **error)
{
  if (value == NULL)
    return TRUE;
  if (!vmm_dict_check_type (field, value, "s", error))
    return FALSE;

  *format = vmm_ipc_image_format_from_token (g_variant_get_string (value, NULL));
  if (*format == VMM_IPC_IMAGE_NONE || *format > last)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE, "%s: is not known", field);
  return TRUE;
}

static gboolean
parse_disk_size (VmmDisk *disk, const char *field, GVariant *value, GError **error)
{
  if (value == NULL)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: missing", field);
  if (!vmm_dict_check_type (field, value, "t", error))
    return FALSE;

  /* 0 is whatever the source has: whether there is one is for those who know what the spec is for. */
  return g_variant_get_uint64 (value) == 0 ||
         vmm_dict_parse_size (field, value, VMM_IPC_MIN_DISK, VMM_IPC_MAX_DISK, &disk->size, error);
}

static gboolean
parse_flag (gboolean *flag, const char *field, GVariant *value, GError **error)
{
  if (value == NULL)
    return TRUE;
  if (!vmm_dict_check_type (field, value, "b", error))
    return FALSE;
  *flag = g_variant_get_boolean (value);
  return TRUE;
}

static gboolean
parse_disk (VmmDisk *disk, gsize index, GVariant *dict, GError **error)
{
  static const char *const names[] = {
    VMM_IPC_DISK_SIZE, VMM_IPC_DISK_SOURCE_FORMAT, VMM_IPC_DISK_SOURCE_SHARED,   VMM_IPC_DISK_FORMAT,
    VMM_IPC_DISK_BASE, VMM_IPC_DISK_ENCRYPT,       VMM_IPC_DISK_SOURCE_ENCRYPTED
  };
  g_autofree char *prefix = g_strdup_printf (VMM_IPC_SPEC_DISKS "[%" G_GSIZE_FORMAT "].", index);
  GVariant *values[G_N_ELEMENTS (names)] = { NULL };
  char *fields[G_N_ELEMENTS (names)];
  gboolean good;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    fields[i] = g_strconcat (prefix, names[i], NULL);

  *disk = (VmmDisk) { 0 };
  good = vmm_dict_take (dict, prefix, names, G_N_ELEMENTS (names), values, error) &&
         parse_disk_size (disk, fields[0], values[0], error) &&
         parse_format (&disk->source, VMM_IPC_IMAGE_VPC, fields[1], values[1], error) &&
         parse_flag (&disk->shared, fields[2], values[2], error) &&
         parse_format (&disk->format, VMM_IPC_IMAGE_QCOW2, fields[3], values[3], error) &&
         parse_format (&disk->base, VMM_IPC_IMAGE_QCOW2, fields[4], values[4], error) &&
         parse_flag (&disk->encrypted, fields[5], values[5], error) &&
         parse_flag (&disk->source_encrypted, fields[6], values[6], error);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_clear_pointer (&values[i], g_variant_unref);
      g_free (fields[i]);
    }
  return good;
}

gboolean
vmm_spec_parse_disks (VmmSpec *spec, GVariant *value, GError **error)
{
  gsize n = g_variant_n_children (value);

  if (n > VMM_IPC_MAX_DISKS)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE, VMM_IPC_SPEC_DISKS ": at most %d",
                            VMM_IPC_MAX_DISKS);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) dict = g_variant_get_child_value (value, i);

      if (!parse_disk (&spec->disks[i], i, dict, error))
        return FALSE;
    }

  spec->n_disks = (guint) n;
  return TRUE;
}

/* Lower case and of one station: no group addresses, and not the empty one. */
static gboolean
mac_is_valid (const char *mac)
{
  if (strlen (mac) != 17 || strcmp (mac, "00:00:00:00:00:00") == 0)
    return FALSE;

  for (int i = 0; i < 17; i++)
    {
      if (i % 3 == 2 ? mac[i] != ':' : !g_ascii_isxdigit (mac[i]) || g_ascii_isupper (mac[i]))
        return FALSE;
    }

  return (g_ascii_xdigit_value (mac[1]) & 1) == 0;
}

static gboolean
mac_is_used (const VmmNic *nics, gsize n, const char *mac)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (nics[i].mac, mac) == 0)
      return TRUE;

  return FALSE;
}

/* In the range that QEMU and libvirt use for guests. */
static void
make_mac (VmmNic *nics, gsize index)
{
  do
    {
      guint32 random = g_random_int ();

      g_snprintf (nics[index].mac, sizeof nics[index].mac, "52:54:00:%02x:%02x:%02x", random & 0xff,
                  (random >> 8) & 0xff, (random >> 16) & 0xff);
    }
  while (mac_is_used (nics, index, nics[index].mac));
}

static gboolean
parse_mac (VmmNic *nics, gsize index, const char *field, GVariant *value, GError **error)
{
  const char *mac;

  if (!vmm_dict_check_type (field, value, "s", error))
    return FALSE;

  mac = g_variant_get_string (value, NULL);
  if (!mac_is_valid (mac))
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT,
                            "%s: not a lower-case address of one network card", field);
  if (mac_is_used (nics, index, mac))
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: used twice", field);

  g_strlcpy (nics[index].mac, mac, sizeof nics[index].mac);
  return TRUE;
}

static const char *const classes[] = {
  [VMM_NIC_USER] = VMM_IPC_NIC_USER,
  [VMM_NIC_NAT] = VMM_IPC_NIC_NAT,
  [VMM_NIC_BRIDGE] = VMM_IPC_NIC_BRIDGE,
};

const char *
vmm_nic_class_to_token (VmmNicClass nic_class)
{
  return classes[nic_class];
}

static gboolean
token_is_valid (const char *token)
{
  const gsize length = strlen (token);

  return length > 0 && length < VMM_NETWORK_TOKEN_SIZE && strspn (token, "0123456789abcdef") == length;
}

/* There is one network of the class "nat", and none is chosen with "user". */
static gboolean
parse_network (VmmNic *nic, const char *field, GVariant *value, GError **error)
{
  const char *token;

  nic->network[0] = '\0';
  if (value == NULL)
    return nic->nic_class != VMM_NIC_BRIDGE ||
           vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: missing", field);
  if (!vmm_dict_check_type (field, value, "s", error))
    return FALSE;
  if (nic->nic_class != VMM_NIC_BRIDGE)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: only with a bridge", field);

  token = g_variant_get_string (value, NULL);
  if (!token_is_valid (token))
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: not the token of a network", field);
  g_strlcpy (nic->network, token, sizeof nic->network);
  return TRUE;
}

static gboolean
parse_nic (VmmNic *nics, gsize index, GVariant *dict, GError **error)
{
  static const char *const names[] = { VMM_IPC_NIC_CLASS, VMM_IPC_NIC_MAC, VMM_IPC_NIC_NETWORK };
  g_autofree char *prefix = g_strdup_printf (VMM_IPC_SPEC_NICS "[%" G_GSIZE_FORMAT "].", index);
  g_autofree char *class_field = g_strconcat (prefix, VMM_IPC_NIC_CLASS, NULL);
  g_autofree char *mac_field = g_strconcat (prefix, VMM_IPC_NIC_MAC, NULL);
  g_autofree char *network_field = g_strconcat (prefix, VMM_IPC_NIC_NETWORK, NULL);
  GVariant *values[G_N_ELEMENTS (names)] = { NULL };
  g_autoptr (GVariant) nic_class = NULL;
  g_autoptr (GVariant) mac = NULL;
  g_autoptr (GVariant) network = NULL;
  gboolean taken;
  guint chosen;

  taken = vmm_dict_take (dict, prefix, names, G_N_ELEMENTS (names), values, error);
  nic_class = values[0];
  mac = values[1];
  network = values[2];
  if (!taken)
    return FALSE;
  if (nic_class == NULL)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_INVALID_ARGUMENT, "%s: missing", class_field);
  if (!vmm_dict_check_type (class_field, nic_class, "s", error) ||
      !vmm_dict_parse_token (class_field, nic_class, classes, G_N_ELEMENTS (classes), &chosen, error))
    return FALSE;
  nics[index].nic_class = chosen;
  if (!parse_network (&nics[index], network_field, network, error))
    return FALSE;

  if (mac != NULL)
    return parse_mac (nics, index, mac_field, mac, error);

  /* A card keeps the address that it has: guests know their networks by it. */
  if (mac_is_used (nics, index, nics[index].mac))
    nics[index].mac[0] = '\0';
  return TRUE;
}

gboolean
vmm_spec_parse_nics (VmmSpec *spec, GVariant *value, GError **error)
{
  gsize n = g_variant_n_children (value);

  if (n > VMM_IPC_MAX_NICS)
    return vmm_dict_refuse (error, VMM_IPC_ERROR_OUT_OF_RANGE, VMM_IPC_SPEC_NICS ": at most %d",
                            VMM_IPC_MAX_NICS);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) dict = g_variant_get_child_value (value, i);

      if (!parse_nic (spec->nics, i, dict, error))
        return FALSE;
    }

  for (gsize i = 0; i < n; i++)
    if (spec->nics[i].mac[0] == '\0')
      make_mac (spec->nics, i);

  spec->n_nics = (guint) n;
  return TRUE;
}
