/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-pointer-lock.h"

#ifdef FROND_HAVE_X11
#include "frond-pointer-lock-x11.h"
#include <gdk/x11/gdkx.h>
#endif
#ifdef FROND_HAVE_WAYLAND
#include "frond-pointer-lock-wayland.h"
#include <gdk/wayland/gdkwayland.h>
#endif

typedef struct
{
  gboolean engaged;
} FrondPointerLockPrivate;

enum
{
  SIGNAL_MOTION,
  SIGNAL_BROKEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FrondPointerLock, frond_pointer_lock, G_TYPE_OBJECT)

static void
frond_pointer_lock_class_init (FrondPointerLockClass *klass)
{
  signals[SIGNAL_MOTION] = g_signal_new ("motion", FROND_TYPE_POINTER_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_BROKEN] = g_signal_new ("broken", FROND_TYPE_POINTER_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
}

static void
frond_pointer_lock_init (FrondPointerLock *self)
{
}

FrondPointerLock *
frond_pointer_lock_new (GdkDisplay *display)
{
  g_return_val_if_fail (GDK_IS_DISPLAY (display), NULL);

#ifdef FROND_HAVE_WAYLAND
  if (GDK_IS_WAYLAND_DISPLAY (display))
    return frond_pointer_lock_wayland_new (display);
#endif
#ifdef FROND_HAVE_X11
  if (GDK_IS_X11_DISPLAY (display))
    return frond_pointer_lock_x11_new (display);
#endif
  return NULL;
}

static FrondPointerLockPrivate *
get_priv (FrondPointerLock *self)
{
  return frond_pointer_lock_get_instance_private (self);
}

gboolean
frond_pointer_lock_engage (FrondPointerLock *self, GtkWidget *widget, GError **error)
{
  g_return_val_if_fail (FROND_IS_POINTER_LOCK (self), FALSE);
  g_return_val_if_fail (gtk_widget_get_realized (widget), FALSE);

  if (get_priv (self)->engaged)
    return TRUE;
  if (!FROND_POINTER_LOCK_GET_CLASS (self)->engage (self, widget, error))
    return FALSE;
  get_priv (self)->engaged = TRUE;
  return TRUE;
}

void
frond_pointer_lock_release (FrondPointerLock *self)
{
  g_return_if_fail (FROND_IS_POINTER_LOCK (self));

  if (!get_priv (self)->engaged)
    return;
  get_priv (self)->engaged = FALSE;
  FROND_POINTER_LOCK_GET_CLASS (self)->release (self);
}

gboolean
frond_pointer_lock_is_engaged (FrondPointerLock *self)
{
  g_return_val_if_fail (FROND_IS_POINTER_LOCK (self), FALSE);

  return get_priv (self)->engaged;
}

void
frond_pointer_lock_take_motion (FrondPointerLock *self, double dx, double dy)
{
  if (get_priv (self)->engaged && (dx != 0 || dy != 0))
    g_signal_emit (self, signals[SIGNAL_MOTION], 0, dx, dy);
}

void
frond_pointer_lock_take_broken (FrondPointerLock *self)
{
  if (!get_priv (self)->engaged)
    return;
  frond_pointer_lock_release (self);
  g_signal_emit (self, signals[SIGNAL_BROKEN], 0);
}
