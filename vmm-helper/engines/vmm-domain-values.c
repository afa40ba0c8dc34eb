/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-domain-values.h"

#include "vmm-engine.h"
#include "vmm-installer.h"

#include <string.h>

#define DIGITS "0123456789"
#define HEX    DIGITS "abcdef"

typedef gboolean (*Fits) (const char *text, const VmmDomainPolicy *policy);

static gboolean
consists_of (const char *text, const char *characters, gsize max)
{
  const gsize length = strlen (text);

  return length > 0 && length <= max && strspn (text, characters) == length;
}

static gboolean
is_number (const char *text, const VmmDomainPolicy *policy)
{
  return consists_of (text, DIGITS, 12);
}

/* Of a device; libvirt reads hexadecimal ones as well. */
static gboolean
is_address (const char *text, const VmmDomainPolicy *policy)
{
  return is_number (text, policy) || (g_str_has_prefix (text, "0x") && consists_of (text + 2, HEX, 8));
}

static gboolean
is_any_uuid (const char *text, const VmmDomainPolicy *policy)
{
  return vmm_ipc_uuid_is_valid (text);
}

static gboolean
is_uuid (const char *text, const VmmDomainPolicy *policy)
{
  return strcmp (text, policy->uuid) == 0;
}

static gboolean
is_name (const char *text, const VmmDomainPolicy *policy)
{
  return g_str_has_prefix (text, "frond-") && is_uuid (text + strlen ("frond-"), policy);
}

static gboolean
is_url (const char *text, const VmmDomainPolicy *policy)
{
  return (g_str_has_prefix (text, "http://") || g_str_has_prefix (text, "https://")) &&
         strlen (text) <= VMM_IPC_MAX_OS_ID;
}

static gboolean
is_mac (const char *text, const VmmDomainPolicy *policy)
{
  return strlen (text) == 17 && consists_of (text, HEX ":", 17);
}

/* The name of a file in the machine's own folder, without the folder; NULL: it is elsewhere. */
static const char *
get_file (const char *text, const VmmDomainPolicy *policy)
{
  const gsize length = strlen (policy->folder);

  return strncmp (text, policy->folder, length) == 0 && text[length] == '/' ? text + length + 1 : NULL;
}

static gboolean
is_file (const char *text, const VmmDomainPolicy *policy, const char *name)
{
  return g_strcmp0 (get_file (text, policy), name) == 0;
}

gboolean
vmm_domain_value_is_medium (const char *file)
{
  return strcmp (file, "/frond/medium") == 0;
}

/* "disk0.raw", "disk0.qcow2", the image beneath it "disk0.base", "seed.img". */
static gboolean
is_disk (const char *text, const VmmDomainPolicy *policy)
{
  const char *name = get_file (text, policy);

  if (vmm_domain_value_is_medium (text))
    return TRUE;
  if (name == NULL)
    return FALSE;
  if (g_str_has_prefix (name, "disk") && g_ascii_isdigit (name[4]) && name[5] == '.')
    return strcmp (name + 6, "raw") == 0 || strcmp (name + 6, "qcow2") == 0 || strcmp (name + 6, "base") == 0;
  return strcmp (name, "seed.img") == 0;
}

static gboolean
is_group (const char *text, const VmmDomainPolicy *policy)
{
  return g_str_has_prefix (text, "medium-") && vmm_ipc_uuid_is_valid (text + strlen ("medium-"));
}

static gboolean
is_nvram (const char *text, const VmmDomainPolicy *policy)
{
  return is_file (text, policy, "nvram.fd") || is_file (text, policy, "nvram-secure.fd");
}

static gboolean
is_kernel (const char *text, const VmmDomainPolicy *policy)
{
  return is_file (text, policy, VMM_INSTALL_KERNEL);
}

static gboolean
is_initrd (const char *text, const VmmDomainPolicy *policy)
{
  return is_file (text, policy, VMM_INSTALL_INITRD);
}

static gboolean
is_tpm (const char *text, const VmmDomainPolicy *policy)
{
  return is_file (text, policy, VMM_ENGINE_TPM) ||
         is_file (text, policy, VMM_ENGINE_TPM "/" VMM_ENGINE_TPM_STATE);
}

/* Of the helper's own making only. */
static gboolean
is_command_line (const char *text, const VmmDomainPolicy *policy)
{
  static const char *const installers[] = { VMM_IPC_INSTALLER_DEBIAN, VMM_IPC_INSTALLER_UBUNTU,
                                            VMM_IPC_INSTALLER_FEDORA, VMM_IPC_INSTALLER_SUSE };
  const char *rest = g_str_has_prefix (text, "no_timer_check ") ? text + strlen ("no_timer_check ") : text;

  for (gsize i = 0; i < G_N_ELEMENTS (installers); i++)
    if (strcmp (rest, vmm_installer_get_command_line (installers[i])) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_target (const char *text, const VmmDomainPolicy *policy)
{
  return strlen (text) == 3 && strchr ("vsh", text[0]) != NULL && text[1] == 'd' && g_ascii_islower (text[2]);
}

static gboolean
is_node (const char *text, const VmmDomainPolicy *policy)
{
  return g_strcmp0 (text, policy->render_node) == 0;
}

static gboolean
is_network (const char *text, const VmmDomainPolicy *policy)
{
  return policy->networks != NULL && g_strv_contains (policy->networks, text);
}

static gboolean
is_bridge (const char *text, const VmmDomainPolicy *policy)
{
  return policy->bridges != NULL && g_strv_contains (policy->bridges, text);
}

static gboolean
is_partition (const char *text, const VmmDomainPolicy *policy)
{
  g_autofree char *own = g_strdup_printf ("/machine/frond-%lu", (gulong) policy->owner);

  return policy->system && strcmp (text, own) == 0;
}

static const struct
{
  const char *name;
  Fits fits;
} kinds[] = {
  { "#number", is_number },
  { "#address", is_address },
  { "#anyuuid", is_any_uuid },
  { "#uuid", is_uuid },
  { "#name", is_name },
  { "#url", is_url },
  { "#mac", is_mac },
  { "#disk", is_disk },
  { "#group", is_group },
  { "#nvram", is_nvram },
  { "#kernel", is_kernel },
  { "#initrd", is_initrd },
  { "#tpm", is_tpm },
  { "#target", is_target },
  { "#cmdline", is_command_line },
  { "#node", is_node },
  { "#network", is_network },
  { "#bridge", is_bridge },
  { "#partition", is_partition },
};

static gboolean
is_one_of (const char *text, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, "|", -1);

  return g_strv_contains ((const char *const *) list, text);
}

gboolean
vmm_domain_value_is_good (const char *pattern, const char *text, const VmmDomainPolicy *policy)
{
  if (pattern[0] != '#')
    return is_one_of (text, pattern);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, pattern) == 0)
      return kinds[i].fits (text, policy);

  return FALSE;
}
