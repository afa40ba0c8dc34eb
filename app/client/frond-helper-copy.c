/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* FrondMachineHost: a machine of one helper made once more at another, or at the same one. Between the two it is in files without a name, which
 * are gone with the application whatever happens. */

#include "frond-helper-call.h"
#include "frond-helper-client-private.h"
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

/* Beside the disks, the variables of the two firmwares and the state of the TPM. */
#define MAX_PARTS (VMM_IPC_MAX_DISKS + 3)

/* What is given out is half of the work. */
#define EXPORT_SHARE 0.5

typedef struct
{
  char slot[16];
  gboolean disk;
  int fd; /* -1: the machine does not have it */
  char format[8];
  guint64 size;
} Part;

typedef struct
{
  FrondHelperClient *to;
  char *path;
  char *uuid; /* NULL: another computer, until it has its own */
  char *name; /* of another computer */
  char *request_id;
  GVariant *spec; /* the machine's, as it is where it comes from */
  Part parts[MAX_PARTS];
  guint n_parts;
  guint at; /* the part that is under way */
  guint64 generation;
  FrondProgressFunc progress;
  gpointer progress_data;
} Copy;

static void export_part (GTask *task);

static void
copy_free (Copy *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    g_clear_fd (&self->parts[i].fd, NULL);
  g_clear_pointer (&self->spec, g_variant_unref);
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

static char *
machine_path (const char *uuid)
{
  g_auto (GStrv) parts = g_strsplit (uuid, "-", -1);
  g_autofree char *hex = g_strjoinv ("", parts);

  return g_strconcat (VMM_IPC_MACHINE_PATH, hex, NULL);
}

static GVariant *
get_disks (GVariant *spec)
{
  return g_variant_lookup_value (spec, VMM_IPC_SPEC_DISKS, G_VARIANT_TYPE ("aa{sv}"));
}

/* The machine at its new place. */

static void
return_old (GTask *task, const char *what)
{
  GError *error = NULL;

  frond_set_error (&error, FROND_ERROR_HELPER_OLD, NULL, "%s answered in another form", what);
  g_task_return_error (task, error);
}

static gboolean
same_disks (Copy *self, GVariant *spec)
{
  g_autoptr (GVariant) old = get_disks (self->spec);
  g_autoptr (GVariant) made = get_disks (spec);
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

/* The answer of GetConfig. NULL: TASK has its error. (transfer full) */
static GVariant *
take_config (GTask *task, GObject *source, GAsyncResult *result, guint64 *generation)
{
  GError *error = NULL;
  g_autoptr (FrondHelperReply) reply =
      frond_helper_call_finish (FROND_HELPER_CLIENT (source), result, &error);
  GVariant *spec = NULL;

  if (reply == NULL)
    g_task_return_error (task, error);
  else if (!g_variant_is_of_type (reply->value, G_VARIANT_TYPE ("(ta{sv})")))
    return_old (task, "GetConfig");
  else
    g_variant_get (reply->value, "(t@a{sv})", generation, &spec);
  return spec;
}

/* What was made is looked at before anybody gives up what it was made of. */
static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Copy *self = g_task_get_task_data (task);
  g_autoptr (GVariant) spec = take_config (task, source, result, &self->generation);
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
  self->path = machine_path (uuid);
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
    return_old (task, "CreateMachine");
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

static const Part *
find_disk (Copy *self, guint index)
{
  guint n = 0;

  for (guint i = 0; i < self->n_parts; i++)
    if (self->parts[i].disk && n++ == index)
      return &self->parts[i];
  return NULL;
}

static GVariant *
make_disks (Copy *self)
{
  g_autoptr (GVariant) old = get_disks (self->spec);
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
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (self->spec);

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
  g_variant_dict_insert_value (&dict, VMM_IPC_SPEC_NICS, make_nics (self->spec, session, same));
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

  for (guint i = 0; i < self->n_parts; i++)
    {
      char name[32];
      g_autofd int fd = -1;
      int handle;

      if (self->parts[i].fd < 0)
        continue;
      g_snprintf (name, sizeof name, "/proc/self/fd/%d", self->parts[i].fd);
      fd = open (name, O_RDONLY | O_CLOEXEC);
      handle = fd >= 0 ? g_unix_fd_list_append (fds, fd, error) : -1;
      if (fd < 0)
        frond_set_error (error, FROND_ERROR_FAILED, NULL, "reading the copy: %s", g_strerror (errno));
      if (handle < 0)
        return NULL;
      g_variant_builder_add (&media, "(sh)", self->parts[i].slot, handle);
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

/* Its parts. */

static gboolean
take_part (Part *part, GVariant *value)
{
  const char *format = NULL;

  return g_variant_lookup (value, VMM_IPC_EXPORT_FORMAT, "&s", &format) &&
         g_strlcpy (part->format, format, sizeof part->format) < sizeof part->format &&
         g_variant_lookup (value, VMM_IPC_EXPORT_SIZE, "t", &part->size);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Copy *self = g_task_get_task_data (task);
  Part *part = &self->parts[self->at];
  g_autoptr (GError) error = NULL;
  g_autoptr (FrondHelperReply) reply =
      frond_helper_call_finish (FROND_HELPER_CLIENT (source), result, &error);

  /* A machine that never started, or has no such firmware or TPM, has none of that; and variables that only monitors may
   * read are made anew. A TPM that cannot go along is another matter: it is asked for first, and ends the move. */
  if (reply == NULL && !part->disk && g_error_matches (error, FROND_ERROR, FROND_ERROR_NOT_FOUND))
    g_clear_fd (&part->fd, NULL);
  else if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  else if (!take_part (part, reply->value))
    {
      return_old (task, "Export");
      return;
    }

  if (++self->at < self->n_parts)
    export_part (task);
  else
    create (task);
}

static void
export_progress (double fraction, gpointer user_data)
{
  Copy *self = g_task_get_task_data (user_data);

  tell (self, EXPORT_SHARE * (self->at + fraction) / self->n_parts);
}

static void
export_part (GTask *task)
{
  Copy *self = g_task_get_task_data (task);
  Part *part = &self->parts[self->at];
  g_autofree char *request_id = g_uuid_string_random ();
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  GError *error = NULL;

  if (g_unix_fd_list_append (fds, part->fd, &error) < 0)
    g_task_return_error (task, error);
  else
    frond_helper_call_watched_async (g_task_get_source_object (task), self->path, MACHINE, "Export",
                                     g_variant_new ("(ssh)", request_id, part->slot, 0), fds,
                                     FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_STOP, export_progress, task,
                                     g_task_get_cancellable (task), exported_cb, g_object_ref (task));
}

/* Where the machines of this person's own helper are: copies to and from there may cost nothing. */
static int
open_unnamed (GError **error)
{
  const char *folder = g_get_user_data_dir ();
  g_autofree char *name = NULL;
  int fd;

  fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      name = g_build_filename (folder, ".frond-move-XXXXXX", NULL);
      fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
      if (fd >= 0)
        unlink (name);
    }
  if (fd < 0)
    frond_set_error (error, errno == ENOSPC || errno == EDQUOT ? FROND_ERROR_NO_SPACE : FROND_ERROR_FAILED,
                     NULL, "making a file for the copy: %s", g_strerror (errno));
  return fd;
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Copy *self = task_data;
  GError *error = NULL;

  for (guint i = 0; i < self->n_parts; i++)
    {
      self->parts[i].fd = open_unnamed (&error);
      if (self->parts[i].fd < 0)
        {
          g_task_return_error (task, error);
          return;
        }
    }
  g_task_return_boolean (task, TRUE);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    export_part (task);
  else
    g_task_return_error (task, error);
}

static void
add_part (Copy *self, const char *slot, gboolean disk)
{
  Part *part = &self->parts[self->n_parts++];

  *part = (Part) { .fd = -1, .disk = disk };
  g_strlcpy (part->slot, slot, sizeof part->slot);
}

static void
configured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Copy *self = g_task_get_task_data (task);
  g_autoptr (GVariant) disks = NULL;
  g_autoptr (GTask) opening = NULL;
  gboolean tpm = FALSE;
  gsize n;

  self->spec = take_config (task, source, result, NULL);
  if (self->spec == NULL)
    return;
  disks = get_disks (self->spec);
  n = disks != NULL ? MIN (g_variant_n_children (disks), VMM_IPC_MAX_DISKS) : 0;
  g_variant_lookup (self->spec, VMM_IPC_SPEC_TPM, "b", &tpm);
  /* Another computer has a TPM of its own. */
  if (tpm && self->name == NULL)
    add_part (self, VMM_IPC_SLOT_TPM, FALSE);
  for (gsize i = 0; i < n; i++)
    {
      char slot[16];

      g_snprintf (slot, sizeof slot, VMM_IPC_SLOT_DISK "%u", (guint) i);
      add_part (self, slot, TRUE);
    }
  add_part (self, VMM_IPC_SLOT_NVRAM, FALSE);
  add_part (self, VMM_IPC_SLOT_NVRAM_SECURE, FALSE);

  opening = g_task_new (source, NULL, opened_cb, g_object_ref (task));
  g_task_set_task_data (opening, self, NULL);
  g_task_run_in_thread (opening, open_in_thread);
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
  self->path = machine_path (uuid);
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
  frond_helper_call_async (FROND_HELPER_CLIENT (host), self->path, MACHINE, "GetConfig", NULL, NULL,
                           FROND_HELPER_CALL_AGAIN | FROND_HELPER_CALL_QUIET, cancellable, configured_cb,
                           g_object_ref (task));
}

FrondMachineInfo *
_frond_helper_client_copy_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
