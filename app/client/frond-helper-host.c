/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* FrondMachineHost over the contract: each vfunc is one call. */

#include "frond-helper-call.h"
#include "frond-helper-client-private.h"
#include "frond-helper-spec.h"

#include "frond-error.h"
#include "frond-machine-info.h"
#include "frond-machine-sources.h"
#include "frond-profile.h"
#include "vmm-ipc.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANAGER VMM_IPC_INTERFACE ".Manager"
#define MACHINE VMM_IPC_INTERFACE ".Machine"

static char *
machine_path (const char *uuid)
{
  g_auto (GStrv) parts = g_strsplit (uuid, "-", -1);
  g_autofree char *hex = g_strjoinv ("", parts);

  return g_strconcat (VMM_IPC_MACHINE_PATH, hex, NULL);
}

/* List: pages of 256 until there are no more. */

static void list_page (GTask *task);

static void
take_machines (GPtrArray *infos, GVariant *machines)
{
  GVariantIter iter;
  const char *uuid;
  const char *request_id;
  guint64 generation;
  guint32 state;
  guint32 reason;
  GVariant *spec;

  g_variant_iter_init (&iter, machines);
  while (g_variant_iter_next (&iter, "(&o&stuu&s@a{sv})", NULL, &uuid, &generation, &state, &reason,
                              &request_id, &spec))
    {
      g_autoptr (FrondProfile) profile = frond_helper_spec_to_profile (spec);
      FrondMachineInfo *info =
          frond_machine_info_new (uuid, request_id, generation, frond_helper_spec_state (state),
                                  frond_helper_spec_reason (reason), profile);
      gboolean kept_off = FALSE;

      g_variant_lookup (spec, VMM_IPC_SPEC_KEEP_OFF, "b", &kept_off);
      frond_machine_info_set_kept_off (info, kept_off);
      g_ptr_array_add (infos, info);
      g_variant_unref (spec);
    }
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GPtrArray *infos = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FrondHelperReply) reply =
      frond_helper_call_finish (FROND_HELPER_CLIENT (source), result, &error);
  g_autoptr (GVariant) machines = NULL;
  guint32 total;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (!g_variant_is_of_type (reply->value, G_VARIANT_TYPE ("(a(ostuusa{sv})u)")))
    {
      frond_set_error (&error, FROND_ERROR_HELPER_OLD, NULL, "ListMachines answered in another form");
      g_task_return_error (task, error);
      return;
    }

  g_variant_get (reply->value, "(@a(ostuusa{sv})u)", &machines, &total);
  take_machines (infos, machines);
  if (infos->len < total && g_variant_n_children (machines) > 0)
    list_page (task);
  else
    g_task_return_pointer (task, g_ptr_array_ref (infos), (GDestroyNotify) g_ptr_array_unref);
}

static void
list_page (GTask *task)
{
  GPtrArray *infos = g_task_get_task_data (task);

  frond_helper_call_async (g_task_get_source_object (task), VMM_IPC_ROOT_PATH, MANAGER, "ListMachines",
                           g_variant_new ("(uu)", infos->len, VMM_IPC_MAX_LIST), NULL,
                           FROND_HELPER_CALL_AGAIN | FROND_HELPER_CALL_QUIET, g_task_get_cancellable (task),
                           page_cb, g_object_ref (task));
}

static void
list_async (FrondMachineHost *host, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  g_task_set_source_tag (task, list_async);
  g_task_set_task_data (task, g_ptr_array_new_with_free_func ((GDestroyNotify) frond_machine_info_unref),
                        (GDestroyNotify) g_ptr_array_unref);
  list_page (task);
}

static GPtrArray *
list_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The rest is one call each: the task gets the reply as it is, finish reads it. */

static void
call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  FrondHelperReply *reply = frond_helper_call_finish (FROND_HELPER_CLIENT (source), result, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) frond_helper_reply_free);
  else
    g_task_return_error (task, error);
}

static void
call_manager (FrondMachineHost *host, const char *method, GVariant *args, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (host, cancellable, callback, user_data);

  g_task_set_source_tag (task, call_manager);
  frond_helper_call_async (FROND_HELPER_CLIENT (host), VMM_IPC_ROOT_PATH, MANAGER, method, args, NULL,
                           FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_AGAIN, cancellable, call_cb, task);
}

