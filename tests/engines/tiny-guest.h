/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A guest of 512 bytes for the PC's firmware: says HELLO on its first serial port 18 times a second, and switches
 * itself off when it reads a "q" there. */

/* As a bootable disc, made with xorriso in FOLDER. Returns a descriptor for reading. */
int tiny_guest_open_disc (const char *folder);

/* As the machine's first disk. */
void tiny_guest_write_disk (const char *path);

G_END_DECLS
