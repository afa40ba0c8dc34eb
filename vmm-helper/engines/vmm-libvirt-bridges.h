/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* The bridges of the host that libvirt knows of: those that its networks of the mode "bridge" are, as long as they are
 * active, and all where its driver for interfaces is installed. Never NULL. Blocks. */
GStrv vmm_libvirt_bridges_list (virConnectPtr connection);

G_END_DECLS
