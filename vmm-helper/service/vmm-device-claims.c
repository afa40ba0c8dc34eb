/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-device-claims.h"

#include "vmm-host-devices.h"

#include <gio/gio.h>
#include <string.h>

#define SECRET_BYTES 32

/* Names that were given out, at most: what is beyond has been plugged in and out very often. */
#define MAX_TOKENS 16384

/* udev writes several files for one device. */
#define SETTLE_MS 250

typedef struct
{
  uid_t uid;
  VmmEngineHostKind kind;
  char *identity;
} Issued;

struct _VmmDeviceClaims
{
  GObject parent_instance;

  guint8 secret[SECRET_BYTES];
  GHashTable *tokens; /* token → Issued */
  GPtrArray *claims;  /* VmmDeviceClaim */
  GFileMonitor *monitor;
  gboolean stirred[2]; /* by VmmEngineHostKind: since the last "changed" */
  guint settle;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (VmmDeviceClaims, vmm_device_claims, G_TYPE_OBJECT)

enum
{
  CHANGED,
  UNPLUGGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
issued_free (gpointer data)
{
  Issued *issued = data;

  g_free (issued->identity);
  g_free (issued);
}

static void
claim_free (gpointer data)
{
  VmmDeviceClaim *claim = data;

  g_clear_pointer (&claim->device, vmm_host_device_unref);
  g_free (claim->uuid);
  g_free (claim);
}

static void
vmm_device_claims_dispose (GObject *object)
{
  VmmDeviceClaims *self = VMM_DEVICE_CLAIMS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->settle, g_source_remove);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (vmm_device_claims_parent_class)->dispose (object);
}

static void
vmm_device_claims_finalize (GObject *object)
{
  VmmDeviceClaims *self = VMM_DEVICE_CLAIMS (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->tokens, g_hash_table_unref);
  g_clear_pointer (&self->claims, g_ptr_array_unref);
  explicit_bzero (self->secret, sizeof self->secret);
  G_OBJECT_CLASS (vmm_device_claims_parent_class)->finalize (object);
}

static void
vmm_device_claims_class_init (VmmDeviceClaimsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmm_device_claims_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmm_device_claims_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[UNPLUGGED] = g_signal_new ("unplugged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
}

/* 122 random bits a UUID, from the kernel: more than a token shows. */
static void
make_secret (VmmDeviceClaims *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = sizeof self->secret;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *uuid = g_uuid_string_random ();

      g_checksum_update (sum, (const guchar *) uuid, -1);
    }
  g_checksum_get_digest (sum, self->secret, &length);
}

static void
vmm_device_claims_init (VmmDeviceClaims *self)
{
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, issued_free);
  self->claims = g_ptr_array_new_with_free_func (claim_free);
  self->cancellable = g_cancellable_new ();
  make_secret (self);
}

VmmDeviceClaims *
vmm_device_claims_new (void)
{
  return g_object_new (VMM_TYPE_DEVICE_CLAIMS, NULL);
}

static gboolean
is_there (GPtrArray *devices, const VmmDeviceClaim *claim)
{
  for (guint i = 0; i < devices->len; i++)
    {
      const VmmHostDevice *device = g_ptr_array_index (devices, i);

      if (vmm_host_device_address_equal (&device->address, &claim->address))
        return TRUE;
    }
  return FALSE;
}

static void
on_usb_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmmDeviceClaims) self = user_data;
  g_autoptr (GPtrArray) devices = vmm_host_devices_read_finish (result, NULL);
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();

  for (guint i = 0; devices != NULL && i < self->claims->len; i++)
    {
      VmmDeviceClaim *claim = g_ptr_array_index (self->claims, i);

      if (claim->address.kind == VMM_ENGINE_HOST_USB && claim->state == VMM_DEVICE_CLAIM_HELD &&
          !is_there (devices, claim))
        g_ptr_array_add (gone, claim);
    }
  for (guint i = 0; i < gone->len; i++)
    {
      VmmDeviceClaim *claim = g_ptr_array_index (gone, i);
      VmmEngineHostDevice address = claim->address;
      g_autofree char *uuid = g_strdup (claim->uuid);

      vmm_device_claims_release (self, &address);
      g_signal_emit (self, signals[UNPLUGGED], 0, uuid, &address);
    }
}

static void
on_settled (gpointer user_data)
{
  VmmDeviceClaims *self = VMM_DEVICE_CLAIMS (user_data);

  self->settle = 0;
  for (guint kind = VMM_ENGINE_HOST_USB; kind <= VMM_ENGINE_HOST_PCI; kind++)
    {
      if (!self->stirred[kind])
        continue;
      self->stirred[kind] = FALSE;
      if (kind == VMM_ENGINE_HOST_USB && self->claims->len > 0)
        vmm_host_devices_read_async (kind, self->cancellable, on_usb_read, g_object_ref (self));
      g_signal_emit (self, signals[CHANGED], 0, kind);
    }
}

static void
on_udev_file (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  VmmDeviceClaims *self = VMM_DEVICE_CLAIMS (user_data);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *renamed = other != NULL ? g_file_get_basename (other) : NULL;

  for (guint kind = VMM_ENGINE_HOST_USB; kind <= VMM_ENGINE_HOST_PCI; kind++)
    if (vmm_host_devices_is_udev_name (kind, name) ||
        (renamed != NULL && vmm_host_devices_is_udev_name (kind, renamed)))
      {
        self->stirred[kind] = TRUE;
        if (self->settle == 0)
          self->settle = g_timeout_add_once (SETTLE_MS, on_settled, self);
      }
}

