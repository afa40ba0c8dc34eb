/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Inside a Flatpak, every start of the helper is a sandbox of its own, and so is its XDG_RUNTIME_DIR: the next helper would
 * find neither the libvirt of the last one nor its guests. This moves it, and the folder of libvirt's settings, to where
 * all sandboxes of the application meet; and QEMU is made to read what the document portal gives. root: "/", or a folder like it in tests. To be called before anything
 * asks GLib or libvirt for these folders, and before there are threads. Returns whether this is a Flatpak. */
gboolean vmm_flatpak_prepare (const char *root);

G_END_DECLS
