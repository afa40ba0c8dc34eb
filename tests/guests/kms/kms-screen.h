/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>

/* The connected monitors of the first DRM device, each in its preferred mode. */

/* Opens the device when it is there; then shows the first frame. True while the first monitor has a picture. */
bool kms_screen_open (void);

/* The descriptor to poll for finished page flips, or -1. */
int kms_screen_get_fd (void);

/* To be called when that descriptor is readable. */
void kms_screen_read (void);

/* To be called after a hotplug event: looks at all connectors. */
void kms_screen_update_mode (void);

/* Something that the picture shows has changed. text is shown from now on; NULL leaves the old one. */
void kms_screen_set_status (const char *text, bool flash);

/* Moves the cursor to a place of a monitor, the first being 0; it is held inside the monitor. */
void kms_screen_move_pointer (int head, int x, int y);
void kms_screen_get_pointer (int *x, int *y);

/* Of the first monitor. */
void kms_screen_get_size (int *width, int *height);

/* Draws and flips if it is time to. Returns the milliseconds until the next call has something to do; -1
 * for never. */
int kms_screen_draw (void);

/* Frames shown so far, on the first monitor. */
unsigned kms_screen_get_frames (void);
