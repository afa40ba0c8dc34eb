/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* FrondMachineHost: a machine of one helper made once more at another, or at the same one. Between the two it is in files without a name, which
 * are gone with the application whatever happens. */

#include "frond-helper-call.h"
#include "frond-helper-client-private.h"
#include "frond-helper-parts.h"
#include "frond-helper-spec.h"

#include "frond-error.h"
#include "frond-machine-info.h"
#include "frond-profile.h"
#include "vmm-ipc.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MANAGER VMM_IPC_INTERFACE ".Manager"
#define MACHINE VMM_IPC_INTERFACE ".Machine"

/* What is given out is half of the work. */
#define EXPORT_SHARE 0.5

typedef struct
{
  FrondHelperClient *to;
  char *path;
  char *uuid; /* NULL: another computer, until it has its own */
  char *name; /* of another computer */
  char *request_id;
  FrondHelperParts *parts; /* NULL before they are here */
  guint64 generation;
  FrondProgressFunc progress;
  gpointer progress_data;
} Copy;

static void
copy_free (Copy *self)
{
  g_clear_pointer (&self->parts, frond_helper_parts_free);
  g_object_unref (self->to);
  g_free (self->path);
  g_free (self->uuid);
  g_free (self->name);
  g_free (self->request_id);
  g_free (self);
}

static void
tell (Copy *self, double fraction)
{
  if (self->progress != NULL)
    self->progress (fraction, self->progress_data);
}

/* The machine at its new place. */

static gboolean
same_disks (Copy *self, GVariant *spec)
{
  g_autoptr (GVariant) old = frond_helper_parts_get_disks (self->parts->spec);
  g_autoptr (GVariant) made = frond_helper_parts_get_disks (spec);
  gsize n = old != NULL ? g_variant_n_children (old) : 0;

  if (made == NULL || g_variant_n_children (made) != n)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) before = g_variant_get_child_value (old, i);
      g_autoptr (GVariant) after = g_variant_get_child_value (made, i);
      gboolean was_encrypted = FALSE, is_encrypted = FALSE;
      guint64 size = 0, became = 0;

      g_variant_lookup (before, VMM_IPC_DISK_SIZE, "t", &size);
      g_variant_lookup (after, VMM_IPC_DISK_SIZE, "t", &became);
      g_variant_lookup (before, VMM_IPC_DISK_ENCRYPT, "b", &was_encrypted);
      g_variant_lookup (after, VMM_IPC_DISK_ENCRYPT, "b", &is_encrypted);
      if (size != became || was_encrypted != is_encrypted)
        return FALSE;
    }
  return TRUE;
}

/* What was made is looked at before anybody gives up what it was made of. */
static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Copy *self = g_task_get_task_data (task);
  g_autoptr (GVariant) spec = frond_helper_parts_take_config (task, source, result, &self->generation);
  g_autoptr (FrondProfile) profile = NULL;
  GError *error = NULL;

  if (spec == NULL)
    return;
  if (!same_disks (self, spec))
    {
      frond_set_error (&error, FROND_ERROR_FAILED, NULL, "the copy has other disks than the machine");
      g_task_return_error (task, error);
      return;
    }
  tell (self, 1);
  profile = frond_helper_spec_to_profile (spec);
  g_task_return_pointer (task,
                         frond_machine_info_new (self->uuid, self->request_id, self->generation,
                                                 FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, profile),
                         (GDestroyNotify) frond_machine_info_unref);
}

