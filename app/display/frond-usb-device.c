/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-usb-device.h"

#include <string.h>

#define MAX_NAME_CHARS 80

struct _FrondUsbDevice
{
  GObject parent_instance;

  char *id;
  char *name;
  int bus;
  int address;
  FrondUsbKinds kinds;
  gboolean connected;
  gboolean busy;
  GError *error;
};

enum
{
  PROP_0,
  PROP_CONNECTED,
  PROP_BUSY,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FrondUsbDevice, frond_usb_device, G_TYPE_OBJECT)

static void
frond_usb_device_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondUsbDevice *self = FROND_USB_DEVICE (object);

  switch (id)
    {
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->connected);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_usb_device_finalize (GObject *object)
{
  FrondUsbDevice *self = FROND_USB_DEVICE (object);

  g_free (self->id);
  g_free (self->name);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (frond_usb_device_parent_class)->finalize (object);
}

static void
frond_usb_device_class_init (FrondUsbDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = frond_usb_device_get_property;
  object_class->finalize = frond_usb_device_finalize;
  props[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
frond_usb_device_init (FrondUsbDevice *self)
{
}

/* A device says what it likes: line breaks, directions, megabytes. */
static char *
dup_words (const char *text)
{
  g_autofree char *valid =
      g_utf8_make_valid (text != NULL ? text : "", (gssize) strnlen (text != NULL ? text : "", 1024));
  GString *words = g_string_new (NULL);
  glong n_chars = 0;

  for (const char *c = valid; *c != '\0' && n_chars < MAX_NAME_CHARS; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (!g_unichar_isprint (character) || g_unichar_type (character) == G_UNICODE_FORMAT)
        continue;
      g_string_append_unichar (words, character);
      n_chars++;
    }

  return g_strstrip (g_string_free_and_steal (words));
}

FrondUsbDevice *
frond_usb_device_new (const char *vendor, const char *product, const char *id, int bus, int address,
                      FrondUsbKinds kinds)
{
  FrondUsbDevice *self = g_object_new (FROND_TYPE_USB_DEVICE, NULL);
  g_autofree char *maker = dup_words (vendor);
  g_autofree char *model = dup_words (product);

  self->id = g_strdup (id);
  self->bus = bus;
  self->address = address;
  self->kinds = kinds;
  if (*maker == '\0' || g_str_has_prefix (model, maker))
    self->name = g_strdup (*model != '\0' ? model : *id != '\0' ? id : "USB");
  else
    self->name = g_strstrip (g_strdup_printf ("%s %s", maker, model));

  return self;
}

const char *
frond_usb_device_get_id (FrondUsbDevice *self)
{
  g_return_val_if_fail (FROND_IS_USB_DEVICE (self), NULL);

  return self->id;
}

const char *
frond_usb_device_get_name (FrondUsbDevice *self)
{
  g_return_val_if_fail (FROND_IS_USB_DEVICE (self), NULL);

  return self->name;
}

int
frond_usb_device_get_bus (FrondUsbDevice *self)
{
  g_return_val_if_fail (FROND_IS_USB_DEVICE (self), 0);

  return self->bus;
}

int
frond_usb_device_get_address (FrondUsbDevice *self)
{
  g_return_val_if_fail (FROND_IS_USB_DEVICE (self), 0);

  return self->address;
}

FrondUsbKinds
frond_usb_device_get_kinds (FrondUsbDevice *self)
{
  g_return_val_if_fail (FROND_IS_USB_DEVICE (self), 0);

  return self->kinds;
}

gboolean
frond_usb_device_get_connected (FrondUsbDevice *self)
{
  g_return_val_if_fail (FROND_IS_USB_DEVICE (self), FALSE);

  return self->connected;
}

gboolean
frond_usb_device_get_busy (FrondUsbDevice *self)
{
  g_return_val_if_fail (FROND_IS_USB_DEVICE (self), FALSE);

  return self->busy;
}

const GError *
frond_usb_device_get_error (FrondUsbDevice *self)
{
  g_return_val_if_fail (FROND_IS_USB_DEVICE (self), NULL);

  return self->error;
}

void
frond_usb_device_take_connected (FrondUsbDevice *self, gboolean connected)
{
  if (self->connected == connected)
    return;

  self->connected = connected;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONNECTED]);
}

void
frond_usb_device_take_busy (FrondUsbDevice *self, gboolean busy)
{
  if (self->busy == busy)
    return;

  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

void
frond_usb_device_take_error (FrondUsbDevice *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}
