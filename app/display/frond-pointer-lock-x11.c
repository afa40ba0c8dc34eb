/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-pointer-lock-x11.h"

#include <X11/Xlib.h>
#include <X11/extensions/XInput2.h>
#include <gdk/x11/gdkx.h>
#include <glib-unix.h>

/* GDK's X11 backend is deprecated as a whole; there is no other way while it exists. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/* A device that says where it is and not how it moved (a tablet, the mouse of a virtual machine). */
typedef struct
{
  gboolean absolute[2];
  gboolean known[2];
  double last[2];
} Device;

struct _FrondPointerLockX11
{
  FrondPointerLock parent_instance;

  GdkDisplay *gdk_display;
  Display *raw; /* a connection of our own: GDK selects its own events on the root window */
  int opcode;
  guint source_id;
  GHashTable *devices; /* source id -> Device */
  Display *locked_on;  /* GDK's connection, while engaged */
  Window window;
  int centre_x;
  int centre_y;
};

G_DEFINE_FINAL_TYPE (FrondPointerLockX11, frond_pointer_lock_x11, FROND_TYPE_POINTER_LOCK)

static void
read_modes (XIDeviceInfo *info, Device *device)
{
  for (int i = 0; i < info->num_classes; i++)
    {
      XIValuatorClassInfo *valuator = (XIValuatorClassInfo *) (gpointer) info->classes[i];

      if (info->classes[i]->type == XIValuatorClass && valuator->number >= 0 && valuator->number < 2)
        device->absolute[valuator->number] = valuator->mode == XIModeAbsolute;
    }
}

static Device *
get_device (FrondPointerLockX11 *self, int source_id)
{
  Device *device = g_hash_table_lookup (self->devices, GINT_TO_POINTER (source_id));
  XIDeviceInfo *info;
  int n_infos = 0;

  if (device != NULL)
    return device;

  device = g_new0 (Device, 1);
  info = XIQueryDevice (self->raw, source_id, &n_infos);
  if (info != NULL && n_infos > 0)
    read_modes (info, device);
  if (info != NULL)
    XIFreeDeviceInfo (info);
  g_hash_table_insert (self->devices, GINT_TO_POINTER (source_id), device);
  return device;
}

static double
take_axis (Device *device, int axis, double value)
{
  double delta = value;

  if (device->absolute[axis])
    {
      delta = device->known[axis] ? value - device->last[axis] : 0;
      device->last[axis] = value;
      device->known[axis] = TRUE;
    }
  return delta;
}

static void
take_raw_motion (FrondPointerLockX11 *self, XIRawEvent *event)
{
  Device *device = get_device (self, event->sourceid);
  const double *value = event->raw_values;
  double deltas[2] = { 0, 0 };

  for (int axis = 0; axis < 2 && axis < event->valuators.mask_len * 8; axis++)
    if (XIMaskIsSet (event->valuators.mask, axis))
      deltas[axis] = take_axis (device, axis, *value++);
  frond_pointer_lock_take_motion (FROND_POINTER_LOCK (self), deltas[0], deltas[1]);
}

/* The pointer still moves on the screen: it must not reach an edge of the window, where it would stop or click. */
static void
put_back (FrondPointerLockX11 *self)
{
  if (self->locked_on == NULL)
    return;
  XWarpPointer (self->locked_on, None, self->window, 0, 0, 0, 0, self->centre_x, self->centre_y);
  XFlush (self->locked_on);
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (FrondPointerLockX11) self = g_object_ref (data);
  gboolean moved = FALSE;

  while (self->raw != NULL && self->source_id != 0 && XPending (self->raw) > 0)
    {
      XEvent event;

      XNextEvent (self->raw, &event);
      if (event.xcookie.type != GenericEvent || event.xcookie.extension != self->opcode ||
          !XGetEventData (self->raw, &event.xcookie))
        continue;
      if (event.xcookie.evtype == XI_RawMotion)
        {
          take_raw_motion (self, event.xcookie.data);
          moved = TRUE;
        }
      XFreeEventData (self->raw, &event.xcookie);
    }
  if (moved)
    put_back (self);
  return G_SOURCE_CONTINUE;
}

static void
select_raw_motion (FrondPointerLockX11 *self, gboolean select)
{
  guint8 bits[XIMaskLen (XI_LASTEVENT)] = { 0 };
  XIEventMask mask = { .deviceid = XIAllMasterDevices, .mask_len = sizeof bits, .mask = bits };

  if (select)
    XISetMask (bits, XI_RawMotion);
  XISelectEvents (self->raw, DefaultRootWindow (self->raw), &mask, 1);
  XFlush (self->raw);
}

