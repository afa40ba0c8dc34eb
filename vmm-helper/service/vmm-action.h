/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What somebody may be asked for before a call is carried out: one polkit action a bit, me.phyllo.Frond.VmmHelper1.NAME.
 * A session's helper gives its user all of them. */
typedef enum
{
  VMM_ACTION_NONE = 0,
  VMM_ACTION_USE = 1 << 0,             /* use: own machines within the limits */
  VMM_ACTION_EXCEED_LIMITS = 1 << 1,   /* exceed-limits: more than the caller's limits, within the host's */
  VMM_ACTION_NETWORK_BRIDGED = 1 << 2, /* network-bridged */
  VMM_ACTION_ATTACH_USB = 1 << 3,      /* attach-usb */
  VMM_ACTION_ATTACH_USB_SENSITIVE = 1 << 4, /* attach-usb-sensitive: keyboards, security keys, disks in use */
  VMM_ACTION_ATTACH_PCI = 1 << 5,           /* attach-pci */
  VMM_ACTION_AUTOSTART = 1 << 6,            /* autostart: start with the computer */
  VMM_ACTION_REALTIME = 1 << 7,             /* realtime: huge pages, processors of its own */
  VMM_ACTION_MANAGE_OTHERS = 1 << 8,        /* manage-others */
  VMM_ACTION_SET_LIMITS = 1 << 9,           /* set-limits */
} VmmActions;

G_END_DECLS
