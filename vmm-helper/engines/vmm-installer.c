/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-installer.h"

/* Debian: the installation guide, appendix B.2. Ubuntu: "autoinstall" in Subiquity's reference, without which it asks
 * whether it may begin. Fedora: Anaconda's boot options; it looks for its second stage on all discs by itself. SUSE: linuxrc
 * finds an autoinst.xml on a drive labelled OEMDRV without a word. */
static const struct
{
  const char *token;
  const char *command_line; /* NULL: it has no kernel of its own */
} installers[] = {
  { VMM_IPC_INSTALLER_DEBIAN, "auto=true priority=critical preseed/file=/preseed.cfg vga=788 quiet ---" },
  { VMM_IPC_INSTALLER_UBUNTU, "autoinstall ds=nocloud quiet ---" },
  { VMM_IPC_INSTALLER_FEDORA, "inst.ks=hd:LABEL=OEMDRV:/ks.cfg quiet" },
  { VMM_IPC_INSTALLER_SUSE, "quiet" },
  { VMM_IPC_INSTALLER_WINDOWS, NULL },
};

const char *
vmm_installer_from_token (const char *token)
{
  for (gsize i = 0; i < G_N_ELEMENTS (installers); i++)
    if (g_strcmp0 (installers[i].token, token) == 0)
      return installers[i].token;
  return NULL;
}

gboolean
vmm_installer_has_kernel (const char *installer)
{
  return vmm_installer_get_command_line (installer) != NULL;
}

const char *
vmm_installer_get_command_line (const char *installer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (installers); i++)
    if (g_strcmp0 (installers[i].token, installer) == 0)
      return installers[i].command_line;
  return NULL;
}
