/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-usb-keeper.h"

#include "frond-profile.h"

#include <string.h>

#define MAX_REMEMBERED 64

struct _FrondUsbKeeper
{
  GObject parent_instance;

  FrondLibrary *library;
  FrondGuest *guest;
  FrondUsb *usb;
  GHashTable *tried; /* FrondUsbDevice: each is given once for each time that it appears */
};

static guint failed_signal;

G_DEFINE_FINAL_TYPE (FrondUsbKeeper, frond_usb_keeper, G_TYPE_OBJECT)

static char **
split (FrondUsbKeeper *self)
{
  return g_strsplit (frond_profile_get_usb_devices (frond_guest_get_profile (self->guest)), "\n", -1);
}

gboolean
frond_usb_keeper_remembers (FrondUsbKeeper *self, const char *id)
{
  g_auto (GStrv) ids = NULL;

  g_return_val_if_fail (FROND_IS_USB_KEEPER (self), FALSE);

  ids = split (self);
  return *id != '\0' && g_strv_contains ((const char *const *) ids, id);
}

static void
given_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondUsbKeeper) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!frond_usb_connect_finish (FROND_USB (source), result, &error) && self->usb == FROND_USB (source))
    {
      g_message ("A USB device that always goes to this machine stays: %s", error->message);
      g_signal_emit (self, failed_signal, 0, g_task_get_task_data (G_TASK (result)));
    }
}

static void
give (FrondUsbKeeper *self)
{
  GListModel *devices = G_LIST_MODEL (self->usb);

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (FrondUsbDevice) device = g_list_model_get_item (devices, i);

      if (frond_usb_get_free_channels (self->usb) == 0)
        return;
      if (g_hash_table_contains (self->tried, device) ||
          !frond_usb_keeper_remembers (self, frond_usb_device_get_id (device)))
        continue;

      g_hash_table_add (self->tried, g_object_ref (device));
      if (!frond_usb_device_get_connected (device) && !frond_usb_device_get_busy (device))
        frond_usb_connect_async (self->usb, device, NULL, given_cb, g_object_ref (self));
    }
}

static void
items_changed_cb (FrondUsbKeeper *self, guint position, guint removed)
{
  GHashTableIter iter;
  gpointer device;

  /* What is gone may come again. */
  g_hash_table_iter_init (&iter, self->tried);
  while (removed > 0 && g_hash_table_iter_next (&iter, &device, NULL))
    {
      gboolean found = FALSE;

      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->usb)) && !found; i++)
        {
          g_autoptr (FrondUsbDevice) other = g_list_model_get_item (G_LIST_MODEL (self->usb), i);

          found = other == device;
        }
      if (!found)
        g_hash_table_iter_remove (&iter);
    }

  give (self);
}

void
frond_usb_keeper_set_usb (FrondUsbKeeper *self, FrondUsb *usb)
{
  g_return_if_fail (FROND_IS_USB_KEEPER (self));

  if (self->usb == usb)
    return;

  if (self->usb != NULL)
    g_signal_handlers_disconnect_by_data (self->usb, self);
  g_hash_table_remove_all (self->tried);
  g_set_object (&self->usb, usb);
  if (usb == NULL)
    return;

  g_signal_connect_object (usb, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (usb, "notify::free-channels", G_CALLBACK (give), self, G_CONNECT_SWAPPED);
  if (*frond_profile_get_usb_devices (frond_guest_get_profile (self->guest)) != '\0')
    frond_usb_start (usb);
  give (self);
}

FrondUsb *
frond_usb_keeper_get_usb (FrondUsbKeeper *self)
{
  g_return_val_if_fail (FROND_IS_USB_KEEPER (self), NULL);

  return self->usb;
}

/* "vvvv:pppp", hexadecimal. */
static gboolean
is_id (const char *id)
{
  if (strlen (id) != 9 || id[4] != ':')
    return FALSE;
  for (guint i = 0; i < 9; i++)
    if (i != 4 && !g_ascii_isxdigit (id[i]))
      return FALSE;

  return TRUE;
}

void
frond_usb_keeper_remember (FrondUsbKeeper *self, const char *id, gboolean always)
{
  g_auto (GStrv) ids = NULL;
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;
  guint n_kept = 0;

  g_return_if_fail (FROND_IS_USB_KEEPER (self));

  if (!is_id (id) || frond_usb_keeper_remembers (self, id) == always)
    return;

  ids = split (self);
  for (guint i = 0; ids[i] != NULL && n_kept < MAX_REMEMBERED - 1; i++)
    if (is_id (ids[i]) && strcmp (ids[i], id) != 0)
      {
        g_strv_builder_add (kept, ids[i]);
        n_kept++;
      }
  if (always)
    g_strv_builder_add (kept, id);
  lines = g_strv_builder_end (kept);
  text = g_strjoinv ("\n", lines);
  g_object_set (frond_guest_get_profile (self->guest), "usb-devices", text, NULL);
  frond_library_touch (self->library, self->guest);
}

static void
frond_usb_keeper_finalize (GObject *object)
{
  FrondUsbKeeper *self = FROND_USB_KEEPER (object);

  g_clear_object (&self->library);
  g_clear_object (&self->guest);
  g_clear_object (&self->usb);
  g_hash_table_unref (self->tried);
  G_OBJECT_CLASS (frond_usb_keeper_parent_class)->finalize (object);
}

static void
frond_usb_keeper_class_init (FrondUsbKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_usb_keeper_finalize;
  failed_signal = g_signal_new ("failed", FROND_TYPE_USB_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, FROND_TYPE_USB_DEVICE);
}

static void
frond_usb_keeper_init (FrondUsbKeeper *self)
{
  self->tried = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

FrondUsbKeeper *
frond_usb_keeper_new (FrondLibrary *library, FrondGuest *guest)
{
  FrondUsbKeeper *self = g_object_new (FROND_TYPE_USB_KEEPER, NULL);

  self->library = g_object_ref (library);
  self->guest = g_object_ref (guest);
  return self;
}
