/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-qemu-connection.h"

G_BEGIN_DECLS

/* "Press any key to boot from CD or DVD…" is what Windows' medium says when a computer starts from it, for five seconds,
 * and then the computer has nothing to start from. Presses the space bar of the guest for the first half minute of its
 * life; it is no key of the firmware's, and setup takes no notice of it. */
void vmm_qemu_press_any_key (VmmQemuConnection *connection, const char *uuid);

G_END_DECLS
