/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What of a server's words the library gets to read, and when. */
#include "frond-error.h"
#include "frond-spice-connection.h"
#include "test-wait.h"

#include <gio/gunixconnection.h>
#include <glib/gstdio.h>
#include <spice/enums.h>
#include <spice/protocol.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  int server;
  FrondSpiceGuard *guard;
  GSocketConnection *connection;
  GPollableInputStream *stream;
  GError *refused;
} Fixture;

static void
on_refused (FrondSpiceGuard *guard, const GError *error, Fixture *fixture)
{
  g_assert_null (fixture->refused);
  fixture->refused = g_error_copy (error);
}

static void
say (Fixture *fixture, gconstpointer bytes, gsize length)
{
  g_assert_cmpint (write (fixture->server, bytes, length), ==, length);
}

/* The number of bytes that came at once, 0 at the end, -1 when there are none. */
static gssize
hear (Fixture *fixture, gpointer buffer, gsize length)
{
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (fixture->stream, buffer, length, NULL, &error);

  if (n < 0 && fixture->refused == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  return n;
}

static void
hear_all (Fixture *fixture, gpointer buffer, gsize length)
{
  for (gsize done = 0; done < length;)
    {
      gssize n = hear (fixture, (guint8 *) buffer + done, length - done);

      g_assert_cmpint (n, >, 0);
      done += n;
    }
}

static void
greet (Fixture *fixture)
{
  const guint32 caps[] = { GUINT32_TO_LE (1 << SPICE_COMMON_CAP_MINI_HEADER) };
  const SpiceLinkHeader header = { SPICE_MAGIC, GUINT32_TO_LE (2), GUINT32_TO_LE (2),
                                   GUINT32_TO_LE (sizeof (SpiceLinkReply) + sizeof (caps)) };
  const SpiceLinkReply reply = { .num_common_caps = GUINT32_TO_LE (1),
                                 .caps_offset = GUINT32_TO_LE (sizeof (SpiceLinkReply)) };
  guint8 buffer[sizeof (header) + sizeof (reply) + sizeof (caps) + 4];

  say (fixture, &header, sizeof (header));
  g_assert_cmpint (hear (fixture, buffer, sizeof (header)), ==, -1);
  say (fixture, &reply, sizeof (reply));
  say (fixture, caps, sizeof (caps));
  say (fixture, "\0\0\0\0", 4);
  hear_all (fixture, buffer, sizeof (buffer));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  fixture->server = ends[0];
  fixture->guard = frond_spice_guard_new (GPOINTER_TO_INT (data));
  g_signal_connect (fixture->guard, "refused", G_CALLBACK (on_refused), fixture);
  g_assert_true (frond_spice_connection_expect (ends[1], fixture->guard, &error));
  g_assert_no_error (error);
  socket = g_socket_new_from_fd (ends[1], &error);
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  fixture->connection = g_socket_connection_factory_create_connection (socket);
  fixture->stream =
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (fixture->connection)));
  greet (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->connection);
  g_signal_handlers_disconnect_by_data (fixture->guard, fixture);
  g_object_unref (fixture->guard);
  g_clear_fd (&fixture->server, NULL);
  g_clear_error (&fixture->refused);
}

static void
say_header (Fixture *fixture, guint16 type, guint32 length)
{
  const SpiceMiniDataHeader header = { GUINT16_TO_LE (type), GUINT32_TO_LE (length) };

  say (fixture, &header, sizeof (header));
}

/* Gigabytes that a header promises are refused before one byte of them has come. */
static void
test_header (Fixture *fixture, gconstpointer data)
{
  guint8 buffer[64];

  say_header (fixture, SPICE_MSG_PING, 0x80000000);
  g_assert_cmpint (hear (fixture, buffer, sizeof (buffer)), ==, -1);
  wait_until (fixture->refused != NULL);
  g_assert_error (fixture->refused, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE);
  say_header (fixture, SPICE_MSG_PING, 0);
  g_assert_cmpint (hear (fixture, buffer, sizeof (buffer)), ==, -1);
}

/* Nothing is heard of a message that nobody knows yet whether it is good. */
static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  const guint32 surface[] = { 0, GUINT32_TO_LE (64), GUINT32_TO_LE (64),
                              GUINT32_TO_LE (SPICE_SURFACE_FMT_32_xRGB),
                              GUINT32_TO_LE (SPICE_SURFACE_FLAGS_PRIMARY) };
  SpiceMiniDataHeader header;
  guint8 buffer[sizeof (surface)];

  say_header (fixture, SPICE_MSG_DISPLAY_SURFACE_CREATE, sizeof (surface));
  g_assert_cmpint (hear (fixture, &header, sizeof (header)), ==, -1);
  say (fixture, surface, sizeof (surface) - 1);
  g_assert_cmpint (hear (fixture, &header, sizeof (header)), ==, -1);
  say (fixture, (const guint8 *) surface + sizeof (surface) - 1, 1);
  hear_all (fixture, &header, sizeof (header));
  g_assert_cmpuint (GUINT16_FROM_LE (header.type), ==, SPICE_MSG_DISPLAY_SURFACE_CREATE);
  hear_all (fixture, buffer, sizeof (buffer));
  g_assert_cmpmem (buffer, sizeof (buffer), surface, sizeof (surface));
}

