/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The helper's way in: calls made out of the introspection XML, to a real VmmService on a bus of its own, over the double of a
 * monitor that the service's tests have (VmmTestEngine). Each call is answered, and the helper lives, without a descriptor
 * more than before. */
#include "fuzz-calls-values.h"
#include "service-fixture.h"
#include "service-client.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define MOST_CALLS    32
#define MOST_UUIDS    64
#define ANSWER_MSEC   20000
#define SPARE_HANDLES 64

int LLVMFuzzerTestOneInput (const guint8 *data, size_t length);

static struct
{
  ServiceFixture fixture;
  GPtrArray *uuids;
  guint waiting;
  guint64 n_calls;
  guint64 n_good;
  guint64 n_unsent;
  guint n_handles;
  gboolean ready;
} self;

static guint
count_handles (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tell (void)
{
  fprintf (stderr,
           "calls: %" G_GUINT64_FORMAT ", of them %" G_GUINT64_FORMAT " were carried out, %" G_GUINT64_FORMAT
           " not passed on\n",
           self.n_calls, self.n_good, self.n_unsent);
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    {
      g_log_writer_standard_streams (level, fields, n_fields, data);
      abort ();
    }
  return G_LOG_WRITER_HANDLED;
}

static void
set_up (void)
{
  g_autofree char *medium = NULL;

  g_log_set_writer_func (write_log, NULL, NULL);
  service_fixture_set_up (&self.fixture, NULL);
  medium = service_make_iso (self.fixture.dir);
  g_setenv ("FUZZ_MEDIUM", medium, TRUE);
  self.uuids = g_ptr_array_new_with_free_func (g_free);
  self.ready = TRUE;
  atexit (tell);
}

/* Machines that it told of, for later calls. */
static void
learn (GVariant *body)
{
  g_autoptr (GVariant) machines = NULL;
  GVariantIter iter;
  GVariant *machine;

  if (body == NULL || !g_variant_is_of_type (body, G_VARIANT_TYPE ("(a(ostuusa{sv})u)")))
    return;
  machines = g_variant_get_child_value (body, 0);
  g_variant_iter_init (&iter, machines);
  while ((machine = g_variant_iter_next_value (&iter)) != NULL)
    {
      char *uuid;

      g_variant_get_child (machine, 1, "s", &uuid);
      g_ptr_array_add (self.uuids, uuid);
      if (self.uuids->len > MOST_UUIDS)
        g_ptr_array_remove_index (self.uuids, 0);
      g_variant_unref (machine);
    }
}

static void
on_reply (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusMessage) reply =
      g_dbus_connection_send_message_with_reply_finish (G_DBUS_CONNECTION (object), result, &error);

  self.waiting--;
  if (reply == NULL)
    {
      /* The bus puts those out who send what it does not pass on; GLib sends nothing that it cannot write. */
      g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
      self.n_unsent++;
      return;
    }
  if (g_dbus_message_get_message_type (reply) == G_DBUS_MESSAGE_TYPE_ERROR)
    {
      const char *name = g_dbus_message_get_error_name (reply);

      if (g_str_has_suffix (name, ".NoReply") || g_str_has_suffix (name, ".Error.Internal"))
        g_error ("answered with %s: %s", name, g_variant_print (g_dbus_message_get_body (reply), FALSE));
      return;
    }
  self.n_good++;
  learn (g_dbus_message_get_body (reply));
}

static char *
make_path (FuzzTape *tape, const char *interface)
{
  guint kind = fuzz_tape_choose (tape, 16);

  if (kind == 15)
    return g_strdup ("/me/phyllo/Frond/VmmHelper1/machine");
  if (kind == 14)
    return g_strdup ("/");
  if (g_str_has_suffix (interface, ".Job"))
    return g_strdup_printf ("%s%u", VMM_IPC_JOB_PATH,
                            (guint) (self.n_calls % 4096) + fuzz_tape_choose (tape, 3));
  if (g_str_has_suffix (interface, ".Machine"))
    {
      g_autofree char *random = g_uuid_string_random ();
      const char *uuid = kind < 12 && self.uuids->len > 0
                             ? g_ptr_array_index (self.uuids, fuzz_tape_choose (tape, self.uuids->len))
                             : random;
      g_auto (GStrv) parts = g_strsplit (uuid, "-", -1);
      g_autofree char *hex = g_strjoinv ("", parts);

      return g_strconcat (VMM_IPC_MACHINE_PATH, hex, NULL);
    }
  return g_strdup (VMM_IPC_ROOT_PATH);
}