static gboolean
open_raw (FrondPointerLockX11 *self, GError **error)
{
  /* Since 2.1 raw events come whoever has grabbed the pointer. */
  int major = 2, minor = 1, first_event, first_error;

  if (self->raw != NULL)
    return TRUE;

  self->raw = XOpenDisplay (gdk_display_get_name (self->gdk_display));
  if (self->raw == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No second connection to the X server");
      return FALSE;
    }
  if (!XQueryExtension (self->raw, "XInputExtension", &self->opcode, &first_event, &first_error) ||
      XIQueryVersion (self->raw, &major, &minor) != Success)
    {
      g_clear_pointer (&self->raw, XCloseDisplay);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "The X server has no XInput 2.1");
      return FALSE;
    }
  return TRUE;
}

static void
find_centre (FrondPointerLockX11 *self, GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double scale = gdk_surface_get_scale (gtk_native_get_surface (native));
  graphene_point_t centre;
  double native_x, native_y;

  gtk_native_get_surface_transform (native, &native_x, &native_y);
  if (!gtk_widget_compute_point (widget, GTK_WIDGET (native),
                                 &GRAPHENE_POINT_INIT (gtk_widget_get_width (widget) / 2.0f,
                                                       gtk_widget_get_height (widget) / 2.0f),
                                 &centre))
    graphene_point_init (&centre, 0, 0);
  self->centre_x = (int) ((centre.x + native_x) * scale);
  self->centre_y = (int) ((centre.y + native_y) * scale);
}

static gboolean
frond_pointer_lock_x11_engage (FrondPointerLock *lock, GtkWidget *widget, GError **error)
{
  FrondPointerLockX11 *self = FROND_POINTER_LOCK_X11 (lock);
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  const unsigned int events = ButtonPressMask | ButtonReleaseMask | PointerMotionMask;

  if (!open_raw (self, error))
    return FALSE;

  self->locked_on = gdk_x11_display_get_xdisplay (self->gdk_display);
  self->window = gdk_x11_surface_get_xid (surface);
  find_centre (self, widget);
  gdk_x11_display_error_trap_push (self->gdk_display);
  /* Without the grab (somebody else has one) the pointer is put back all the same. */
  if (XGrabPointer (self->locked_on, self->window, True, events, GrabModeAsync, GrabModeAsync, self->window,
                    None, CurrentTime) != GrabSuccess)
    g_debug ("The pointer is grabbed already");
  gdk_x11_display_error_trap_pop_ignored (self->gdk_display);
  put_back (self);

  g_hash_table_remove_all (self->devices);
  self->source_id = g_unix_fd_add (ConnectionNumber (self->raw), G_IO_IN, on_readable, self);
  select_raw_motion (self, TRUE);
  return TRUE;
}

static void
frond_pointer_lock_x11_release (FrondPointerLock *lock)
{
  FrondPointerLockX11 *self = FROND_POINTER_LOCK_X11 (lock);

  g_clear_handle_id (&self->source_id, g_source_remove);
  select_raw_motion (self, FALSE);
  XSync (self->raw, True);
  XUngrabPointer (self->locked_on, CurrentTime);
  XFlush (self->locked_on);
  self->locked_on = NULL;
}

static void
frond_pointer_lock_x11_dispose (GObject *object)
{
  FrondPointerLockX11 *self = FROND_POINTER_LOCK_X11 (object);

  frond_pointer_lock_release (FROND_POINTER_LOCK (self));
  g_clear_pointer (&self->raw, XCloseDisplay);
  g_clear_pointer (&self->devices, g_hash_table_unref);
  g_clear_object (&self->gdk_display);
  G_OBJECT_CLASS (frond_pointer_lock_x11_parent_class)->dispose (object);
}

static void
frond_pointer_lock_x11_class_init (FrondPointerLockX11Class *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_pointer_lock_x11_dispose;
  FROND_POINTER_LOCK_CLASS (klass)->engage = frond_pointer_lock_x11_engage;
  FROND_POINTER_LOCK_CLASS (klass)->release = frond_pointer_lock_x11_release;
}

static void
frond_pointer_lock_x11_init (FrondPointerLockX11 *self)
{
  self->devices = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

FrondPointerLock *
frond_pointer_lock_x11_new (GdkDisplay *display)
{
  FrondPointerLockX11 *self = g_object_new (FROND_TYPE_POINTER_LOCK_X11, NULL);

  self->gdk_display = g_object_ref (display);
  return FROND_POINTER_LOCK (self);
}

G_GNUC_END_IGNORE_DEPRECATIONS
