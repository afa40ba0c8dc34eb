/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-usb.h"

#include "frond-error.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of libusb, at the end of the message of an error: "[-3]". */
#define USB_ERROR_ACCESS    (-3)
#define USB_ERROR_NO_DEVICE (-4)
#define USB_ERROR_BUSY      (-6)

/* Rules of usbredir: what has an interface of that class is left out. */
#define NO_INPUT   "0x03,-1,-1,-1,0|-1,-1,-1,-1,1"
#define NO_STORAGE "0x08,-1,-1,-1,0|-1,-1,-1,-1,1"

/* The separator of the parts of a description; a device that says it itself only spoils its own name. */
#define SEPARATOR "\x1f"

struct _FrondSpiceUsb
{
  FrondUsb parent_instance;

  SpiceSession *session;          /* while there is a connection */
  SpiceUsbDeviceManager *manager; /* of the session; NULL until started */
  GHashTable *devices;            /* SpiceUsbDevice (owned) → FrondUsbDevice */
  GQueue new_discs;               /* tasks that wait for theirs to appear */
  FrondUsbPortal *portal;         /* or NULL: devices are opened here */
  GHashTable *offers;             /* handle of the portal → FrondUsbDevice */
  gboolean started;
};

G_DEFINE_FINAL_TYPE (FrondSpiceUsb, frond_spice_usb, FROND_TYPE_USB)

static void
free_spice_device (gpointer device)
{
  g_boxed_free (SPICE_TYPE_USB_DEVICE, device);
}

/* Whether FILTER lets DEVICE through. */
static gboolean
passes (FrondSpiceUsb *self, SpiceUsbDevice *device, const char *filter)
{
  g_autoptr (GPtrArray) devices = spice_usb_device_manager_get_devices_with_filter (self->manager, filter);

  return devices != NULL && g_ptr_array_find (devices, device, NULL);
}

static FrondUsbKinds
find_kinds (FrondSpiceUsb *self, SpiceUsbDevice *device)
{
  FrondUsbKinds kinds = 0;

  if (spice_usb_device_manager_is_device_shared_cd (self->manager, device))
    return FROND_USB_DISC;
  if (!passes (self, device, NO_INPUT))
    kinds |= FROND_USB_INPUT;
  if (!passes (self, device, NO_STORAGE))
    kinds |= FROND_USB_STORAGE;

  return kinds;
}

/* "[046d:c52b]" without the brackets, or "". */
static char *
dup_id (const char *text)
{
  gsize length = strlen (text);

  if (length != strlen ("[vvvv:pppp]") || text[0] != '[' || text[length - 1] != ']')
    return g_strdup ("");

  return g_strndup (text + 1, length - 2);
}

/* "SPICE CD (tools.iso)" is tools.iso to a person. */
static char *
dup_disc_name (const char *product)
{
  const char *start = strchr (product, '(');
  gsize length = strlen (product);

  if (start == NULL || product[length - 1] != ')')
    return g_strdup (product);

  return g_strndup (start + 1, (gsize) (product + length - start - 2));
}

static FrondUsbDevice *
describe (FrondSpiceUsb *self, SpiceUsbDevice *device)
{
  g_autofree char *text = spice_usb_device_get_description (device, "%s" SEPARATOR "%s" SEPARATOR
                                                                    "%s" SEPARATOR "%d" SEPARATOR "%d");
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", SEPARATOR, -1);
  guint n = g_strv_length (parts);
  FrondUsbKinds kinds = find_kinds (self, device);
  g_autofree char *id = NULL;
  g_autofree char *disc = NULL;

  if (n < 5)
    return frond_usb_device_new ("", "", "", 0, 0, kinds);

  id = dup_id (parts[n - 3]);
  disc = (kinds & FROND_USB_DISC) != 0 ? dup_disc_name (parts[1]) : NULL;
  return frond_usb_device_new (parts[0], disc != NULL ? disc : parts[1], id, atoi (parts[n - 2]),
                               atoi (parts[n - 1]), kinds);
}

static FrondUsbDevice *
add (FrondSpiceUsb *self, SpiceUsbDevice *spice)
{
  FrondUsbDevice *device = g_hash_table_lookup (self->devices, spice);

  if (device != NULL)
    return device;

  device = describe (self, spice);
  frond_usb_device_take_connected (device,
                                   spice_usb_device_manager_is_device_connected (self->manager, spice));
  g_hash_table_insert (self->devices, g_boxed_copy (SPICE_TYPE_USB_DEVICE, spice), device);
  frond_usb_append (FROND_USB (self), device);
  return device;
}

