/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-types.h"

G_BEGIN_DECLS

#define FROND_TYPE_MEDIA (frond_media_get_type ())
G_DECLARE_FINAL_TYPE (FrondMedia, frond_media, FROND, MEDIA, GObject)

/* A file that a machine could boot from, and what libosinfo knows about it. Immutable once detected.
 *
 * properties: file (GFile), os-id (string or ""), os-name (string for people, "" when unknown), os-family
 *             (FrondOsFamily), live (boolean), bootable (boolean), label (string: the volume's own label or "") */
GFile *frond_media_get_file (FrondMedia *self);
const char *frond_media_get_os_id (FrondMedia *self);
const char *frond_media_get_os_name (FrondMedia *self);
FrondOsFamily frond_media_get_os_family (FrondMedia *self);
gboolean frond_media_get_live (FrondMedia *self);
gboolean frond_media_get_bootable (FrondMedia *self);
const char *frond_media_get_label (FrondMedia *self);

/* Looks at FILE in a thread. Fails with FROND_ERROR_MEDIA_* where it is no bootable image; an unknown system is no
 * failure. Never reads more than a few hundred kB, never blocks on a pipe. */
void frond_media_detect_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
FrondMedia *frond_media_detect_finish (GAsyncResult *result, GError **error);

/* The values that suit the system of this medium on this host (CAPABILITIES may be NULL): a new profile with name,
 * os, memory, processors, disk, firmware and medium set; boot-media stays FALSE: an empty disk falls
 * through to the medium, and an installed one starts. (transfer full) */
FrondProfile *frond_media_suggest_profile (FrondMedia *self, FrondHostCapabilities *capabilities);

/* What the system asks for at least; 0 where nothing is known. Bytes and count. */
void frond_media_get_minimum (FrondMedia *self, guint64 *memory, guint *vcpus, guint64 *disk);

/* Loads the database of systems ahead of the first detection, in a thread. */
void frond_media_prepare (void);

G_END_DECLS
