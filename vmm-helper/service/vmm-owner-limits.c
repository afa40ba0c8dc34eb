/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-owner-limits.h"

#include "vmm-folder.h"
#include "vmm-ipc.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME   "limits.conf"
#define BROKEN_NAME "limits.conf.unreadable"
#define MAX_BYTES   (1024 * 1024)

struct _VmmOwnerLimits
{
  GObject parent_instance;

  char *data_dir;
  VmmQuota *quota;
  GHashTable *special; /* uid → VmmLimits, as on disk */
  gboolean broken;     /* what is on disk is not understood */
  gboolean saving;
};

G_DEFINE_FINAL_TYPE (VmmOwnerLimits, vmm_owner_limits, G_TYPE_OBJECT)

static void
vmm_owner_limits_finalize (GObject *object)
{
  VmmOwnerLimits *self = VMM_OWNER_LIMITS (object);

  g_clear_pointer (&self->special, g_hash_table_unref);
  g_clear_object (&self->quota);
  g_free (self->data_dir);
  G_OBJECT_CLASS (vmm_owner_limits_parent_class)->finalize (object);
}

static void
vmm_owner_limits_class_init (VmmOwnerLimitsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_owner_limits_finalize;
}

static void
vmm_owner_limits_init (VmmOwnerLimits *self)
{
  self->special = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

VmmOwnerLimits *
vmm_owner_limits_new (const char *data_dir, VmmQuota *quota)
{
  VmmOwnerLimits *self = g_object_new (VMM_TYPE_OWNER_LIMITS, NULL);

  self->data_dir = g_strdup (data_dir);
  self->quota = g_object_ref (quota);
  return self;
}

static gboolean
parse_group (GHashTable *special, GKeyFile *file, const char *group)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);
  g_autofree VmmLimits *limits = g_new0 (VmmLimits, 1);
  guint64 uid;

  if (!g_ascii_string_to_unsigned (group, 10, 0, G_MAXUINT32 - 1, &uid, NULL))
    return FALSE;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_string (file, group, keys[i], NULL);
      VmmLimit limit = vmm_limit_from_name (keys[i]);

      if (value == NULL || limit == VMM_N_LIMITS || !vmm_limits_set (limits, limit, value))
        return FALSE;
    }
  g_hash_table_insert (special, GUINT_TO_POINTER ((guint) uid), g_steal_pointer (&limits));
  return TRUE;
}

/* All of it or nothing: half of what an administrator wanted is not what he wanted. */
static GHashTable *
parse_file (const char *text, gsize length)
{
  g_autoptr (GHashTable) special = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
    return NULL;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!parse_group (special, file, groups[i]))
      return NULL;
  return g_steal_pointer (&special);
}

static int
open_data_dir (const char *data_dir, GError **error)
{
  int fd = open (data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    vmm_folder_fail (errno, "Opening the folder of the helper", error);
  return fd;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofd int fd = open_data_dir (task_data, &error);
  gsize length = 0;
  g_autofree char *text = fd >= 0 ? vmm_folder_read_file (fd, FILE_NAME, MAX_BYTES, &length, &error) : NULL;
  GHashTable *special = text != NULL ? parse_file (text, length) : NULL;

  if (special != NULL)
    g_task_return_pointer (task, special, (GDestroyNotify) g_hash_table_unref);
  else if (g_error_matches (error, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND))
    g_task_return_pointer (task, g_hash_table_new_full (NULL, NULL, NULL, g_free),
                           (GDestroyNotify) g_hash_table_unref);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT,
                                     FILE_NAME ": is not understood");
}