static void
call_machine (FrondMachineHost *host, const char *uuid, const char *method, GVariant *args, int fd,
              FrondHelperCallFlags flags, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  g_autofree char *path = machine_path (uuid);
  g_autoptr (GUnixFDList) fds = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, call_machine);
  if (fd >= 0)
    {
      fds = g_unix_fd_list_new ();
      if (g_unix_fd_list_append (fds, fd, &error) < 0)
        {
          g_task_return_error (task, error);
          return;
        }
    }
  frond_helper_call_async (FROND_HELPER_CLIENT (host), path, MACHINE, method, args, fds, flags, cancellable,
                           call_cb, g_object_ref (task));
}

static FrondHelperReply *
call_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
done_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  g_autoptr (FrondHelperReply) reply = call_finish (result, error);

  return reply != NULL;
}

/* The descriptors of SOURCES as "a(sh)", and the list that the handles are of. */
static GVariant *
create_media (FrondMachineSources *sources, GUnixFDList *fds, GError **error)
{
  g_auto (GVariantBuilder) media = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sh)"));
  const char *name;
  int fd;

  for (guint i = 0; sources != NULL && frond_machine_sources_get_slot (sources, i, &name, &fd); i++)
    {
      int handle = g_unix_fd_list_append (fds, fd, error);

      if (handle < 0)
        return NULL;
      g_variant_builder_add (&media, "(sh)", name, handle);
    }
  return g_variant_builder_end (&media);
}

static void
create_async (FrondMachineHost *host, FrondProfile *profile, FrondMachineSources *sources,
              FrondProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  GError *error = NULL;
  GVariant *media = create_media (sources, fds, &error);

  g_task_set_source_tag (task, create_async);
  if (media == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* The helper says whether it was stopped or was done before. */
  g_task_set_check_cancellable (task, FALSE);
  frond_helper_call_watched_async (FROND_HELPER_CLIENT (host), VMM_IPC_ROOT_PATH, MANAGER, "CreateMachine",
                                   g_variant_new ("(s@a{sv}@a(sh))", frond_profile_get_request_id (profile),
                                                  frond_helper_spec_from_profile (profile, sources, FALSE),
                                                  media),
                                   fds,
                                   FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_AGAIN | FROND_HELPER_CALL_STOP,
                                   progress, progress_data, cancellable, call_cb, g_object_ref (task));
}

static FrondMachineInfo *
create_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  g_autoptr (FrondHelperReply) reply = call_finish (result, error);
  const char *uuid;
  guint64 generation;

  if (reply == NULL)
    return NULL;

  if (!g_variant_lookup (reply->value, "uuid", "&s", &uuid) || !vmm_ipc_uuid_is_valid (uuid) ||
      !g_variant_lookup (reply->value, "generation", "t", &generation))
    {
      frond_set_error (error, FROND_ERROR_HELPER_OLD, NULL, "CreateMachine answered in another form");
      return NULL;
    }

  return frond_machine_info_new (uuid, NULL, generation, FROND_GUEST_STOPPED, FROND_GUEST_REASON_NONE, NULL);
}

static void
reconfigure_async (FrondMachineHost *host, FrondProfile *profile, guint64 generation,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *request_id = g_uuid_string_random ();

  call_machine (host, frond_profile_get_machine_uuid (profile), "Reconfigure",
                g_variant_new ("(st@a{sv})", request_id, generation,
                               frond_helper_spec_from_profile (profile, NULL, TRUE)),
                -1, FROND_HELPER_CALL_NONE, cancellable, callback, user_data);
}

static gboolean
reconfigure_finish (FrondMachineHost *host, GAsyncResult *result, guint64 *generation, GError **error)
{
  g_autoptr (FrondHelperReply) reply = call_finish (result, error);

  if (reply == NULL)
    return FALSE;

  if (!g_variant_is_of_type (reply->value, G_VARIANT_TYPE ("(t)")))
    {
      frond_set_error (error, FROND_ERROR_HELPER_OLD, NULL, "Reconfigure answered in another form");
      return FALSE;
    }

  if (generation != NULL)
    g_variant_get (reply->value, "(t)", generation);
  return TRUE;
}

static gboolean
add_medium (GVariantBuilder *media, GUnixFDList *fds, const char *slot, int fd, GError **error)
{
  int handle = fd >= 0 ? g_unix_fd_list_append (fds, fd, error) : -1;

  if (handle >= 0)
    g_variant_builder_add (media, "(sh)", slot, handle);
  return fd < 0 || handle >= 0;
}

