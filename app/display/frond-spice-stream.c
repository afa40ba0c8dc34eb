/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-stream.h"

struct _FrondSpiceStream
{
  GInputStream parent_instance;

  GSocket *socket;
  FrondSpiceGuard *guard;
};

static void pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondSpiceStream, frond_spice_stream, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static gssize
frond_spice_stream_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
                         GError **error)
{
  FrondSpiceStream *self = FROND_SPICE_STREAM (stream);

  return frond_spice_guard_read (self->guard, self->socket, buffer, count, error);
}

static gboolean
frond_spice_stream_is_readable (GPollableInputStream *stream)
{
  FrondSpiceStream *self = FROND_SPICE_STREAM (stream);

  return frond_spice_guard_is_readable (self->guard, self->socket);
}

static GSource *
frond_spice_stream_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  FrondSpiceStream *self = FROND_SPICE_STREAM (stream);
  g_autoptr (GSource) source = g_socket_create_source (self->socket, G_IO_IN, cancellable);

  g_source_set_dummy_callback (source);
  return g_pollable_source_new_full (stream, source, cancellable);
}

static gssize
frond_spice_stream_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  return frond_spice_stream_read (G_INPUT_STREAM (stream), buffer, count, NULL, error);
}

static void
pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = frond_spice_stream_is_readable;
  iface->create_source = frond_spice_stream_create_source;
  iface->read_nonblocking = frond_spice_stream_read_nonblocking;
}

static void
frond_spice_stream_finalize (GObject *object)
{
  FrondSpiceStream *self = FROND_SPICE_STREAM (object);

  g_object_unref (self->socket);
  g_object_unref (self->guard);
  G_OBJECT_CLASS (frond_spice_stream_parent_class)->finalize (object);
}

static void
frond_spice_stream_class_init (FrondSpiceStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_spice_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = frond_spice_stream_read;
}

static void
frond_spice_stream_init (FrondSpiceStream *self)
{
}

GInputStream *
frond_spice_stream_new (GSocket *socket, FrondSpiceGuard *guard)
{
  FrondSpiceStream *self = g_object_new (FROND_TYPE_SPICE_STREAM, NULL);

  self->socket = g_object_ref (socket);
  self->guard = g_object_ref (guard);
  return G_INPUT_STREAM (self);
}
