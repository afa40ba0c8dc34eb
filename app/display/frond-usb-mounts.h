/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-usb-device.h"

G_BEGIN_DECLS

/* Whether a file system on DEVICE is mounted here: what is not written yet would be lost. Looks at the kernel's own
 * tables, not at the device. */
gboolean frond_usb_mounts_has (FrondUsbDevice *device);

/* The same for the device with that place on the bus, with the kernel's tables below ROOT ("/", or a test's folder):
 * ROOT/sys/dev/block, and MOUNTS as /proc/self/mountinfo has it. */
gboolean frond_usb_mounts_has_in (const char *root, const char *mounts, int bus, int address);

G_END_DECLS