/* The arguments of Start, floating; what goes with them is added to FDS. */
static GVariant *
start_args (gboolean boot_media, int media_fd, FrondMachineSources *sources, GUnixFDList *fds, GError **error)
{
  int kernel = -1, initrd = -1;
  const char *installer =
      sources != NULL ? frond_machine_sources_get_installer (sources, &kernel, &initrd) : NULL;
  g_autofree char *request_id = g_uuid_string_random ();
  g_auto (GVariantBuilder) options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_auto (GVariantBuilder) media = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sh)"));

  g_variant_builder_add (&options, "{sv}", VMM_IPC_START_BOOT,
                         g_variant_new_string (boot_media ? VMM_IPC_BOOT_CDROM : VMM_IPC_BOOT_DISK));
  if (installer != NULL)
    g_variant_builder_add (&options, "{sv}", VMM_IPC_START_INSTALLER, g_variant_new_string (installer));
  if (!add_medium (&media, fds, VMM_IPC_SLOT_CDROM, media_fd, error) ||
      !add_medium (&media, fds, VMM_IPC_SLOT_KERNEL, kernel, error) ||
      !add_medium (&media, fds, VMM_IPC_SLOT_INITRD, initrd, error) ||
      !add_medium (&media, fds, VMM_IPC_SLOT_SECRET,
                   sources != NULL ? frond_machine_sources_get_passphrase (sources) : -1, error))
    return NULL;

  return g_variant_new ("(sa{sv}a(sh))", request_id, &options, &media);
}

static void
start_async (FrondMachineHost *host, const char *uuid, gboolean boot_media, int media_fd,
             FrondMachineSources *installer, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autofree char *path = machine_path (uuid);
  GError *error = NULL;
  GVariant *args = start_args (boot_media, media_fd, installer, fds, &error);

  g_task_set_source_tag (task, start_async);
  if (args == NULL)
    g_task_return_error (task, error);
  else
    frond_helper_call_async (FROND_HELPER_CLIENT (host), path, MACHINE, "Start", args, fds,
                             FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_AGAIN, cancellable, call_cb,
                             g_object_ref (task));
}

static void
insert_media_async (FrondMachineHost *host, const char *uuid, int media_fd, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *request_id = g_uuid_string_random ();

  call_machine (host, uuid, "InsertMedia", g_variant_new ("(ssh)", request_id, VMM_IPC_SLOT_CDROM, 0),
                media_fd, FROND_HELPER_CALL_AGAIN, cancellable, callback, user_data);
}

static void
trash_async (FrondMachineHost *host, const char *uuid, const char *request_id, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  call_machine (host, uuid, "Delete", g_variant_new ("(st)", request_id, (guint64) 0), -1,
                FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_AGAIN, cancellable, callback, user_data);
}

static void
keep_off_async (FrondMachineHost *host, const char *uuid, const char *request_id, gboolean keep_off,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_auto (GVariantBuilder) delta = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&delta, "{sv}", VMM_IPC_SPEC_KEEP_OFF, g_variant_new_boolean (keep_off));
  call_machine (host, uuid, "Reconfigure", g_variant_new ("(sta{sv})", request_id, (guint64) 0, &delta), -1,
                FROND_HELPER_CALL_AGAIN, cancellable, callback, user_data);
}

typedef struct
{
  const char *method;
  FrondHelperCallFlags flags;
} Command;

/* The commands that are a method of the machine with a request id alone. Another reset is not the same as one. */
static const Command commands[] = {
  [FROND_COMMAND_SHUTDOWN] = { "Shutdown", FROND_HELPER_CALL_AGAIN },
  [FROND_COMMAND_FORCE_OFF] = { "Stop", FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_AGAIN },
  [FROND_COMMAND_RESET] = { "Reset", FROND_HELPER_CALL_NONE },
  [FROND_COMMAND_PAUSE] = { "Pause", FROND_HELPER_CALL_AGAIN },
  [FROND_COMMAND_RESUME] = { "Resume", FROND_HELPER_CALL_AGAIN },
  [FROND_COMMAND_SAVE] = { "Save", FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_AGAIN },
  [FROND_COMMAND_DISCARD] = { "DiscardState", FROND_HELPER_CALL_AGAIN },
};