static GVariant *
make_arguments (FuzzTape *tape, GDBusMethodInfo *method, GUnixFDList *fds)
{
  GVariantBuilder builder;

  if (fuzz_tape_choose (tape, 16) == 1)
    return g_variant_new_tuple ((GVariant *[]) { fuzz_values_make_any (tape, fds, self.uuids) }, 1);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_TUPLE);
  for (GDBusArgInfo **arg = method->in_args; arg != NULL && *arg != NULL; arg++)
    g_variant_builder_add_value (&builder, fuzz_values_make (tape, G_VARIANT_TYPE ((*arg)->signature), fds,
                                                             self.uuids));
  return g_variant_builder_end (&builder);
}

/* A property, which nobody can write. */
static GDBusMessage *
make_property_call (FuzzTape *tape)
{
  static const char *const names[] = { "Version", "Mode", "Features", "SecurityModel", "" };
  const char *name = names[fuzz_tape_choose (tape, G_N_ELEMENTS (names))];
  gboolean set = fuzz_tape_choose (tape, 2) != 0;
  GDBusMessage *message =
      g_dbus_message_new_method_call (self.fixture.client->bus_name, VMM_IPC_ROOT_PATH,
                                      "org.freedesktop.DBus.Properties", set ? "Set" : "Get");

  g_dbus_message_set_body (message,
                           set ? g_variant_new ("(ssv)", SERVICE_MANAGER, name, g_variant_new_uint32 (7))
                               : g_variant_new ("(ss)", SERVICE_MANAGER, name));
  return message;
}

static GDBusMessage *
make_call (FuzzTape *tape)
{
  GDBusInterfaceInfo *const interfaces[] = { vmm_ipc_manager_interface_info (),
                                             vmm_ipc_machine_interface_info (),
                                             vmm_ipc_job_interface_info () };
  guint which = fuzz_tape_choose (tape, 16);
  GDBusInterfaceInfo *interface = interfaces[which < 8 ? 0 : which < 14 ? 1 : 2];
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autofree char *path = NULL;
  GDBusMethodInfo *method;
  GDBusMessage *message;
  guint n = 0;

  if (which == 15)
    return make_property_call (tape);
  while (interface->methods[n] != NULL)
    n++;
  method = interface->methods[fuzz_tape_choose (tape, n)];
  path = make_path (tape, interface->name);
  message =
      g_dbus_message_new_method_call (self.fixture.client->bus_name, path, interface->name, method->name);
  g_dbus_message_set_body (message, make_arguments (tape, method, fds));
  for (guint extra = fuzz_tape_choose (tape, 16); extra > 14; extra--)
    fuzz_values_add_descriptor (tape, fds);
  if (g_unix_fd_list_get_length (fds) > 0)
    g_dbus_message_set_unix_fd_list (message, fds);
  return message;
}

static void
send (GDBusMessage *message)
{
  self.waiting++;
  self.n_calls++;
  g_dbus_connection_send_message_with_reply (self.fixture.client->connection, message,
                                             G_DBUS_SEND_MESSAGE_FLAGS_NONE, ANSWER_MSEC, NULL, NULL,
                                             on_reply, NULL);
}

static gboolean
is_answered (gpointer data)
{
  return self.waiting == 0;
}

/* A caller that was put out comes again. */
static void
come_again (void)
{
  if (!g_dbus_connection_is_closed (self.fixture.client->connection))
    return;
  g_object_unref (self.fixture.client->connection);
  g_free (self.fixture.client->bus_name);
  g_free (self.fixture.client);
  self.fixture.client =
      service_client_new (g_dbus_connection_get_unique_name (self.fixture.server->connection));
}

/* It answers, and holds no more than it did. */
static void
check_alive (void)
{
  guint64 n_good;
  guint handles;
  g_autoptr (GDBusMessage) ping =
      g_dbus_message_new_method_call (self.fixture.client->bus_name, VMM_IPC_ROOT_PATH,
                                      "org.freedesktop.DBus.Peer", "Ping");
  g_autoptr (GDBusMessage) list =
      g_dbus_message_new_method_call (self.fixture.client->bus_name, VMM_IPC_ROOT_PATH, SERVICE_MANAGER,
                                      "ListMachines");

  g_dbus_message_set_body (list, g_variant_new ("(uu)", 0, 256));
  n_good = self.n_good;
  send (ping);
  send (list);
  service_wait_for (is_answered, NULL);
  g_assert_cmpuint (self.n_good, ==, n_good + 2);
  handles = count_handles ();
  if (self.n_handles == 0)
    self.n_handles = handles;
  g_assert_cmpuint (handles, <, self.n_handles + SPARE_HANDLES);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t length)
{
  FuzzTape tape = { data, length };

  if (!self.ready)
    set_up ();
  for (guint i = 0; i < MOST_CALLS && tape.left > 0; i++)
    {
      g_autoptr (GDBusMessage) message = make_call (&tape);

      send (message);
    }
  service_wait_for (is_answered, NULL);
  come_again ();
  check_alive ();
  return 0;
}