/* A server counts its messages: each that is not wanted becomes one that says nothing. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  SpiceMiniDataHeader header;
  guint8 body[24];
  guint8 wait[1 + 255 * 10] = { 255 };

  for (guint i = 0; i < 100; i++)
    {
      say_header (fixture, SPICE_MSG_WAIT_FOR_CHANNELS, sizeof (wait));
      say (fixture, wait, sizeof (wait));
      hear_all (fixture, &header, sizeof (header));
      g_assert_cmpuint (GUINT16_FROM_LE (header.type), ==, SPICE_MSG_NOTIFY);
      g_assert_cmpuint (GUINT32_FROM_LE (header.size), ==, sizeof (body));
      hear_all (fixture, body, sizeof (body));
    }
  g_assert_cmpint (hear (fixture, &header, sizeof (header)), ==, -1);
}

static void
send_descriptor (Fixture *fixture)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (dup (fixture->server), NULL);
  g_autoptr (GSocketConnection) connection = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_unix_connection_send_fd (G_UNIX_CONNECTION (connection), STDIN_FILENO, NULL, &error));
  g_assert_no_error (error);
}

/* The library waits for the byte with the descriptor for ever, even after the end of the connection. */
static void
test_descriptor (Fixture *fixture, gconstpointer data)
{
  const guint32 scanout[] = { GUINT32_TO_LE (8), GUINT32_TO_LE (8), GUINT32_TO_LE (32), GUINT32_TO_LE (7),
                              0 };
  guint8 buffer[sizeof (SpiceMiniDataHeader) + sizeof (scanout)];
  g_autofd int fd = -1;
  g_autoptr (GError) error = NULL;

  say_header (fixture, SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX, sizeof (scanout));
  say (fixture, scanout, sizeof (scanout));
  g_assert_cmpint (hear (fixture, buffer, sizeof (buffer)), ==, -1);
  send_descriptor (fixture);
  hear_all (fixture, buffer, sizeof (buffer));
  fd = g_unix_connection_receive_fd (G_UNIX_CONNECTION (fixture->connection), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);

  say_header (fixture, SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX, sizeof (scanout));
  say (fixture, scanout, sizeof (scanout));
  g_clear_fd (&fixture->server, NULL);
  g_assert_cmpint (hear (fixture, buffer, sizeof (buffer)), ==, 0);
}

/* However much there is to read, others have their turn. */
static void
test_burst (Fixture *fixture, gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  say_header (fixture, SPICE_MSG_PING, 12);
  while (g_pollable_input_stream_is_readable (fixture->stream))
    g_assert_cmpint (g_get_monotonic_time (), <, end);
  g_assert_true (g_pollable_input_stream_is_readable (fixture->stream));
}

/* Another socket with the number of one that never came is not read through its guard. */
static void
test_other_socket (void)
{
  g_autoptr (FrondSpiceGuard) guard = frond_spice_guard_new (SPICE_CHANNEL_MAIN);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  int ends[2], others[2];
  char heard[5] = "";

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, others), ==, 0);
  g_assert_true (frond_spice_connection_expect (ends[1], guard, &error));
  g_assert_cmpint (dup2 (others[1], ends[1]), ==, ends[1]);
  close (others[1]);
  socket = g_socket_new_from_fd (ends[1], &error);
  g_assert_no_error (error);
  connection = g_socket_connection_factory_create_connection (socket);
  g_assert_cmpint (write (others[0], "word", 4), ==, 4);
  g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), heard, 4, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (heard, ==, "word");
  frond_spice_connection_forget (guard);
  close (ends[0]);
  close (others[0]);
}

static void
add (const char *path, int channel_type, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, GINT_TO_POINTER (channel_type), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/display/guard/header", SPICE_CHANNEL_INPUTS, test_header);
  add ("/display/guard/header-of-display", SPICE_CHANNEL_DISPLAY, test_header);
  add ("/display/guard/header-of-usb", SPICE_CHANNEL_USBREDIR, test_header);
  add ("/display/guard/pieces", SPICE_CHANNEL_DISPLAY, test_pieces);
  add ("/display/guard/dropped", SPICE_CHANNEL_CURSOR, test_dropped);
  add ("/display/guard/dropped-of-display", SPICE_CHANNEL_DISPLAY, test_dropped);
  add ("/display/guard/descriptor", SPICE_CHANNEL_DISPLAY, test_descriptor);
  add ("/display/guard/burst", SPICE_CHANNEL_DISPLAY, test_burst);
  g_test_add_func ("/display/guard/other-socket", test_other_socket);
  return g_test_run ();
}
