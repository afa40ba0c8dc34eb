/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FROND_TYPE_POINTER_LOCK (frond_pointer_lock_get_type ())
G_DECLARE_DERIVABLE_TYPE (FrondPointerLock, frond_pointer_lock, FROND, POINTER_LOCK, GObject)

/* Keeps the pointer where it is and tells how the mouse moves, which GTK cannot. Abstract; one implementation a
 * windowing system.
 *
 * signals
 *  motion (dx, dy)  doubles, as the mouse says, without the host's acceleration; fractions count
 *  broken           somebody else ended the lock (the compositor, another program) */
struct _FrondPointerLockClass
{
  GObjectClass parent_class;

  gboolean (*engage) (FrondPointerLock *self, GtkWidget *widget, GError **error);
  void (*release) (FrondPointerLock *self);
};

/* NULL when the windowing system has no way to do it. */
FrondPointerLock *frond_pointer_lock_new (GdkDisplay *display);

/* Locks the pointer to WIDGET, which is realized and hides the cursor itself. */
gboolean frond_pointer_lock_engage (FrondPointerLock *self, GtkWidget *widget, GError **error);
void frond_pointer_lock_release (FrondPointerLock *self);
gboolean frond_pointer_lock_is_engaged (FrondPointerLock *self);

/* For implementations. */
void frond_pointer_lock_take_motion (FrondPointerLock *self, double dx, double dy);
void frond_pointer_lock_take_broken (FrondPointerLock *self);

G_END_DECLS
