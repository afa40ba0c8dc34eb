/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* The desktops that a ready-made system can be given when it sets itself up: which there are for which system, and what
 * they need. Pure; the packages are a resource. */

/* The least that it is pleasant with, in bytes; the download happens in the machine. */
typedef struct
{
  guint64 memory;
  guint64 disk;
  guint64 download;
} FrondDesktopNeeds;

/* Whether a system of that libosinfo id has DESKTOP; every system can do without. NEEDS may be NULL; nothing is needed for
 * FROND_DESKTOP_NONE. */
gboolean frond_desktops_can (const char *os_id, FrondDesktop desktop, FrondDesktopNeeds *needs);

/* Gives PROFILE the memory and the disk that its desktop needs, where it has less, as far as the host (CAPABILITIES may be
 * NULL) has them to give. A desktop that its system does not have becomes none. */
void frond_desktops_fit (FrondProfile *profile, FrondHostCapabilities *capabilities);

/* The desktop's own name, which is the same in all languages; "" for none. */
const char *frond_desktops_get_name (FrondDesktop desktop);

/* The desktop of that name, as a catalogue says it; FROND_DESKTOP_NONE: another one, or none. */
FrondDesktop frond_desktops_from_name (const char *name);

/* The value of KEY of packages.ini for a family of frond_installer_packages_of() (may be NULL). (transfer full), NULL where
 * there is none. */
char *frond_desktops_dup_packages (const char *family, const char *key);

G_END_DECLS
