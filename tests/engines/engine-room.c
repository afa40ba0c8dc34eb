/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-room.h"

#include "vmm-qemu-engine.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define CALL_SECONDS 90

static void
on_state (VmmEngine *engine, const char *uuid, guint state, guint reason, EngineRoom *self)
{
  g_ptr_array_add (self->states, g_strdup_printf ("%s %u %u", uuid, state, reason));
}

static void
on_resync (VmmEngine *engine, EngineRoom *self)
{
  self->resyncs++;
}

static void
on_capabilities (VmmEngine *engine, EngineRoom *self)
{
  self->capability_changes++;
}

static void
set_folder (EngineRoom *self, const char *variable, const char *name)
{
  g_autofree char *path = g_build_filename (self->root, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_setenv (variable, path, TRUE);
}

EngineRoom *
engine_room_new (void)
{
  EngineRoom *self = g_new0 (EngineRoom, 1);
  g_autoptr (GError) error = NULL;

  /* libvirt writes to a daemon that some of the tests have killed. */
  signal (SIGPIPE, SIG_IGN);
  /* Not below a long path: sockets live in it. */
  self->root = g_dir_make_tmp ("fe-XXXXXX", &error);
  g_assert_no_error (error);
  set_folder (self, "XDG_RUNTIME_DIR", "r");
  set_folder (self, "XDG_CONFIG_HOME", "config");
  set_folder (self, "XDG_CACHE_HOME", "cache");
  set_folder (self, "XDG_DATA_HOME", "data");
  set_folder (self, "XDG_STATE_HOME", "state");
  self->states = g_ptr_array_new_with_free_func (g_free);
  self->engine = vmm_qemu_engine_new ("qemu:///session");
  g_signal_connect (self->engine, "guest-state", G_CALLBACK (on_state), self);
  g_signal_connect (self->engine, "resync", G_CALLBACK (on_resync), self);
  g_signal_connect (self->engine, "capabilities-changed", G_CALLBACK (on_capabilities), self);
  return self;
}

static void
remove_tree (const char *path)
{
  const char *command[] = { "rm", "-rf", "--", path, NULL };

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
engine_room_read_pid (EngineRoom *self, const char *file)
{
  g_autofree char *path = g_build_filename (self->root, "r", "libvirt", file, NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? atoi (text) : 0;
}

static gboolean
process_is_gone (EngineRoom *self, gpointer pid)
{
  return kill (GPOINTER_TO_INT (pid), 0) < 0 && errno == ESRCH;
}

static gboolean
pointer_is_null (EngineRoom *self, gpointer where)
{
  return *(gpointer *) where == NULL;
}

void
engine_room_free (EngineRoom *self)
{
  int pid = engine_room_read_pid (self, "libvirtd.pid");
  gpointer watched = self->engine;

  g_signal_handlers_disconnect_by_data (self->engine, self);
  g_object_add_weak_pointer (watched, &watched);
  g_clear_object (&self->engine);
  engine_room_wait (self, pointer_is_null, &watched, CALL_SECONDS);
  if (pid > 1 && kill (pid, SIGTERM) == 0)
    engine_room_wait (self, process_is_gone, GINT_TO_POINTER (pid), CALL_SECONDS);

  remove_tree (self->root);
  g_ptr_array_unref (self->states);
  g_free (self->root);
  g_free (self);
}

char *
engine_room_make_folder (EngineRoom *self, const char *name)
{
  char *path = g_build_filename (self->root, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  return path;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Some conditions lie outside of the loop: they are looked at ten times a second. */
void
engine_room_wait (EngineRoom *self, EngineRoomCondition condition, gpointer user_data, guint seconds)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  guint tick = g_timeout_add (100, on_tick, NULL);

  while (!condition (self, user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }

  g_source_remove (tick);
}

static gboolean
backend_is_there (EngineRoom *self, gpointer user_data)
{
  g_autoptr (GVariant) capabilities = vmm_engine_dup_capabilities (self->engine);
  g_autoptr (GVariantDict) dict = g_variant_dict_new (capabilities);
  gboolean backend = FALSE;

  return g_variant_dict_lookup (dict, VMM_IPC_CAP_BACKEND, "b", &backend) && backend;
}

void
engine_room_wait_backend (EngineRoom *self)
{
  engine_room_wait (self, backend_is_there, NULL, CALL_SECONDS);
}

gboolean
engine_room_has_state (EngineRoom *self, const char *uuid, VmmIpcMachineState state,
                       VmmIpcMachineReason reason)
{
  g_autofree char *wanted = g_strdup_printf ("%s %u %u", uuid, state, reason);

  return g_ptr_array_find_with_equal_func (self->states, wanted, g_str_equal, NULL);
}

typedef struct
{
  const char *uuid;
  VmmIpcMachineState state;
  VmmIpcMachineReason reason;
} Wanted;

static gboolean
state_came (EngineRoom *self, gpointer user_data)
{
  Wanted *wanted = user_data;

  return engine_room_has_state (self, wanted->uuid, wanted->state, wanted->reason);
}

void
engine_room_wait_state (EngineRoom *self, const char *uuid, VmmIpcMachineState state,
                        VmmIpcMachineReason reason)
{
  Wanted wanted = { uuid, state, reason };

  engine_room_wait (self, state_came, &wanted, CALL_SECONDS);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static gboolean
has_result (EngineRoom *self, gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

static GAsyncResult *
wait_result (EngineRoom *self, GAsyncResult **result)
{
  engine_room_wait (self, has_result, result, CALL_SECONDS);
  return *result;
}

GVariant *
engine_room_start (EngineRoom *self, const VmmEngineStart *start, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_engine_start_async (self->engine, start, NULL, on_result, &result);
  return vmm_engine_start_finish (self->engine, wait_result (self, &result), error);
}

gboolean
engine_room_command (EngineRoom *self, const char *uuid, VmmEngineCommand command, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_engine_command_async (self->engine, uuid, command, NULL, on_result, &result);
  return vmm_engine_command_finish (self->engine, wait_result (self, &result), error);
}

int
engine_room_open_display (EngineRoom *self, const char *uuid, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_engine_open_display_async (self->engine, uuid, NULL, on_result, &result);
  return vmm_engine_open_display_finish (self->engine, wait_result (self, &result), error);
}

int
engine_room_open_console (EngineRoom *self, const char *uuid, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_engine_open_console_async (self->engine, uuid, NULL, on_result, &result);
  return vmm_engine_open_console_finish (self->engine, wait_result (self, &result), error);
}

int
engine_room_screenshot (EngineRoom *self, const char *uuid, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_engine_screenshot_async (self->engine, uuid, NULL, on_result, &result);
  return vmm_engine_screenshot_finish (self->engine, wait_result (self, &result), error);
}

gboolean
engine_room_answers (EngineRoom *self, const char *uuid)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean answers;

  vmm_engine_check_answer_async (self->engine, uuid, 1000, NULL, on_result, &result);
  answers = vmm_engine_check_answer_finish (self->engine, wait_result (self, &result), &error);
  g_assert_no_error (error);
  return answers;
}

void
engine_room_wait_for_answer (EngineRoom *self, const char *uuid)
{
  guint questions = 0;

  while (!engine_room_answers (self, uuid))
    g_assert_cmpuint (++questions, <, 60);
}

gboolean
engine_room_change_media (EngineRoom *self, const char *uuid, int fd, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_engine_change_media_async (self->engine, uuid, fd, NULL, on_result, &result);
  return vmm_engine_change_media_finish (self->engine, wait_result (self, &result), error);
}

GPtrArray *
engine_room_list (EngineRoom *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vmm_engine_list_running_async (self->engine, NULL, on_result, &result);
  return vmm_engine_list_running_finish (self->engine, wait_result (self, &result), error);
}

typedef struct
{
  int fd;
  const char *text;
  GString *read;
} Reading;

static gboolean
text_came (EngineRoom *self, gpointer user_data)
{
  Reading *reading = user_data;
  char buffer[512];
  gssize n = read (reading->fd, buffer, sizeof buffer);

  if (n > 0)
    g_string_append_len (reading->read, buffer, n);
  return strstr (reading->read->str, reading->text) != NULL;
}

void
engine_room_expect_text (EngineRoom *self, int fd, const char *text, guint seconds)
{
  g_autoptr (GString) read_so_far = g_string_new (NULL);
  Reading reading = { fd, text, read_so_far };

  g_assert_true (g_unix_set_fd_nonblocking (fd, TRUE, NULL));
  engine_room_wait (self, text_came, &reading, seconds);
}