static void
added_cb (FrondSpiceUsb *self, SpiceUsbDevice *spice)
{
  FrondUsbDevice *device = add (self, spice);
  g_autoptr (GTask) task = NULL;

  if ((frond_usb_device_get_kinds (device) & FROND_USB_DISC) != 0)
    task = g_queue_pop_head (&self->new_discs);
  if (task != NULL)
    g_task_return_pointer (task, g_object_ref (device), g_object_unref);
}

static void
removed_cb (FrondSpiceUsb *self, SpiceUsbDevice *spice)
{
  g_autoptr (FrondUsbDevice) device = NULL;

  if (!g_hash_table_contains (self->devices, spice))
    return;

  device = g_object_ref (g_hash_table_lookup (self->devices, spice));
  g_hash_table_remove (self->devices, spice);
  frond_usb_device_take_connected (device, FALSE);
  frond_usb_remove (FROND_USB (self), device);
}

/* The number at the end of "… [-3]", or 0. */
static int
number_of (const char *message)
{
  const char *bracket = strrchr (message, '[');

  return bracket != NULL ? atoi (bracket + 1) : 0;
}

static FrondError
code_of (const GError *error)
{
  if (g_error_matches (error, SPICE_CLIENT_ERROR, SPICE_CLIENT_ERROR_USB_DEVICE_REJECTED))
    return FROND_ERROR_CONFLICT;
  if (g_error_matches (error, SPICE_CLIENT_ERROR, SPICE_CLIENT_ERROR_USB_DEVICE_LOST))
    return FROND_ERROR_NOT_FOUND;
  /* The program that asks for permission is not there, or may not. */
  if (error->domain == G_SPAWN_ERROR)
    return FROND_ERROR_UNSUPPORTED;

  switch (number_of (error->message))
    {
    case USB_ERROR_ACCESS:
      return FROND_ERROR_NOT_AUTHORIZED;
    case USB_ERROR_NO_DEVICE:
      return FROND_ERROR_NOT_FOUND;
    case USB_ERROR_BUSY:
      return FROND_ERROR_BUSY;
    default:
      return FROND_ERROR_FAILED;
    }
}

static GError *
to_frond_error (const GError *error)
{
  GError *ours = NULL;

  if (frond_error_is_cancelled (error) || error->domain == FROND_ERROR)
    return g_error_copy (error);

  frond_set_error (&ours, code_of (error), NULL, "%s", error->message);
  return ours;
}

/* A device that was with the guest came to grief: the guest refused it, it broke. */
static void
device_error_cb (FrondSpiceUsb *self, SpiceUsbDevice *spice, const GError *error)
{
  FrondUsbDevice *device = g_hash_table_lookup (self->devices, spice);
  g_autoptr (GError) ours = to_frond_error (error);

  if (device == NULL)
    return;

  frond_usb_device_take_connected (device, FALSE);
  frond_usb_device_take_error (device, ours);
}

static void
update_channels (FrondSpiceUsb *self)
{
  int n = 0;

  if (self->manager != NULL)
    g_object_get (self->manager, "free-channels", &n, NULL);
  frond_usb_take_free_channels (FROND_USB (self), (guint) MAX (n, 0));
}

static gboolean
watch_channel (FrondSpiceUsb *self, SpiceChannel *channel)
{
  if (!SPICE_IS_USBREDIR_CHANNEL (channel))
    return FALSE;

  g_signal_connect_object (channel, "channel-event", G_CALLBACK (update_channels), self, G_CONNECT_SWAPPED);
  return TRUE;
}

/* Whether the guest has any channel, each of which is watched. */
static gboolean
watch_channels (FrondSpiceUsb *self)
{
  g_autoptr (GList) channels = spice_session_get_channels (self->session);
  gboolean found = FALSE;

  for (GList *l = channels; l != NULL; l = l->next)
    found |= watch_channel (self, l->data);

  return found;
}

/* The guest tells of its channels after the connection is open. */
static void
channel_new_cb (FrondSpiceUsb *self, SpiceChannel *channel)
{
  if (watch_channel (self, channel) && self->manager != NULL)
    frond_usb_take_error (FROND_USB (self), NULL);
}

static void
look (FrondSpiceUsb *self)
{
  g_autoptr (GPtrArray) devices = spice_usb_device_manager_get_devices (self->manager);

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    add (self, g_ptr_array_index (devices, i));
}

