/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <spice.h>

/* N more channels for USB devices, each with the guest's end of usbredir: it greets, and tells on standard output
 *   usb connect <vendor>:<product>
 *   usb disconnect */
void synth_usb_add (SpiceServer *server, guint n);
