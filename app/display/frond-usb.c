/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-usb.h"

#include "frond-error.h"

typedef struct
{
  GPtrArray *devices;
  gboolean ready;
  GError *error;
  guint free_channels;
} FrondUsbPrivate;

enum
{
  PROP_0,
  PROP_READY,
  PROP_ERROR,
  PROP_FREE_CHANNELS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (FrondUsb, frond_usb, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (FrondUsb)
                                      G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static FrondUsbPrivate *
get_priv (FrondUsb *self)
{
  return frond_usb_get_instance_private (self);
}

static GType
get_item_type (GListModel *model)
{
  return FROND_TYPE_USB_DEVICE;
}

static guint
get_n_items (GListModel *model)
{
  return get_priv (FROND_USB (model))->devices->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *devices = get_priv (FROND_USB (model))->devices;

  return position < devices->len ? g_object_ref (g_ptr_array_index (devices, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
frond_usb_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondUsbPrivate *priv = get_priv (FROND_USB (object));

  switch (id)
    {
    case PROP_READY:
      g_value_set_boolean (value, priv->ready);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, priv->error);
      break;
    case PROP_FREE_CHANNELS:
      g_value_set_uint (value, priv->free_channels);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_usb_finalize (GObject *object)
{
  FrondUsbPrivate *priv = get_priv (FROND_USB (object));

  g_ptr_array_unref (priv->devices);
  g_clear_error (&priv->error);
  G_OBJECT_CLASS (frond_usb_parent_class)->finalize (object);
}

static void
frond_usb_class_init (FrondUsbClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = frond_usb_get_property;
  object_class->finalize = frond_usb_finalize;
  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_FREE_CHANNELS] = g_param_spec_uint ("free-channels", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
frond_usb_init (FrondUsb *self)
{
  get_priv (self)->devices = g_ptr_array_new_with_free_func (g_object_unref);
}

void
frond_usb_start (FrondUsb *self)
{
  g_return_if_fail (FROND_IS_USB (self));

  FROND_USB_GET_CLASS (self)->start (self);
}

void
frond_usb_set_portal (FrondUsb *self, FrondUsbPortal *portal)
{
  g_return_if_fail (FROND_IS_USB (self));
  g_return_if_fail (FROND_IS_USB_PORTAL (portal));

  if (FROND_USB_GET_CLASS (self)->set_portal != NULL)
    FROND_USB_GET_CLASS (self)->set_portal (self, portal);
}

gboolean
frond_usb_get_ready (FrondUsb *self)
{
  g_return_val_if_fail (FROND_IS_USB (self), FALSE);

  return get_priv (self)->ready;
}

const GError *
frond_usb_get_error (FrondUsb *self)
{
  g_return_val_if_fail (FROND_IS_USB (self), NULL);

  return get_priv (self)->error;
}

guint
frond_usb_get_free_channels (FrondUsb *self)
{
  g_return_val_if_fail (FROND_IS_USB (self), 0);

  return get_priv (self)->free_channels;
}

/* The task of a move of DEVICE, which is marked busy; NULL when it cannot begin: then the caller has been told. */
static GTask *
begin (FrondUsb *self, FrondUsbDevice *device, gpointer tag, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_object_ref (device), g_object_unref);
  if (!g_ptr_array_find (get_priv (self)->devices, device, NULL))
    frond_set_error (&error, FROND_ERROR_NOT_FOUND, NULL, "the device is gone");
  else if (frond_usb_device_get_busy (device))
    frond_set_error (&error, FROND_ERROR_BUSY, NULL, "the device is on its way already");
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return NULL;
    }

  frond_usb_device_take_error (device, NULL);
  frond_usb_device_take_busy (device, TRUE);
  return g_steal_pointer (&task);
}

void
frond_usb_connect_async (FrondUsb *self, FrondUsbDevice *device, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FROND_IS_USB (self));
  g_return_if_fail (FROND_IS_USB_DEVICE (device));

  task = begin (self, device, frond_usb_connect_async, cancellable, callback, user_data);
  if (task != NULL)
    FROND_USB_GET_CLASS (self)->connect_async (self, device, task);
}

void
frond_usb_disconnect_async (FrondUsb *self, FrondUsbDevice *device, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FROND_IS_USB (self));
  g_return_if_fail (FROND_IS_USB_DEVICE (device));

  task = begin (self, device, frond_usb_disconnect_async, cancellable, callback, user_data);
  if (task != NULL)
    FROND_USB_GET_CLASS (self)->disconnect_async (self, device, task);
}

gboolean
frond_usb_connect_finish (FrondUsb *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
frond_usb_disconnect_finish (FrondUsb *self, GAsyncResult *result, GError **error)
{
  return frond_usb_connect_finish (self, result, error);
}

void
frond_usb_add_disc_async (FrondUsb *self, GFile *file, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = NULL;
  GError *error = NULL;

  g_return_if_fail (FROND_IS_USB (self));
  g_return_if_fail (G_IS_FILE (file));

  g_task_set_source_tag (task, frond_usb_add_disc_async);
  path = g_file_get_path (file);
  if (path == NULL)
    {
      frond_set_error (&error, FROND_ERROR_MEDIA_UNREADABLE, NULL,
                       "the file is on no file system of this computer");
      g_task_return_error (task, error);
      return;
    }

  FROND_USB_GET_CLASS (self)->add_disc_async (self, path, g_steal_pointer (&task));
}

FrondUsbDevice *
frond_usb_add_disc_finish (FrondUsb *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
frond_usb_take_ready (FrondUsb *self, gboolean ready)
{
  if (get_priv (self)->ready == ready)
    return;

  get_priv (self)->ready = ready;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
}

void
frond_usb_take_error (FrondUsb *self, const GError *error)
{
  FrondUsbPrivate *priv = get_priv (self);

  if (priv->error == NULL && error == NULL)
    return;

  g_clear_error (&priv->error);
  priv->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

void
frond_usb_take_free_channels (FrondUsb *self, guint free_channels)
{
  if (get_priv (self)->free_channels == free_channels)
    return;

  get_priv (self)->free_channels = free_channels;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FREE_CHANNELS]);
}

void
frond_usb_append (FrondUsb *self, FrondUsbDevice *device)
{
  GPtrArray *devices = get_priv (self)->devices;

  g_ptr_array_add (devices, g_object_ref (device));
  g_list_model_items_changed (G_LIST_MODEL (self), devices->len - 1, 0, 1);
}

void
frond_usb_remove (FrondUsb *self, FrondUsbDevice *device)
{
  guint position;

  if (!g_ptr_array_find (get_priv (self)->devices, device, &position))
    return;

  g_ptr_array_remove_index (get_priv (self)->devices, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

void
frond_usb_remove_all (FrondUsb *self)
{
  GPtrArray *devices = get_priv (self)->devices;
  guint n_devices = devices->len;

  if (n_devices == 0)
    return;

  g_ptr_array_set_size (devices, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_devices, 0);
}
