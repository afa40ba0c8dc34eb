/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

/* What the command line wishes of a new machine; NULL and 0: what suits its system. */
typedef struct
{
  char *name;
  char *memory;
  char *disk;
  char *place;
  char *desktop;
  int cpus;
  guint64 memory_bytes; /* the two of frond_cli_wishes_check() */
  guint64 disk_bytes;
} FrondCliWishes;

void frond_cli_wishes_clear (FrondCliWishes *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrondCliWishes, frond_cli_wishes_clear)

/* Whether they can be meant; tells what cannot. */
gboolean frond_cli_wishes_check (FrondCliWishes *self);

/* Whether a ready-made system of that libosinfo id (NULL: what is made is none) can have the desktop that is wished; tells
 * when not. */
gboolean frond_cli_wishes_fit (const FrondCliWishes *self, const char *os_id);

void frond_cli_wishes_apply (const FrondCliWishes *self, FrondProfile *profile);

/* "512M", "4G", "1.5 GiB", "20g"; powers of 1024, MiB where no unit is. FALSE: none of these, or more than can be. */
gboolean frond_cli_parse_size (const char *text, guint64 *bytes);

G_END_DECLS
