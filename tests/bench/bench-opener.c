/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench-opener.h"

#include <gio/gunixsocketaddress.h>
#include <unistd.h>

struct _BenchOpener
{
  GObject parent_instance;

  GSocketClient *client;
  GSocketAddress *address;
  guint n_calls;
};

static void opener_init (FrondDisplayOpenerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchOpener, bench_opener, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FROND_TYPE_DISPLAY_OPENER, opener_init))

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (connection == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, dup (g_socket_get_fd (g_socket_connection_get_socket (connection))));
}

static void
bench_opener_open_async (FrondDisplayOpener *opener, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  BenchOpener *self = BENCH_OPENER (opener);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, bench_opener_open_async);
  self->n_calls++;
  g_socket_client_connect_async (self->client, G_SOCKET_CONNECTABLE (self->address), cancellable,
                                 on_connected, task);
}

static int
bench_opener_open_finish (FrondDisplayOpener *opener, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
opener_init (FrondDisplayOpenerInterface *iface)
{
  iface->open_async = bench_opener_open_async;
  iface->open_finish = bench_opener_open_finish;
}

static void
bench_opener_finalize (GObject *object)
{
  BenchOpener *self = BENCH_OPENER (object);

  g_clear_object (&self->client);
  g_clear_object (&self->address);
  G_OBJECT_CLASS (bench_opener_parent_class)->finalize (object);
}

static void
bench_opener_class_init (BenchOpenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bench_opener_finalize;
}

static void
bench_opener_init (BenchOpener *self)
{
  self->client = g_socket_client_new ();
}

FrondDisplayOpener *
bench_opener_new (const char *path)
{
  BenchOpener *self = g_object_new (BENCH_TYPE_OPENER, NULL);

  self->address = g_unix_socket_address_new (path);
  return FROND_DISPLAY_OPENER (self);
}

guint
bench_opener_get_n_calls (BenchOpener *self)
{
  return self->n_calls;
}
