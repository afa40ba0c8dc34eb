/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-usb.h"

#include <stdio.h>
#include <string.h>

/* Numbers of the usbredir protocol. */
enum
{
  HELLO = 0,
  DEVICE_CONNECT = 1,
  DEVICE_DISCONNECT = 2,
  HEADER_SIZE = 12, /* type, length, id: 32 bits each while one side knows no longer ids */
  VERSION_SIZE = 64,
  CAPABILITIES_SIZE = 4,
};

typedef struct
{
  SpiceCharDeviceInstance instance;
  GByteArray *out; /* that the client has not read yet */
  GByteArray *in;
} Port;

static guint32
read_32 (const guint8 *bytes)
{
  return (guint32) bytes[0] | (guint32) bytes[1] << 8 | (guint32) bytes[2] << 16 | (guint32) bytes[3] << 24;
}

/* The server is not ready for words while it says that somebody is there. */
static void
greet (gpointer data)
{
  Port *port = data;
  guint8 packet[HEADER_SIZE + VERSION_SIZE + CAPABILITIES_SIZE] = { HELLO };

  packet[4] = VERSION_SIZE + CAPABILITIES_SIZE;
  memcpy (packet + HEADER_SIZE, "frond synth", strlen ("frond synth"));
  g_byte_array_append (port->out, packet, sizeof packet);
  spice_server_char_device_wakeup (&port->instance);
}

static void
on_state (SpiceCharDeviceInstance *instance, int connected)
{
  Port *port = (Port *) instance;

  g_byte_array_set_size (port->in, 0);
  g_byte_array_set_size (port->out, 0);
  if (connected)
    g_idle_add_once (greet, port);
}

static void
take_packet (guint32 type, const guint8 *body, guint32 length)
{
  if (type == DEVICE_CONNECT && length >= 8)
    printf ("usb connect %02x%02x:%02x%02x\n", body[5], body[4], body[7], body[6]);
  else if (type == DEVICE_DISCONNECT)
    printf ("usb disconnect\n");
  fflush (stdout);
}

static int
on_write (SpiceCharDeviceInstance *instance, const uint8_t *bytes, int length)
{
  Port *port = (Port *) instance;

  g_byte_array_append (port->in, bytes, (guint) length);
  while (port->in->len >= HEADER_SIZE)
    {
      guint32 body = read_32 (port->in->data + 4);

      if (port->in->len < HEADER_SIZE + body)
        break;
      take_packet (read_32 (port->in->data), port->in->data + HEADER_SIZE, body);
      g_byte_array_remove_range (port->in, 0, HEADER_SIZE + body);
    }

  return length;
}

static int
on_read (SpiceCharDeviceInstance *instance, uint8_t *bytes, int length)
{
  Port *port = (Port *) instance;
  guint n = MIN ((guint) length, port->out->len);

  if (n == 0)
    return 0;
  memcpy (bytes, port->out->data, n);
  g_byte_array_remove_range (port->out, 0, n);

  return (int) n;
}

static const SpiceCharDeviceInterface port_interface = {
  .base = { SPICE_INTERFACE_CHAR_DEVICE, "synthetic USB", SPICE_INTERFACE_CHAR_DEVICE_MAJOR,
            SPICE_INTERFACE_CHAR_DEVICE_MINOR },
  .state = on_state,
  .write = on_write,
  .read = on_read,
};

void
synth_usb_add (SpiceServer *server, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      Port *port = g_new0 (Port, 1);

      port->in = g_byte_array_new ();
      port->out = g_byte_array_new ();
      port->instance.base.sif = &port_interface.base;
      port->instance.subtype = "usbredir";
      spice_server_add_interface (server, &port->instance.base);
    }
}
