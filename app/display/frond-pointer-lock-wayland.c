/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-pointer-lock-wayland.h"

#include "pointer-constraints-unstable-v1-client-protocol.h"
#include "relative-pointer-unstable-v1-client-protocol.h"

#include <gdk/wayland/gdkwayland.h>

#define GLOBALS_KEY "frond-wayland-pointer-globals"

/* The compositor's managers, bound once a GdkDisplay. */
typedef struct
{
  struct zwp_pointer_constraints_v1 *constraints;
  struct zwp_relative_pointer_manager_v1 *relative;
} Globals;

struct _FrondPointerLockWayland
{
  FrondPointerLock parent_instance;

  GdkDisplay *gdk_display;
  struct zwp_locked_pointer_v1 *locked;
  struct zwp_relative_pointer_v1 *relative;
};

G_DEFINE_FINAL_TYPE (FrondPointerLockWayland, frond_pointer_lock_wayland, FROND_TYPE_POINTER_LOCK)

static void
on_global (void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version)
{
  Globals *globals = data;

  if (g_str_equal (interface, zwp_pointer_constraints_v1_interface.name) && globals->constraints == NULL)
    globals->constraints = wl_registry_bind (registry, name, &zwp_pointer_constraints_v1_interface, 1);
  else if (g_str_equal (interface, zwp_relative_pointer_manager_v1_interface.name) &&
           globals->relative == NULL)
    globals->relative = wl_registry_bind (registry, name, &zwp_relative_pointer_manager_v1_interface, 1);
}

static void
on_global_remove (void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
  .global = on_global,
  .global_remove = on_global_remove,
};

/* The display closes its connection by itself; only the memory is ours. */
static Globals *
bind_globals (GdkDisplay *display)
{
  struct wl_display *wl_display = gdk_wayland_display_get_wl_display (display);
  struct wl_event_queue *queue = wl_display_create_queue (wl_display);
  struct wl_display *wrapper = wl_proxy_create_wrapper (wl_display);
  struct wl_registry *registry;
  Globals *globals = g_new0 (Globals, 1);

  wl_proxy_set_queue ((struct wl_proxy *) wrapper, queue);
  registry = wl_display_get_registry (wrapper);
  wl_registry_add_listener (registry, &registry_listener, globals);
  wl_display_roundtrip_queue (wl_display, queue);

  /* Their events come with GDK's from now on. */
  if (globals->constraints != NULL)
    wl_proxy_set_queue ((struct wl_proxy *) globals->constraints, NULL);
  if (globals->relative != NULL)
    wl_proxy_set_queue ((struct wl_proxy *) globals->relative, NULL);
  wl_registry_destroy (registry);
  wl_proxy_wrapper_destroy (wrapper);
  wl_event_queue_destroy (queue);
  return globals;
}

static Globals *
get_globals (GdkDisplay *display)
{
  Globals *globals = g_object_get_data (G_OBJECT (display), GLOBALS_KEY);

  if (globals == NULL)
    {
      globals = bind_globals (display);
      g_object_set_data_full (G_OBJECT (display), GLOBALS_KEY, globals, g_free);
    }
  return globals;
}

static void
on_locked (void *data, struct zwp_locked_pointer_v1 *locked)
{
}

/* Focus went away, or the compositor wants its pointer back. A lock that came back by itself would surprise. */
static void
on_unlocked (void *data, struct zwp_locked_pointer_v1 *locked)
{
  frond_pointer_lock_take_broken (FROND_POINTER_LOCK (data));
}

static const struct zwp_locked_pointer_v1_listener locked_listener = {
  .locked = on_locked,
  .unlocked = on_unlocked,
};

/* The guest accelerates by itself. */
static void
on_relative_motion (void *data, struct zwp_relative_pointer_v1 *relative, uint32_t time_hi, uint32_t time_lo,
                    wl_fixed_t dx, wl_fixed_t dy, wl_fixed_t dx_unaccelerated, wl_fixed_t dy_unaccelerated)
{
  frond_pointer_lock_take_motion (FROND_POINTER_LOCK (data), wl_fixed_to_double (dx_unaccelerated),
                                  wl_fixed_to_double (dy_unaccelerated));
}

static const struct zwp_relative_pointer_v1_listener relative_listener = {
  .relative_motion = on_relative_motion,
};

static gboolean
frond_pointer_lock_wayland_engage (FrondPointerLock *lock, GtkWidget *widget, GError **error)
{
  FrondPointerLockWayland *self = FROND_POINTER_LOCK_WAYLAND (lock);
  Globals *globals = get_globals (self->gdk_display);
  GdkSeat *seat = gdk_display_get_default_seat (self->gdk_display);
  GdkDevice *device = seat != NULL ? gdk_seat_get_pointer (seat) : NULL;
  struct wl_pointer *pointer = device != NULL ? gdk_wayland_device_get_wl_pointer (device) : NULL;
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  if (pointer == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The seat has no pointer");
      return FALSE;
    }

  self->relative = zwp_relative_pointer_manager_v1_get_relative_pointer (globals->relative, pointer);
  zwp_relative_pointer_v1_add_listener (self->relative, &relative_listener, self);
  self->locked =
      zwp_pointer_constraints_v1_lock_pointer (globals->constraints,
                                               gdk_wayland_surface_get_wl_surface (surface), pointer, NULL,
                                               ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_ONESHOT);
  zwp_locked_pointer_v1_add_listener (self->locked, &locked_listener, self);
  return TRUE;
}

static void
frond_pointer_lock_wayland_release (FrondPointerLock *lock)
{
  FrondPointerLockWayland *self = FROND_POINTER_LOCK_WAYLAND (lock);

  g_clear_pointer (&self->locked, zwp_locked_pointer_v1_destroy);
  g_clear_pointer (&self->relative, zwp_relative_pointer_v1_destroy);
}

static void
frond_pointer_lock_wayland_dispose (GObject *object)
{
  FrondPointerLockWayland *self = FROND_POINTER_LOCK_WAYLAND (object);

  frond_pointer_lock_release (FROND_POINTER_LOCK (self));
  g_clear_object (&self->gdk_display);
  G_OBJECT_CLASS (frond_pointer_lock_wayland_parent_class)->dispose (object);
}

static void
frond_pointer_lock_wayland_class_init (FrondPointerLockWaylandClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_pointer_lock_wayland_dispose;
  FROND_POINTER_LOCK_CLASS (klass)->engage = frond_pointer_lock_wayland_engage;
  FROND_POINTER_LOCK_CLASS (klass)->release = frond_pointer_lock_wayland_release;
}

static void
frond_pointer_lock_wayland_init (FrondPointerLockWayland *self)
{
}

FrondPointerLock *
frond_pointer_lock_wayland_new (GdkDisplay *display)
{
  Globals *globals = get_globals (display);
  FrondPointerLockWayland *self;

  if (globals->constraints == NULL || globals->relative == NULL)
    return NULL;

  self = g_object_new (FROND_TYPE_POINTER_LOCK_WAYLAND, NULL);
  self->gdk_display = g_object_ref (display);
  return FROND_POINTER_LOCK (self);
}