void
vmm_owner_limits_load_async (VmmOwnerLimits *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, vmm_owner_limits_load_async);
  g_task_set_task_data (task, g_strdup (self->data_dir), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

gboolean
vmm_owner_limits_load_finish (VmmOwnerLimits *self, GAsyncResult *result, GError **error)
{
  GHashTable *special = g_task_propagate_pointer (G_TASK (result), error);
  GHashTableIter iter;
  gpointer uid, limits;

  self->broken = special == NULL;
  if (special == NULL)
    return FALSE;
  g_hash_table_unref (self->special);
  self->special = special;
  g_hash_table_iter_init (&iter, special);
  while (g_hash_table_iter_next (&iter, &uid, &limits))
    vmm_quota_set_special (self->quota, GPOINTER_TO_UINT (uid), limits);
  return TRUE;
}

static gboolean
fail_key (VmmIpcError code, const char *key, const char *reason, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", key, reason);
  return FALSE;
}

static gboolean
parse_change (VmmLimits *limits, const char *key, GVariant *value, GError **error)
{
  VmmLimit limit = vmm_limit_from_name (key);
  g_autofree char *text = NULL;

  if (limit == VMM_N_LIMITS)
    return fail_key (VMM_IPC_ERROR_UNKNOWN_KEY, key, "there is no such limit", error);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    text = g_strdup_printf ("%" G_GUINT64_FORMAT, g_variant_get_uint64 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    text = g_variant_dup_string (value, NULL);
  else
    return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, key, "is neither a number nor a text", error);

  if (text[0] == '\0')
    limits->set &= ~(1u << limit);
  else if (!vmm_limits_set (limits, limit, text))
    return fail_key (VMM_IPC_ERROR_OUT_OF_RANGE, key, "the value cannot be used", error);
  return TRUE;
}

VmmLimits *
vmm_owner_limits_parse (VmmOwnerLimits *self, uid_t uid, GVariant *changes, GError **error)
{
  const VmmLimits *now = vmm_quota_get_special (self->quota, uid);
  g_autofree VmmLimits *limits = now != NULL ? g_memdup2 (now, sizeof *now) : g_new0 (VmmLimits, 1);
  guint seen = 0;
  GVariantIter iter;
  const char *key;
  GVariant *boxed;

  if (uid == (uid_t) -1)
    return fail_key (VMM_IPC_ERROR_OUT_OF_RANGE, "uid", "is nobody's", error), NULL;
  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &boxed))
    {
      g_autoptr (GVariant) value = boxed;
      guint bit = 1u << vmm_limit_from_name (key);

      if (!parse_change (limits, key, value, error))
        return NULL;
      if ((seen & bit) != 0)
        return fail_key (VMM_IPC_ERROR_INVALID_ARGUMENT, key, "is there twice", error), NULL;
      seen |= bit;
    }
  return g_steal_pointer (&limits);
}

/* What is to be on disk, and the one limit that it is about. */
typedef struct
{
  char *data_dir;
  char *text;
  gboolean broken;
  uid_t uid;
  VmmLimits limits;
} Save;

static void
save_free (Save *save)
{
  g_free (save->data_dir);
  g_free (save->text);
  g_free (save);
}

static void
add_group (GKeyFile *file, uid_t uid, const VmmLimits *limits)
{
  g_autofree char *group = g_strdup_printf ("%u", (guint) uid);

  for (guint i = 0; i < VMM_N_LIMITS; i++)
    if ((limits->set & (1u << i)) != 0)
      {
        g_autofree char *value = vmm_amount_to_string (limits->amounts[i]);

        g_key_file_set_string (file, group, vmm_limit_get_name (i), value);
      }
}

static char *
make_text (VmmOwnerLimits *self, uid_t changed, const VmmLimits *limits)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GHashTableIter iter;
  gpointer uid, special;

  g_hash_table_iter_init (&iter, self->special);
  while (g_hash_table_iter_next (&iter, &uid, &special))
    if (GPOINTER_TO_UINT (uid) != changed)
      add_group (file, GPOINTER_TO_UINT (uid), special);
  add_group (file, changed, limits);
  return g_key_file_to_data (file, NULL, NULL);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Save *save = task_data;
  GError *error = NULL;
  g_autofd int fd = open_data_dir (save->data_dir, &error);

  if (fd >= 0 && (!save->broken || vmm_folder_keep_aside (fd, FILE_NAME, BROKEN_NAME, &error)) &&
      vmm_folder_write_file (fd, FILE_NAME, save->text, strlen (save->text), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vmm_owner_limits_set_async (VmmOwnerLimits *self, uid_t uid, const VmmLimits *limits,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Save *save = g_new0 (Save, 1);

  g_task_set_source_tag (task, vmm_owner_limits_set_async);
  save->data_dir = g_strdup (self->data_dir);
  save->text = make_text (self, uid, limits);
  save->broken = self->broken;
  save->uid = uid;
  save->limits = *limits;
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  if (self->saving)
    {
      g_task_return_new_error_literal (task, VMM_IPC_ERROR, VMM_IPC_ERROR_BUSY, "Other limits are being set");
      return;
    }
  self->saving = TRUE;
  g_object_set_data (G_OBJECT (task), "vmm-saving", task);
  g_task_run_in_thread (task, save_in_thread);
}

gboolean
vmm_owner_limits_set_finish (VmmOwnerLimits *self, GAsyncResult *result, GError **error)
{
  const Save *save = g_task_get_task_data (G_TASK (result));

  if (g_object_get_data (G_OBJECT (result), "vmm-saving") != NULL)
    self->saving = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  self->broken = FALSE;
  vmm_quota_set_special (self->quota, save->uid, &save->limits);
  if (save->limits.set == 0)
    g_hash_table_remove (self->special, GUINT_TO_POINTER (save->uid));
  else
    g_hash_table_insert (self->special, GUINT_TO_POINTER (save->uid),
                         g_memdup2 (&save->limits, sizeof save->limits));
  return TRUE;
}
