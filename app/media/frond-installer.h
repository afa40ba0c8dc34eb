/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-os-facts.h"

G_BEGIN_DECLS

/* The installers that Frond can answer for, by the language of their answers. */
typedef enum
{
  FROND_INSTALLER_NONE,
  FROND_INSTALLER_DEBIAN,  /* preseed */
  FROND_INSTALLER_UBUNTU,  /* autoinstall */
  FROND_INSTALLER_FEDORA,  /* kickstart; also Red Hat, CentOS and their like */
  FROND_INSTALLER_SUSE,    /* AutoYaST */
  FROND_INSTALLER_WINDOWS, /* autounattend */
} FrondInstaller;

/* The installer on a disc of that system. LABEL is the volume's. */
FrondInstaller frond_installer_of (const FrondOsFacts *facts, const char *label);

/* The helper's word for it (VMM_IPC_INSTALLER_*), or NULL for none. */
const char *frond_installer_to_token (FrondInstaller installer);

/* Where kernel and initrd are when the database does not say; NULL: it starts from the disc by itself. */
const char *frond_installer_get_kernel (FrondInstaller installer);
const char *frond_installer_get_initrd (FrondInstaller installer);

/* "debian", "ubuntu", "fedora", "rhel", "suse": whose packages a system of that libosinfo id has; NULL: unknown. */
const char *frond_installer_packages_of (const char *os_id);

G_END_DECLS