static void
offer_again (FrondSpiceUsb *self)
{
  GHashTableIter iter;
  gpointer device;

  g_hash_table_iter_init (&iter, self->offers);
  while (g_hash_table_iter_next (&iter, NULL, &device))
    frond_usb_append (FROND_USB (self), device);
}

static void
update_manager (FrondSpiceUsb *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) ours = NULL;

  if (!self->started || self->session == NULL || self->manager != NULL)
    return;

  g_signal_connect_object (self->session, "channel-new", G_CALLBACK (channel_new_cb), self,
                           G_CONNECT_SWAPPED);
  self->manager = spice_usb_device_manager_get (self->session, &error);
  if (error != NULL)
    frond_set_error (&ours, FROND_ERROR_FAILED, NULL, "%s", error->message);
  else if (!watch_channels (self))
    frond_set_error (&ours, FROND_ERROR_UNSUPPORTED, NULL, "the guest has no usbredir channel");
  frond_usb_take_error (FROND_USB (self), ours);
  if (self->manager == NULL)
    return;

  g_object_ref (self->manager);
  g_signal_connect_object (self->manager, "device-added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->manager, "device-removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->manager, "device-error", G_CALLBACK (device_error_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->manager, "notify::free-channels", G_CALLBACK (update_channels), self,
                           G_CONNECT_SWAPPED);
  look (self);
  offer_again (self);
  update_channels (self);
  frond_usb_take_ready (FROND_USB (self), TRUE);
}

/* The key of DEVICE, or NULL when it went meanwhile. */
static SpiceUsbDevice *
find_spice (FrondSpiceUsb *self, FrondUsbDevice *device)
{
  GHashTableIter iter;
  gpointer spice, ours;

  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, &spice, &ours))
    if (ours == device)
      return spice;

  return NULL;
}

/* What the portal has given for a device: open for as long as it is with the guest. */
typedef struct
{
  FrondUsbPortal *portal;
  char *handle;
  int fd;
} Grant;

static void
grant_free (gpointer data)
{
  Grant *grant = data;

  if (grant->fd >= 0)
    {
      close (grant->fd);
      frond_usb_portal_release (grant->portal, grant->handle);
    }
  g_object_unref (grant->portal);
  g_free (grant->handle);
  g_free (grant);
}

static Grant *
get_grant (FrondUsbDevice *device)
{
  return g_object_get_data (G_OBJECT (device), "frond-grant");
}

/* The device is the portal's again. */
static void
forget_spice (FrondSpiceUsb *self, FrondUsbDevice *device)
{
  SpiceUsbDevice *spice = find_spice (self, device);
  Grant *grant = get_grant (device);

  if (grant == NULL)
    return;

  if (spice != NULL)
    g_hash_table_remove (self->devices, spice);
  frond_usb_device_take_connected (device, FALSE);
  if (grant->fd < 0)
    return;
  close (grant->fd);
  grant->fd = -1;
  frond_usb_portal_release (grant->portal, grant->handle);
}

/* INTERFACES is udev's: ":030101:080650:". */
static FrondUsbKinds
parse_kinds (const char *interfaces)
{
  return (strstr (interfaces, ":03") != NULL ? FROND_USB_INPUT : 0) |
         (strstr (interfaces, ":08") != NULL ? FROND_USB_STORAGE : 0);
}

static void
offered_cb (FrondSpiceUsb *self, const char *handle, const char *vendor, const char *product, const char *id,
            int bus, int address, const char *interfaces)
{
  FrondUsbDevice *device = frond_usb_device_new (vendor, product, id, bus, address, parse_kinds (interfaces));
  Grant *grant = g_new0 (Grant, 1);

  grant->portal = g_object_ref (self->portal);
  grant->handle = g_strdup (handle);
  grant->fd = -1;
  g_object_set_data_full (G_OBJECT (device), "frond-grant", grant, grant_free);
  g_hash_table_insert (self->offers, g_strdup (handle), device);
  if (self->manager != NULL)
    frond_usb_append (FROND_USB (self), device);
}

/* The device had been kept for this; what was granted for it ends with it. */
static void
withdrawn_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondUsbDevice) device = user_data;

  spice_usb_device_manager_disconnect_device_finish (SPICE_USB_DEVICE_MANAGER (source), result, NULL);
}

