/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <spice.h>

#define SYNTH_HEAD_MAX 4

/* A further monitor of the synthetic guest, with a display channel of its own as QEMU's virtio-gpu has it: a picture of
 * 640×480 that nobody drew while it is dark, and whatever size a client asks for. Says "head ID WIDTH HEIGHT" when that
 * changes. ID is 1 to SYNTH_HEAD_MAX - 1. */
void synth_head_start (SpiceServer *server, int id);