static gboolean
take_uuid (Copy *self, const char *uuid)
{
  if (self->uuid != NULL)
    return g_str_equal (uuid, self->uuid);
  if (!g_uuid_string_is_valid (uuid))
    return FALSE;

  g_free (self->path);
  self->path = frond_helper_parts_dup_path (uuid);
  self->uuid = g_strdup (uuid);
  return TRUE;
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Copy *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FrondHelperReply) reply =
      frond_helper_call_finish (FROND_HELPER_CLIENT (source), result, &error);
  const char *uuid = NULL;

  if (reply == NULL)
    g_task_return_error (task, error);
  else if (!g_variant_lookup (reply->value, "uuid", "&s", &uuid) || !take_uuid (self, uuid))
    frond_helper_parts_return_old (task, "CreateMachine");
  else
    frond_helper_call_async (self->to, self->path, MACHINE, "GetConfig", NULL, NULL,
                             FROND_HELPER_CALL_AGAIN | FROND_HELPER_CALL_QUIET, NULL, checked_cb,
                             g_object_ref (task));
}

static void
create_progress (double fraction, gpointer user_data)
{
  tell (g_task_get_task_data (user_data), EXPORT_SHARE + fraction * (1 - EXPORT_SHARE));
}

static const FrondHelperPart *
find_disk (Copy *self, guint index)
{
  guint n = 0;

  for (guint i = 0; i < self->parts->n_parts; i++)
    if (self->parts->parts[i].disk && n++ == index)
      return &self->parts->parts[i];
  return NULL;
}

static GVariant *
make_disks (Copy *self)
{
  g_autoptr (GVariant) old = frond_helper_parts_get_disks (self->parts->spec);
  g_auto (GVariantBuilder) disks = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; old != NULL && i < g_variant_n_children (old); i++)
    {
      g_autoptr (GVariant) disk = g_variant_get_child_value (old, i);
      gboolean encrypted = FALSE;

      g_variant_lookup (disk, VMM_IPC_DISK_ENCRYPT, "b", &encrypted);
      g_variant_builder_open (&disks, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&disks, "{sv}", VMM_IPC_DISK_SIZE, g_variant_new_uint64 (0));
      g_variant_builder_add (&disks, "{sv}", VMM_IPC_DISK_SOURCE_FORMAT,
                             g_variant_new_string (find_disk (self, i)->format));
      if (encrypted)
        {
          g_variant_builder_add (&disks, "{sv}", VMM_IPC_DISK_ENCRYPT, g_variant_new_boolean (TRUE));
          g_variant_builder_add (&disks, "{sv}", VMM_IPC_DISK_SOURCE_ENCRYPTED, g_variant_new_boolean (TRUE));
        }
      g_variant_builder_close (&disks);
    }
  return g_variant_builder_end (&disks);
}

/* The same cards, for the same computer with the same addresses. A session reaches others in one way only. */
static GVariant *
make_nics (GVariant *spec, gboolean session, gboolean same)
{
  g_autoptr (GVariant) old = g_variant_lookup_value (spec, VMM_IPC_SPEC_NICS, G_VARIANT_TYPE ("aa{sv}"));
  g_auto (GVariantBuilder) nics = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; old != NULL && i < g_variant_n_children (old); i++)
    {
      g_autoptr (GVariant) nic = g_variant_get_child_value (old, i);
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (nic);

      if (session)
        {
          g_variant_dict_insert (&dict, VMM_IPC_NIC_CLASS, "s", VMM_IPC_NIC_USER);
          g_variant_dict_remove (&dict, VMM_IPC_NIC_NETWORK);
        }
      if (!same)
        g_variant_dict_remove (&dict, VMM_IPC_NIC_MAC);
      g_variant_builder_add_value (&nics, g_variant_dict_end (&dict));
    }
  return g_variant_builder_end (&nics);
}