static void
withdrawn_cb (FrondSpiceUsb *self, const char *handle)
{
  g_autoptr (FrondUsbDevice) device = NULL;
  SpiceUsbDevice *spice;

  if (!g_hash_table_contains (self->offers, handle))
    return;

  device = g_object_ref (g_hash_table_lookup (self->offers, handle));
  g_hash_table_remove (self->offers, handle);
  spice = find_spice (self, device);
  if (spice != NULL && self->manager != NULL &&
      spice_usb_device_manager_is_device_connected (self->manager, spice))
    spice_usb_device_manager_disconnect_device_async (self->manager, spice, NULL, withdrawn_done_cb,
                                                      g_object_ref (device));
  if (spice != NULL)
    g_hash_table_remove (self->devices, spice);
  frond_usb_device_take_connected (device, FALSE);
  frond_usb_remove (FROND_USB (self), device);
}

static void
portal_failed_cb (FrondSpiceUsb *self, const GError *error)
{
  g_message ("The portal has no USB devices for us: %s", error->message);
}

static void
frond_spice_usb_set_portal (FrondUsb *usb, FrondUsbPortal *portal)
{
  FrondSpiceUsb *self = FROND_SPICE_USB (usb);

  if (self->portal != NULL)
    return;

  self->portal = g_object_ref (portal);
  g_signal_connect_object (portal, "added", G_CALLBACK (offered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (portal, "removed", G_CALLBACK (withdrawn_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (portal, "failed", G_CALLBACK (portal_failed_cb), self, G_CONNECT_SWAPPED);
}

static void
frond_spice_usb_start (FrondUsb *usb)
{
  FrondSpiceUsb *self = FROND_SPICE_USB (usb);

  self->started = TRUE;
  update_manager (self);
  if (self->portal != NULL)
    frond_usb_portal_start (self->portal);
}

static void
finish_move (GTask *task, GError *error)
{
  FrondSpiceUsb *self = g_task_get_source_object (task);
  FrondUsbDevice *device = g_task_get_task_data (task);
  SpiceUsbDevice *spice = find_spice (self, device);
  g_autoptr (GError) ours = error != NULL ? to_frond_error (error) : NULL;

  g_clear_error (&error);
  frond_usb_device_take_busy (device, FALSE);
  frond_usb_device_take_connected (device,
                                   self->manager != NULL && spice != NULL &&
                                       spice_usb_device_manager_is_device_connected (self->manager, spice));
  if (!frond_usb_device_get_connected (device))
    forget_spice (self, device);
  update_channels (self);
  if (ours == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (!frond_error_is_cancelled (ours))
    frond_usb_device_take_error (device, ours);
  g_task_return_error (task, g_steal_pointer (&ours));
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  spice_usb_device_manager_connect_device_finish (SPICE_USB_DEVICE_MANAGER (source), result, &error);
  finish_move (task, error);
}

static void
disconnected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  spice_usb_device_manager_disconnect_device_finish (SPICE_USB_DEVICE_MANAGER (source), result, &error);
  finish_move (task, error);
}

static void
connect_spice (FrondSpiceUsb *self, SpiceUsbDevice *spice, GTask *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GError) refused = NULL;
  GError *error = NULL;

  if (self->manager == NULL || spice == NULL)
    frond_set_error (&error, FROND_ERROR_NOT_FOUND, NULL, "the device is gone");
  else if (frond_usb_get_free_channels (FROND_USB (self)) == 0)
    frond_set_error (&error, FROND_ERROR_QUOTA, NULL, "no free USB channel");
  else if (!spice_usb_device_manager_can_redirect_device (self->manager, spice, &refused))
    frond_set_error (&error, FROND_ERROR_CONFLICT, NULL, "%s", refused->message);
  if (error != NULL)
    finish_move (task, error);
  else
    spice_usb_device_manager_connect_device_async (self->manager, spice, g_task_get_cancellable (task),
                                                   connected_cb, g_steal_pointer (&owned));
}

static void
acquired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FrondSpiceUsb *self = g_task_get_source_object (task);
  FrondUsbDevice *device = g_task_get_task_data (task);
  Grant *grant = get_grant (device);
  SpiceUsbDevice *spice = NULL;
  GError *error = NULL;

  grant->fd = frond_usb_portal_acquire_finish (grant->portal, result, &error);
  if (grant->fd >= 0 && self->manager != NULL)
    spice = spice_usb_device_manager_allocate_device_for_file_descriptor (self->manager, grant->fd, &error);
  if (spice != NULL)
    {
      g_hash_table_insert (self->devices, spice, g_object_ref (device));
      connect_spice (self, spice, g_steal_pointer (&task));
      return;
    }

  if (error == NULL)
    frond_set_error (&error, FROND_ERROR_NOT_FOUND, NULL, "the connection ended");
  finish_move (task, error);
}

static void
frond_spice_usb_connect (FrondUsb *usb, FrondUsbDevice *device, GTask *task)
{
  FrondSpiceUsb *self = FROND_SPICE_USB (usb);
  Grant *grant = get_grant (device);

  if (grant != NULL && find_spice (self, device) == NULL)
    frond_usb_portal_acquire_async (grant->portal, grant->handle, g_task_get_cancellable (task), acquired_cb,
                                    task);
  else
    connect_spice (self, find_spice (self, device), task);
}

static void
frond_spice_usb_disconnect (FrondUsb *usb, FrondUsbDevice *device, GTask *task)
{
  FrondSpiceUsb *self = FROND_SPICE_USB (usb);
  SpiceUsbDevice *spice = find_spice (self, device);
  g_autoptr (GTask) owned = task;

  if (self->manager == NULL || spice == NULL ||
      !spice_usb_device_manager_is_device_connected (self->manager, spice))
    finish_move (task, NULL);
  else
    spice_usb_device_manager_disconnect_device_async (self->manager, spice, g_task_get_cancellable (task),
                                                      disconnected_cb, g_steal_pointer (&owned));
}

/* spice-glib tells of the new device later. */
static void
frond_spice_usb_add_disc (FrondUsb *usb, const char *path, GTask *task)
{
  FrondSpiceUsb *self = FROND_SPICE_USB (usb);
  g_autoptr (GTask) owned = task;
  g_autoptr (GError) reason = NULL;
  GError *error = NULL;

  if (self->manager == NULL)
    frond_set_error (&error, FROND_ERROR_BUSY, NULL, "there is no connection");
  else if (!spice_usb_device_manager_create_shared_cd_device (self->manager, (char *) path, &reason))
    frond_set_error (&error, FROND_ERROR_MEDIA_UNREADABLE, NULL, "%s",
                     reason != NULL ? reason->message : "no reason given");
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_queue_push_tail (&self->new_discs, g_steal_pointer (&owned));
}

static void
fail_new_discs (FrondSpiceUsb *self)
{
  for (guint n = g_queue_get_length (&self->new_discs); n > 0; n--)
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->new_discs);
      GError *error = NULL;

      frond_set_error (&error, FROND_ERROR_NOT_FOUND, NULL, "the connection ended");
      g_task_return_error (task, error);
    }
}