static void
command_async (FrondMachineHost *host, const char *uuid, FrondCommand command, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *request_id = g_uuid_string_random ();

  switch (command)
    {
    case FROND_COMMAND_TRASH:
      trash_async (host, uuid, request_id, cancellable, callback, user_data);
      break;
    case FROND_COMMAND_RESTORE:
      call_manager (host, "RestoreMachine", g_variant_new ("(ss)", request_id, uuid), cancellable, callback,
                    user_data);
      break;
    case FROND_COMMAND_PURGE:
      call_manager (host, "PurgeMachine", g_variant_new ("(ss)", request_id, uuid), cancellable, callback,
                    user_data);
      break;
    case FROND_COMMAND_EJECT_MEDIA:
      call_machine (host, uuid, "EjectMedia", g_variant_new ("(ss)", request_id, VMM_IPC_SLOT_CDROM), -1,
                    FROND_HELPER_CALL_AGAIN, cancellable, callback, user_data);
      break;
    case FROND_COMMAND_KEEP_OFF:
    case FROND_COMMAND_RELEASE:
      keep_off_async (host, uuid, request_id, command == FROND_COMMAND_KEEP_OFF, cancellable, callback,
                      user_data);
      break;
    case FROND_COMMAND_SHUTDOWN:
    case FROND_COMMAND_FORCE_OFF:
    case FROND_COMMAND_RESET:
    case FROND_COMMAND_PAUSE:
    case FROND_COMMAND_RESUME:
    case FROND_COMMAND_SAVE:
    case FROND_COMMAND_DISCARD:
      call_machine (host, uuid, commands[command].method, g_variant_new ("(s)", request_id), -1,
                    commands[command].flags, cancellable, callback, user_data);
      break;
    default:
      g_return_if_reached ();
    }
}

static void
open_display_async (FrondMachineHost *host, const char *uuid, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  call_machine (host, uuid, "OpenDisplay", g_variant_new ("(a{sv})", NULL), -1, FROND_HELPER_CALL_NONE,
                cancellable, callback, user_data);
}

static int
open_finish (GAsyncResult *result, const char *method, GError **error)
{
  g_autoptr (FrondHelperReply) reply = call_finish (result, error);

  if (reply == NULL)
    return -1;

  if (reply->fd < 0)
    frond_set_error (error, FROND_ERROR_HELPER_OLD, NULL, "%s answered without a descriptor", method);
  return g_steal_fd (&reply->fd);
}

static int
open_display_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return open_finish (result, "OpenDisplay", error);
}

static void
open_console_async (FrondMachineHost *host, const char *uuid, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  call_machine (host, uuid, "OpenConsole", NULL, -1, FROND_HELPER_CALL_NONE, cancellable, callback,
                user_data);
}

static int
open_console_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  return open_finish (result, "OpenConsole", error);
}

static void
screenshot_async (FrondMachineHost *host, const char *uuid, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  call_machine (host, uuid, "Screenshot", NULL, -1, FROND_HELPER_CALL_QUIET, cancellable, callback,
                user_data);
}

typedef struct
{
  gpointer data;
  gsize size;
} Mapping;

static void
mapping_free (gpointer data)
{
  Mapping *mapping = data;

  munmap (mapping->data, mapping->size);
  g_free (mapping);
}

/* Sealed, so that nobody can pull the pages away under the mapping. */
static GBytes *
map_sealed (int fd, GError **error)
{
  const int wanted = F_SEAL_SHRINK | F_SEAL_WRITE;
  struct stat st;
  gpointer data;
  Mapping *mapping;

  if ((fcntl (fd, F_GET_SEALS) & wanted) != wanted || fstat (fd, &st) < 0 || st.st_size <= 0 ||
      st.st_size > VMM_IPC_MAX_SCREENSHOT)
    {
      frond_set_error (error, FROND_ERROR_HELPER_OLD, NULL,
                       "the picture is not a sealed file of a fair size");
      return NULL;
    }

  data = mmap (NULL, (gsize) st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (data == MAP_FAILED)
    {
      frond_set_error (error, FROND_ERROR_FAILED, NULL, "the picture could not be mapped");
      return NULL;
    }

  mapping = g_new0 (Mapping, 1);
  mapping->data = data;
  mapping->size = (gsize) st.st_size;
  return g_bytes_new_with_free_func (data, mapping->size, mapping_free, mapping);
}

static GBytes *
screenshot_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  g_autoptr (FrondHelperReply) reply = call_finish (result, error);

  return reply != NULL ? map_sealed (reply->fd, error) : NULL;
}

