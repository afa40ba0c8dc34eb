/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A release of a system whose discs carry its name and version in the label. The database of a stable distribution
 * never learns of what is released after it; these families name their releases by rule. */
typedef struct
{
  char *id_prefix; /* of libosinfo, up to the version: "http://debian.org/debian/" */
  char *version;
  char *name; /* "Debian 14" */
  gboolean live;
} FrondOsRelease;

/* The release that LABEL names, or NULL. */
FrondOsRelease *frond_os_release_from_label (const char *label);

void frond_os_release_free (FrondOsRelease *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondOsRelease, frond_os_release_free)

G_END_DECLS
