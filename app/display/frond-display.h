/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-screen.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_DISPLAY (frond_display_get_type ())
G_DECLARE_FINAL_TYPE (FrondDisplay, frond_display, FROND, DISPLAY, GtkWidget)

/* Shows one FrondScreen and sends it the input of the person in front of it.
 *
 * properties
 *  screen              FrondScreen or NULL, settable at any time
 *  scaling             boolean, TRUE: the picture fills the widget, keeping its aspect; FALSE: one to one, centred
 *  sharp               boolean, FALSE: a scaled picture is smoothed; TRUE: its pixels keep their edges. Where guest
 *                      pixels are whole device pixels nothing is ever smoothed
 *  resize-guest        boolean, FALSE: ask the guest for the widget's size in device pixels
 *  keyboard-captured   boolean, read-only: keys (also the compositor's) go to the guest only
 *  pointer-captured    boolean, read-only: the pointer is locked to the guest (relative mouse)
 *  release-chord       string, read-only: for people, "Ctrl+Alt"
 *  gl-unshown          boolean, read-only: the guest draws with the host's GPU, and this display can neither import
 *                      nor read what it draws; the guest runs on unseen
 * signals
 *  released            the person pressed the release chord
 * The widget is focusable; it takes keys while it has the focus. Nothing stays pressed in the guest when the
 * focus goes, the window is hidden or a dialog opens. */
GtkWidget *frond_display_new (void);
void frond_display_set_screen (FrondDisplay *self, FrondScreen *screen);
FrondScreen *frond_display_get_screen (FrondDisplay *self);
void frond_display_set_scaling (FrondDisplay *self, gboolean scaling);
gboolean frond_display_get_scaling (FrondDisplay *self);
void frond_display_set_sharp (FrondDisplay *self, gboolean sharp);
gboolean frond_display_get_sharp (FrondDisplay *self);
void frond_display_set_resize_guest (FrondDisplay *self, gboolean resize_guest);
gboolean frond_display_get_resize_guest (FrondDisplay *self);

/* Captures (or gives back) the keyboard: asks the compositor to pass its shortcuts, too. */
void frond_display_set_keyboard_captured (FrondDisplay *self, gboolean captured);
gboolean frond_display_get_keyboard_captured (FrondDisplay *self);
gboolean frond_display_get_pointer_captured (FrondDisplay *self);
const char *frond_display_get_release_chord (FrondDisplay *self);
gboolean frond_display_get_gl_unshown (FrondDisplay *self);

/* Lets go of every key, button and capture. */
void frond_display_release_all (FrondDisplay *self);

/* Key combinations that stay with the host even while the keyboard is captured: see frond_host_shortcuts_new(). What
 * the window does not use is the desktop's; that gets the keys only after we do, so that it hears the combination when
 * it is pressed again before its modifiers are let go. F11 at first; NULL: none. */
void frond_display_set_host_shortcuts (FrondDisplay *self, const char *const *triggers);

/* What assistive technology says when the keyboard or the pointer is captured and when both are free again, in the
 * person's language; NULL for nothing. */
void frond_display_set_announcements (FrondDisplay *self, const char *captured, const char *released);

/* Presses the keys in order and releases them in reverse. Linux evdev key codes (linux/input-event-codes.h). */
void frond_display_send_keys (FrondDisplay *self, const guint *evdev_codes, guint n_codes);

/* The guest's picture now, at most max_width wide, or NULL when there is none yet. (transfer full) */
GdkTexture *frond_display_capture (FrondDisplay *self, int max_width);

G_END_DECLS
