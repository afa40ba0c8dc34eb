/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FROND_PIECE_HELPER,
  FROND_PIECE_LIBVIRT,
  FROND_PIECE_QEMU,
  FROND_PIECE_SPICE, /* QEMU's part for screens */
  FROND_PIECE_GL,    /* QEMU's part for 3D graphics */
  FROND_PIECE_UEFI,
  FROND_PIECE_TPM,
  FROND_PIECE_PASST,
  FROND_PIECE_VIRTIOFSD,
  FROND_PIECE_SERVICE, /* the helper of all users, which no Flatpak brings */
} FrondPiece;

/* The distribution underneath, as far as it matters for "how do I install this?". */
typedef struct _FrondPlatform FrondPlatform;

/* Of this computer: its os-release (a Flatpak is shown the host's), and whether this process lives in a Flatpak. */
FrondPlatform *frond_platform_new (void);

/* From given values of os-release (ID and ID_LIKE; NULL: not there). For tests. */
FrondPlatform *frond_platform_new_for (const char *id, const char *id_like, gboolean flatpak);

/* The same from the text of an os-release file. */
FrondPlatform *frond_platform_new_for_release (const char *text, gboolean flatpak);

void frond_platform_free (FrondPlatform *self);
gboolean frond_platform_is_flatpak (FrondPlatform *self);

/* The line that installs PIECE on this computer, or NULL: the distribution is not known, or PIECE is the Flatpak's own
 * matter. Caller frees. */
char *frond_platform_dup_install_command (FrondPlatform *self, FrondPiece piece);

/* What PIECE is called upstream, for distributions that are not known. */
const char *frond_platform_piece_name (FrondPiece piece);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondPlatform, frond_platform_free)

G_END_DECLS
