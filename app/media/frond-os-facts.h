/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* 0 where nothing is known. Bytes and count. */
typedef struct
{
  guint64 memory;
  guint vcpus;
  guint64 disk;
} FrondOsResources;

/* What is known of the system on a medium: copied out of the database, so that the main thread never waits for it. */
typedef struct
{
  char *id;   /* libosinfo's, or "" */
  char *name; /* for people, or "" */
  FrondOsFamily family;
  FrondModel model;     /* the machine model that suits it; AUTO: nothing is known */
  FrondDevices devices; /* that it has drivers for; AUTO: those of the model */
  gboolean live;
  gboolean needs_secure_boot; /* its installer refuses a machine without */
  char *kernel;               /* where the installer's kernel is on the medium, or "" */
  char *initrd;
  char *mirror; /* what the system is installed from over the network, a URL, or "" */
  FrondOsResources minimum;
  FrondOsResources recommended;
} FrondOsFacts;

FrondOsFacts *frond_os_facts_new (void);
void frond_os_facts_free (FrondOsFacts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondOsFacts, frond_os_facts_free)

G_END_DECLS
