/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-usb.h"

#include "frond-error.h"

struct _FrondTestUsb
{
  FrondUsb parent_instance;

  guint n_connects;
  int next_error;
  int address;
  gboolean started;
};

G_DEFINE_FINAL_TYPE (FrondTestUsb, frond_test_usb, FROND_TYPE_USB)

static void
start (FrondUsb *usb)
{
  FROND_TEST_USB (usb)->started = TRUE;
  frond_usb_take_ready (usb, TRUE);
}

static void
move (FrondUsb *usb, FrondUsbDevice *device, gboolean connected)
{
  guint n = frond_usb_get_free_channels (usb);

  frond_usb_device_take_busy (device, FALSE);
  frond_usb_device_take_connected (device, connected);
  frond_usb_take_free_channels (usb, connected ? n - 1 : n + 1);
}

static void
connect_device (FrondUsb *usb, FrondUsbDevice *device, GTask *task)
{
  FrondTestUsb *self = FROND_TEST_USB (usb);
  g_autoptr (GTask) owned = task;
  GError *error = NULL;

  self->n_connects++;
  if (self->next_error >= 0)
    frond_set_error (&error, (FrondError) self->next_error, NULL, "the test says so");
  self->next_error = -1;
  if (error == NULL)
    {
      move (usb, device, TRUE);
      g_task_return_boolean (task, TRUE);
      return;
    }

  frond_usb_device_take_busy (device, FALSE);
  frond_usb_device_take_error (device, error);
  g_task_return_error (task, error);
}

static void
disconnect_device (FrondUsb *usb, FrondUsbDevice *device, GTask *task)
{
  g_autoptr (GTask) owned = task;

  move (usb, device, FALSE);
  g_task_return_boolean (task, TRUE);
}

static void
add_disc (FrondUsb *usb, const char *path, GTask *task)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GTask) owned = task;
  FrondUsbDevice *device = frond_test_usb_plug (FROND_TEST_USB (usb), "", name, "2b23:cdcd", FROND_USB_DISC);

  g_task_return_pointer (task, g_object_ref (device), g_object_unref);
}

static void
frond_test_usb_class_init (FrondTestUsbClass *klass)
{
  FrondUsbClass *usb_class = FROND_USB_CLASS (klass);

  usb_class->start = start;
  usb_class->connect_async = connect_device;
  usb_class->disconnect_async = disconnect_device;
  usb_class->add_disc_async = add_disc;
}

static void
frond_test_usb_init (FrondTestUsb *self)
{
  self->next_error = -1;
}

FrondUsb *
frond_test_usb_new (guint channels)
{
  FrondUsb *self = g_object_new (FROND_TYPE_TEST_USB, NULL);

  frond_usb_take_free_channels (self, channels);
  return self;
}

FrondUsbDevice *
frond_test_usb_plug (FrondTestUsb *self, const char *vendor, const char *product, const char *id,
                     FrondUsbKinds kinds)
{
  g_autoptr (FrondUsbDevice) device = frond_usb_device_new (vendor, product, id, 1, ++self->address, kinds);

  frond_usb_append (FROND_USB (self), device);
  return device;
}

void
frond_test_usb_fail (FrondTestUsb *self, int code)
{
  self->next_error = code;
}

gboolean
frond_test_usb_get_started (FrondTestUsb *self)
{
  return self->started;
}

guint
frond_test_usb_get_n_connects (FrondTestUsb *self)
{
  return self->n_connects;
}
