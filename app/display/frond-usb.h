/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-usb-device.h"
#include "frond-usb-portal.h"

G_BEGIN_DECLS

#define FROND_TYPE_USB (frond_usb_get_type ())
G_DECLARE_DERIVABLE_TYPE (FrondUsb, frond_usb, FROND, USB, GObject)

/* The USB devices of this computer, for the guest of one connection. Abstract, see frond_session_get_usb(). A
 * GListModel of FrondUsbDevice, empty until frond_usb_start() and while the guest is not connected.
 *
 * properties (read-only)
 *  ready           boolean: devices can be connected now
 *  error           GError or NULL: why there are none to be had, of FROND_ERROR: UNSUPPORTED when the guest takes
 *                  none, NOT_AUTHORIZED, FAILED
 *  free-channels   uint: how many more devices the guest can have */
struct _FrondUsbClass
{
  GObjectClass parent_class;

  void (*start) (FrondUsb *self);
  void (*set_portal) (FrondUsb *self, FrondUsbPortal *portal); /* may be NULL */
  /* The tasks are taken: a boolean is returned, or a device. */
  void (*connect_async) (FrondUsb *self, FrondUsbDevice *device, GTask *task);
  void (*disconnect_async) (FrondUsb *self, FrondUsbDevice *device, GTask *task);
  void (*add_disc_async) (FrondUsb *self, const char *path, GTask *task);
};

/* Begins to look for devices, now and at each later connection; idempotent. Before that nothing is loaded, so that
 * machines without such devices do not pay for them. */
void frond_usb_start (FrondUsb *self);

/* Inside of a sandbox devices come from PORTAL; to be called before the start. */
void frond_usb_set_portal (FrondUsb *self, FrondUsbPortal *portal);

gboolean frond_usb_get_ready (FrondUsb *self);
const GError *frond_usb_get_error (FrondUsb *self);
guint frond_usb_get_free_channels (FrondUsb *self);

/* Gives DEVICE of the list to the guest. The device's properties follow; errors are FROND_ERROR: QUOTA when the guest
 * cannot have more devices, NOT_AUTHORIZED, BUSY when another program or guest uses it, NOT_FOUND when it is gone,
 * CONFLICT when the guest refuses it, UNSUPPORTED when permission cannot be asked for. */
void frond_usb_connect_async (FrondUsb *self, FrondUsbDevice *device, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_usb_connect_finish (FrondUsb *self, GAsyncResult *result, GError **error);

/* Takes it back. */
void frond_usb_disconnect_async (FrondUsb *self, FrondUsbDevice *device, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean frond_usb_disconnect_finish (FrondUsb *self, GAsyncResult *result, GError **error);

/* Makes a device of the disc image FILE (of this computer's own file systems) that the guest sees as a USB CD drive; it
 * is in the list then, not yet connected, and gone when it is disconnected. (transfer full) */
void frond_usb_add_disc_async (FrondUsb *self, GFile *file, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
FrondUsbDevice *frond_usb_add_disc_finish (FrondUsb *self, GAsyncResult *result, GError **error);

/* For implementations. */
void frond_usb_take_ready (FrondUsb *self, gboolean ready);
/* ERROR (may be NULL) is copied. */
void frond_usb_take_error (FrondUsb *self, const GError *error);
void frond_usb_take_free_channels (FrondUsb *self, guint free_channels);
void frond_usb_append (FrondUsb *self, FrondUsbDevice *device);
void frond_usb_remove (FrondUsb *self, FrondUsbDevice *device);
void frond_usb_remove_all (FrondUsb *self);

G_END_DECLS