void
vmm_device_claims_watch (VmmDeviceClaims *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (VMM_HOST_DEVICES_UDEV_DATA);
  g_autoptr (GError) error = NULL;

  if (self->monitor != NULL)
    return;
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (on_udev_file), self);
  else
    g_message ("Nothing tells what is plugged in: %s", error->message);
}

char *
vmm_device_claims_dup_token (VmmDeviceClaims *self, uid_t uid, const VmmHostDevice *device)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, self->secret, sizeof self->secret);
  g_autofree char *words = g_strdup_printf ("%u %s", (guint) uid, device->identity);
  char *token;

  g_hmac_update (hmac, (const guchar *) words, -1);
  token = g_strndup (g_hmac_get_string (hmac), 32);
  if (!g_hash_table_contains (self->tokens, token))
    {
      Issued *issued = g_new0 (Issued, 1);

      issued->uid = uid;
      issued->kind = device->address.kind;
      issued->identity = g_strdup (device->identity);
      if (g_hash_table_size (self->tokens) >= MAX_TOKENS)
        g_hash_table_remove_all (self->tokens);
      g_hash_table_insert (self->tokens, g_strdup (token), issued);
    }
  return token;
}

const char *
vmm_device_claims_look_up (VmmDeviceClaims *self, uid_t uid, const char *token, VmmEngineHostKind kind,
                           GError **error)
{
  Issued *issued = g_hash_table_lookup (self->tokens, token);

  if (issued != NULL && issued->uid == uid && issued->kind == kind)
    return issued->identity;

  g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND, "token: There is no such device");
  return NULL;
}

void
vmm_device_claims_forget (VmmDeviceClaims *self, const char *token)
{
  g_hash_table_remove (self->tokens, token);
}

VmmDeviceClaim *
vmm_device_claims_find (VmmDeviceClaims *self, const VmmEngineHostDevice *address)
{
  for (guint i = 0; i < self->claims->len; i++)
    {
      VmmDeviceClaim *claim = g_ptr_array_index (self->claims, i);

      if (vmm_host_device_address_equal (&claim->address, address))
        return claim;
    }
  return NULL;
}

static void
add (VmmDeviceClaims *self, const VmmEngineHostDevice *address, VmmHostDevice *device, const char *uuid,
     uid_t owner, VmmDeviceClaimState state)
{
  VmmDeviceClaim *claim = g_new0 (VmmDeviceClaim, 1);

  claim->address = *address;
  claim->device = device != NULL ? vmm_host_device_ref (device) : NULL;
  claim->uuid = g_strdup (uuid);
  claim->owner = owner;
  claim->state = state;
  g_ptr_array_add (self->claims, claim);
}

gboolean
vmm_device_claims_claim (VmmDeviceClaims *self, GPtrArray *devices, const char *uuid, uid_t owner,
                         GError **error)
{
  for (guint i = 0; i < devices->len; i++)
    {
      VmmHostDevice *device = g_ptr_array_index (devices, i);
      VmmDeviceClaim *claim = vmm_device_claims_find (self, &device->address);

      if (claim != NULL && strcmp (claim->uuid, uuid) != 0)
        {
          g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY,
                               "device: " VMM_IPC_UNAVAILABLE_IN_USE ": another machine has it");
          return FALSE;
        }
    }
  for (guint i = 0; i < devices->len; i++)
    {
      VmmHostDevice *device = g_ptr_array_index (devices, i);

      if (vmm_device_claims_find (self, &device->address) == NULL)
        add (self, &device->address, device, uuid, owner, VMM_DEVICE_CLAIM_WANTED);
    }
  return TRUE;
}

void
vmm_device_claims_add_held (VmmDeviceClaims *self, const VmmEngineHostDevice *address, VmmHostDevice *device,
                            const char *uuid, uid_t owner)
{
  if (vmm_device_claims_find (self, address) == NULL)
    {
      add (self, address, device, uuid, owner, VMM_DEVICE_CLAIM_HELD);
      g_signal_emit (self, signals[CHANGED], 0, address->kind);
    }
}

void
vmm_device_claims_set_state (VmmDeviceClaims *self, const VmmEngineHostDevice *address,
                             VmmDeviceClaimState state)
{
  VmmDeviceClaim *claim = vmm_device_claims_find (self, address);

  if (claim == NULL || claim->state == state)
    return;
  claim->state = state;
  g_signal_emit (self, signals[CHANGED], 0, address->kind);
}

void
vmm_device_claims_release (VmmDeviceClaims *self, const VmmEngineHostDevice *address)
{
  VmmEngineHostKind kind = address->kind;
  VmmDeviceClaim *claim = vmm_device_claims_find (self, address);
  gboolean told = claim != NULL && claim->state != VMM_DEVICE_CLAIM_WANTED;

  if (claim != NULL)
    g_ptr_array_remove (self->claims, claim);
  if (told)
    g_signal_emit (self, signals[CHANGED], 0, kind);
}

GArray *
vmm_device_claims_list (VmmDeviceClaims *self, const char *uuid, VmmDeviceClaimState from,
                        VmmDeviceClaimState to)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (VmmEngineHostDevice));

  for (guint i = 0; i < self->claims->len; i++)
    {
      const VmmDeviceClaim *claim = g_ptr_array_index (self->claims, i);

      if (strcmp (claim->uuid, uuid) == 0 && claim->state >= from && claim->state <= to)
        g_array_append_val (list, claim->address);
    }
  return list;
}

gboolean
vmm_device_claims_is_waiting (VmmDeviceClaims *self)
{
  for (guint i = 0; i < self->claims->len; i++)
    if (((const VmmDeviceClaim *) g_ptr_array_index (self->claims, i))->state != VMM_DEVICE_CLAIM_HELD)
      return TRUE;
  return FALSE;
}
