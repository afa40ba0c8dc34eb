/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-host-device.h"

G_BEGIN_DECLS

/* What DEVICE is called. (transfer full) */
char *frond_device_words_name (const FrondHostDevice *device);

/* Why it cannot be given to a machine, or what happens when it is; may be "". (transfer full) */
char *frond_device_words_state (const FrondHostDevice *device);

G_END_DECLS
