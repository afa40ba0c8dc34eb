/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Devices that come and go, and what is typed on the serial port.
 *   USB add <vendor>:<product>       four hexadecimal digits each
 *   USB remove <vendor>:<product>
 *   DISC <volume id>                 of what a USB CD drive holds, read from the disc itself
 *   TYPED <line>                     a line came from the serial port */

/* EVENT is a kernel uevent of LENGTH bytes: "ACTION@PATH", then NAME=VALUE, each with its own end. */
void kms_devices_take_uevent (const char *event, long length);

/* Looks for the disc that a drive which came just now may have; to be called now and then. */
void kms_devices_look (void);

/* The descriptor to poll for reading; and what to do then. */
int kms_devices_get_console_fd (void);
void kms_devices_read_console (void);