static void
check_answer_async (FrondMachineHost *host, const char *uuid, guint patience_ms, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  call_machine (host, uuid, "CheckAnswer", g_variant_new ("(u)", patience_ms), -1, FROND_HELPER_CALL_QUIET,
                cancellable, callback, user_data);
}

static gboolean
check_answer_finish (FrondMachineHost *host, GAsyncResult *result, GError **error)
{
  g_autoptr (FrondHelperReply) reply = call_finish (result, error);
  gboolean answers = FALSE;

  if (reply == NULL)
    return FALSE;
  if (g_variant_is_of_type (reply->value, G_VARIANT_TYPE ("(b)")))
    g_variant_get (reply->value, "(b)", &answers);
  else
    frond_set_error (error, FROND_ERROR_HELPER_OLD, NULL, "CheckAnswer answered in another form");
  return answers;
}

static void
assign_async (FrondMachineHost *host, const char *uuid, const char *token, gboolean pci, gboolean attach,
              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *request_id = g_uuid_string_random ();
  const char *method = pci ? (attach ? "AttachPci" : "DetachPci") : (attach ? "AttachUsb" : "DetachUsb");

  call_machine (host, uuid, method,
                pci ? g_variant_new ("(sts)", request_id, (guint64) 0, token)
                    : g_variant_new ("(ss)", request_id, token),
                -1, FROND_HELPER_CALL_NONE, cancellable, callback, user_data);
}

static void
change_passphrase_async (FrondMachineHost *host, const char *uuid, int passphrase, int next,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autofree char *request_id = g_uuid_string_random ();
  g_autofree char *path = machine_path (uuid);
  GError *error = NULL;

  g_task_set_source_tag (task, change_passphrase_async);
  if (g_unix_fd_list_append (fds, passphrase, &error) < 0 || g_unix_fd_list_append (fds, next, &error) < 0)
    g_task_return_error (task, error);
  else
    frond_helper_call_async (FROND_HELPER_CLIENT (host), path, MACHINE, "ChangePassphrase",
                             g_variant_new ("(shh)", request_id, 0, 1), fds,
                             FROND_HELPER_CALL_JOB | FROND_HELPER_CALL_AGAIN, cancellable, call_cb,
                             g_object_ref (task));
}

static FrondHostMode
get_mode (FrondMachineHost *host)
{
  return FROND_HELPER_CLIENT (host)->mode;
}

void
_frond_helper_client_host_init (FrondMachineHostInterface *iface)
{
  iface->get_mode = get_mode;
  iface->list_async = list_async;
  iface->list_finish = list_finish;
  iface->create_async = create_async;
  iface->create_finish = create_finish;
  iface->reconfigure_async = reconfigure_async;
  iface->reconfigure_finish = reconfigure_finish;
  iface->start_async = start_async;
  iface->start_finish = done_finish;
  iface->insert_media_async = insert_media_async;
  iface->insert_media_finish = done_finish;
  iface->command_async = command_async;
  iface->command_finish = done_finish;
  iface->open_display_async = open_display_async;
  iface->open_display_finish = open_display_finish;
  iface->open_console_async = open_console_async;
  iface->open_console_finish = open_console_finish;
  iface->screenshot_async = screenshot_async;
  iface->screenshot_finish = screenshot_finish;
  iface->check_answer_async = check_answer_async;
  iface->check_answer_finish = check_answer_finish;
  iface->diagnose_async = _frond_helper_client_diagnose_async;
  iface->diagnose_finish = _frond_helper_client_diagnose_finish;
  iface->list_networks_async = _frond_helper_client_list_networks_async;
  iface->list_networks_finish = _frond_helper_client_list_networks_finish;
  iface->list_devices_async = _frond_helper_client_list_devices_async;
  iface->list_devices_finish = _frond_helper_client_list_devices_finish;
  iface->assign_async = assign_async;
  iface->assign_finish = done_finish;
  iface->change_passphrase_async = change_passphrase_async;
  iface->change_passphrase_finish = done_finish;
  iface->copy_async = _frond_helper_client_copy_async;
  iface->copy_finish = _frond_helper_client_copy_finish;
  iface->export_async = _frond_helper_client_export_async;
  iface->export_finish = _frond_helper_client_export_finish;
  iface->retry = _frond_helper_client_retry;
}