static void
take_back_all (FrondSpiceUsb *self)
{
  GHashTableIter iter;
  gpointer device;

  g_hash_table_iter_init (&iter, self->offers);
  while (g_hash_table_iter_next (&iter, NULL, &device))
    forget_spice (self, device);
}

void
frond_spice_usb_set_session (FrondSpiceUsb *self, SpiceSession *session)
{
  if (self->session == session)
    return;

  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->manager);
  g_set_object (&self->session, session);
  fail_new_discs (self);
  take_back_all (self);
  g_hash_table_remove_all (self->devices);
  frond_usb_remove_all (FROND_USB (self));
  frond_usb_take_ready (FROND_USB (self), FALSE);
  frond_usb_take_error (FROND_USB (self), NULL);
  update_channels (self);
  update_manager (self);
}

static void
frond_spice_usb_finalize (GObject *object)
{
  FrondSpiceUsb *self = FROND_SPICE_USB (object);

  g_clear_object (&self->manager);
  g_clear_object (&self->session);
  g_hash_table_unref (self->devices);
  g_hash_table_unref (self->offers);
  g_clear_object (&self->portal);
  G_OBJECT_CLASS (frond_spice_usb_parent_class)->finalize (object);
}

static void
frond_spice_usb_class_init (FrondSpiceUsbClass *klass)
{
  FrondUsbClass *usb_class = FROND_USB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = frond_spice_usb_finalize;
  usb_class->start = frond_spice_usb_start;
  usb_class->set_portal = frond_spice_usb_set_portal;
  usb_class->connect_async = frond_spice_usb_connect;
  usb_class->disconnect_async = frond_spice_usb_disconnect;
  usb_class->add_disc_async = frond_spice_usb_add_disc;
}

static void
frond_spice_usb_init (FrondSpiceUsb *self)
{
  self->devices = g_hash_table_new_full (NULL, NULL, free_spice_device, g_object_unref);
  self->offers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

FrondUsb *
frond_spice_usb_new (void)
{
  return g_object_new (FROND_TYPE_SPICE_USB, NULL);
}