static GVariant *
make_spec (Copy *self)
{
  const gboolean session = self->to->mode == FROND_HOST_MODE_SESSION;
  const gboolean same = self->name == NULL;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (self->parts->spec);

  if (same)
    {
      g_variant_dict_insert (&dict, VMM_IPC_SPEC_UUID, "s", self->uuid);
      g_variant_dict_insert (&dict, VMM_IPC_SPEC_KEEP_OFF, "b", TRUE);
    }
  else
    {
      g_variant_dict_insert (&dict, VMM_IPC_SPEC_NAME, "s", self->name);
      g_variant_dict_remove (&dict, VMM_IPC_SPEC_KEEP_OFF);
    }
  g_variant_dict_insert_value (&dict, VMM_IPC_SPEC_DISKS, make_disks (self));
  g_variant_dict_insert_value (&dict, VMM_IPC_SPEC_NICS, make_nics (self->parts->spec, session, same));
  /* Only the computer's service starts with the computer, and nobody has wished it of another machine. */
  if (session || !same)
    g_variant_dict_remove (&dict, VMM_IPC_SPEC_AUTOSTART);
  return g_variant_dict_end (&dict);
}

/* A helper reads from what cannot be written. */
static GVariant *
make_media (Copy *self, GUnixFDList *fds, GError **error)
{
  g_auto (GVariantBuilder) media = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sh)"));

  for (guint i = 0; i < self->parts->n_parts; i++)
    {
      char name[32];
      g_autofd int fd = -1;
      int handle;

      if (self->parts->parts[i].fd < 0)
        continue;
      g_snprintf (name, sizeof name, "/proc/self/fd/%d", self->parts->parts[i].fd);
      fd = open (name, O_RDONLY | O_CLOEXEC);
      handle = fd >= 0 ? g_unix_fd_list_append (fds, fd, error) : -1;
      if (fd < 0)
        frond_set_error (error, FROND_ERROR_FAILED, NULL, "reading the copy: %s", g_strerror (errno));
      if (handle < 0)
        return NULL;
      g_variant_builder_add (&media, "(sh)", self->parts->parts[i].slot, handle);
    }
  return g_variant_builder_end (&media);
}

static void
create (GTask *task)
{
  Copy *self = g_task_get_task_data (task);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  GError *error = NULL;
  GVariant *media = make_media (self, fds, &error);

  if (media == NULL)
    g_task_return_error (task, error);
  else
    frond_helper_call_watched_async (self->to, VMM_IPC_ROOT_PATH, MANAGER, "CreateMachine",
                                     g_variant_new ("(s@a{sv}@a(sh))", self->request_id, make_spec (self),
                                                    media),
                                     fds,
                                     FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_AGAIN | FROND_HELPER_CALL_STOP,
                                     create_progress, task, g_task_get_cancellable (task), created_cb,
                                     g_object_ref (task));
}

static void
parts_progress (double fraction, gpointer user_data)
{
  tell (g_task_get_task_data (user_data), fraction * EXPORT_SHARE);
}

static void
parts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Copy *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->parts = frond_helper_parts_finish (FROND_HELPER_CLIENT (source), result, &error);
  if (self->parts != NULL)
    create (task);
  else
    g_task_return_error (task, error);
}

void
_frond_helper_client_copy_async (FrondMachineHost *host, FrondMachineHost *to, const char *uuid,
                                 const char *request_id, FrondProfile *as, FrondProgressFunc progress,
                                 gpointer progress_data, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  Copy *self = g_new0 (Copy, 1);

  self->to = g_object_ref (FROND_HELPER_CLIENT (to));
  self->path = frond_helper_parts_dup_path (uuid);
  if (as != NULL)
    self->name = g_strdup (frond_profile_get_name (as));
  else
    self->uuid = g_strdup (uuid);
  self->request_id = g_strdup (request_id);
  self->progress = progress;
  self->progress_data = progress_data;
  g_task_set_source_tag (task, _frond_helper_client_copy_async);
  g_task_set_task_data (task, self, (GDestroyNotify) copy_free);
  /* The helpers say whether they were stopped or were done before. */
  g_task_set_check_cancellable (task, FALSE);
  /* Another computer has a TPM of its own. */
  frond_helper_parts_async (FROND_HELPER_CLIENT (host), self->path, self->name == NULL, parts_progress, task,
                            cancellable, parts_cb, g_object_ref (task));
}

FrondMachineInfo *
_frond_helper_client_copy_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
