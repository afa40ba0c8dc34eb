/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-connection.h"

#include "frond-error.h"
#include "frond-spice-stream.h"

#include <gio/gunixconnection.h>
#include <sys/socket.h>
#include <sys/stat.h>

/* By the number of the socket's inode: that of a descriptor is soon another one's. D-Bus has connections in threads of
 * its own. */
G_LOCK_DEFINE_STATIC (expected);
static GHashTable *expected;

static G_DEFINE_QUARK (frond_spice_stream, stream);

static GInputStream *(*get_plain_stream) (GIOStream *stream);

static guint64
get_inode (int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 ? info.st_ino : 0;
}

/* The guard that is expected for a socket, once. */
static FrondSpiceGuard *
take_expected (GSocket *socket)
{
  gpointer guard = NULL;
  guint64 inode;

  G_LOCK (expected);
  if (g_hash_table_size (expected) > 0)
    {
      inode = get_inode (g_socket_get_fd (socket));
      guard = g_hash_table_lookup (expected, &inode);
      if (guard != NULL)
        {
          g_object_ref (guard);
          g_hash_table_remove (expected, &inode);
        }
    }
  G_UNLOCK (expected);
  return guard;
}

static GInputStream *
get_input_stream (GIOStream *connection)
{
  GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection));
  g_autoptr (FrondSpiceGuard) guard = NULL;
  GInputStream *stream;

  stream = g_object_get_qdata (G_OBJECT (connection), stream_quark ());
  if (stream != NULL)
    return stream;
  guard = take_expected (socket);
  if (guard == NULL)
    return get_plain_stream (connection);
  stream = frond_spice_stream_new (socket, guard);
  g_object_set_qdata_full (G_OBJECT (connection), stream_quark (), stream, g_object_unref);
  return stream;
}

static void
install (void)
{
  GIOStreamClass *klass;

  if (get_plain_stream != NULL)
    return;
  expected = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  klass = g_type_class_ref (G_TYPE_UNIX_CONNECTION);
  get_plain_stream = klass->get_input_stream;
  g_atomic_pointer_set (&klass->get_input_stream, get_input_stream);
}

static gboolean
is_unix_stream (int fd)
{
  int family = 0, type = 0;
  socklen_t family_size = sizeof (family), type_size = sizeof (type);

  return getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &family, &family_size) == 0 && family == AF_UNIX &&
         getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &type_size) == 0 && type == SOCK_STREAM;
}

gboolean
frond_spice_connection_expect (int fd, FrondSpiceGuard *guard, GError **error)
{
  guint64 inode = get_inode (fd);

  if (inode == 0 || !is_unix_stream (fd))
    {
      frond_set_error (error, FROND_ERROR_UNSUPPORTED, NULL, "The machine's screen is not on a Unix socket");
      return FALSE;
    }
  install ();
  G_LOCK (expected);
  g_hash_table_insert (expected, g_memdup2 (&inode, sizeof inode), g_object_ref (guard));
  G_UNLOCK (expected);
  return TRUE;
}

static gboolean
is_guard (gpointer inode, gpointer guard, gpointer data)
{
  return guard == data;
}

void
frond_spice_connection_forget (FrondSpiceGuard *guard)
{
  G_LOCK (expected);
  if (expected != NULL)
    g_hash_table_foreach_remove (expected, is_guard, guard);
  G_UNLOCK (expected);
}
