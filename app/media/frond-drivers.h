/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-download-source.h"

G_BEGIN_DECLS

/* Looks for a disc with Windows' drivers for virtual machines (virtio-win) where distributions install it and among
 * the person's downloads: the newest by its name. A thread does. SOURCE (may be NULL) becomes where its publisher has it,
 * by drivers.ini of Frond or of the person's configuration of Frond; NULL where that names none. NULL without an error:
 * there is no such disc here. (transfer full) */
void frond_drivers_find_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GFile *frond_drivers_find_finish (GAsyncResult *result, FrondDownloadSource **source, GError **error);

G_END_DECLS
