/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <poll.h>

enum
{
  KMS_INPUT_MAX = 32
};

/* Every /dev/input/event* device: each key, button, wheel step and place of the pointer goes to the log.
 *   INPUT <name>                a device was opened
 *   KEY <code> <1|0>            Linux key code, down or up; repeats are left out
 *   WHEEL <steps>
 *   PTR <x> <y>                 in pixels of the mode, at most five a second (g.ptr: all)
 *   DROPPED <name>              the kernel's queue ran over in this guest: it is not the host that lost keys
 * The power key shuts the guest down. */

/* Opens the devices that are new. */
void kms_input_scan (void);

/* Fills fds (room for KMS_INPUT_MAX) and returns how many. */
int kms_input_get_fds (struct pollfd *fds);

/* Reads what the last poll of those fds found. */
void kms_input_read (const struct pollfd *fds, int count);

/* How many keys the kernel holds for down now, over all devices. */
int kms_input_count_held (void);
