/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-agent-wire.h"

#include "frond-error.h"
#include "frond-spice-wire.h"

#include <spice/vd_agent.h>

/* Everything but the clipboard is short. */
#define MAX_OTHER (64u << 10)
#define MAX_GRAB  (8 + 4 * 64)

static guint32
get_u32 (const guint8 *data)
{
  return data[0] | data[1] << 8 | data[2] << 16 | (guint32) data[3] << 24;
}

static guint32
get_size (FrondSpiceAgentWire *self)
{
  return get_u32 (self->head + 16);
}

static gboolean
has_cap (FrondSpiceAgentWire *self, guint cap)
{
  return (self->caps & (1u << cap)) != 0;
}

/* The fewest and the most bytes that a message of this kind has. */
static void
get_bounds (FrondSpiceAgentWire *self, guint32 type, guint32 *least, guint32 *most)
{
  guint32 selection = has_cap (self, VD_AGENT_CAP_CLIPBOARD_SELECTION) ? 4 : 0;

  *least = 0;
  *most = MAX_OTHER;
  switch (type)
    {
    case VD_AGENT_CLIPBOARD:
      *least = selection + 4;
      *most = FROND_SPICE_WIRE_MAX_AGENT;
      break;
    case VD_AGENT_CLIPBOARD_GRAB:
      *least = selection + (has_cap (self, VD_AGENT_CAP_CLIPBOARD_GRAB_SERIAL) ? 4 : 0);
      *most = MAX_GRAB;
      break;
    case VD_AGENT_CLIPBOARD_REQUEST:
      *least = selection + 4;
      break;
    case VD_AGENT_CLIPBOARD_RELEASE:
      *least = selection;
      break;
    case VD_AGENT_ANNOUNCE_CAPABILITIES:
    case VD_AGENT_FILE_XFER_STATUS:
    case VD_AGENT_REPLY:
      *least = 8;
      break;
    default:
      break;
    }
}

static gboolean
check_header (FrondSpiceAgentWire *self, GError **error)
{
  guint32 protocol = get_u32 (self->head);
  guint32 type = get_u32 (self->head + 4);
  guint32 size = get_size (self);
  guint32 least, most;

  get_bounds (self, type, &least, &most);
  if (protocol == VD_AGENT_PROTOCOL && size >= least && size <= most)
    return TRUE;
  frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL,
                   "The guest's agent sent a message of kind %u that has %u bytes (protocol %u)", type, size,
                   protocol);
  return FALSE;
}

/* A selection is an index of the library's own. */
static gboolean
check_start (FrondSpiceAgentWire *self, GError **error)
{
  guint32 type = get_u32 (self->head + 4);

  if (type == VD_AGENT_ANNOUNCE_CAPABILITIES)
    self->caps |= get_u32 (self->head + FROND_SPICE_AGENT_HEADER + 4);
  if (type != VD_AGENT_CLIPBOARD && type != VD_AGENT_CLIPBOARD_GRAB && type != VD_AGENT_CLIPBOARD_REQUEST &&
      type != VD_AGENT_CLIPBOARD_RELEASE)
    return TRUE;
  if (!has_cap (self, VD_AGENT_CAP_CLIPBOARD_SELECTION) ||
      self->head[FROND_SPICE_AGENT_HEADER] <= VD_AGENT_CLIPBOARD_SELECTION_SECONDARY)
    return TRUE;
  frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL, "The guest's agent named the clipboard %u",
                   self->head[FROND_SPICE_AGENT_HEADER]);
  return FALSE;
}

void
frond_spice_agent_wire_reset (FrondSpiceAgentWire *self)
{
  self->n_head = 0;
  self->left = 0;
}

/* How many bytes of the message's beginning a verdict needs. */
static guint
get_wanted (FrondSpiceAgentWire *self)
{
  if (self->n_head < FROND_SPICE_AGENT_HEADER)
    return FROND_SPICE_AGENT_HEADER;
  return FROND_SPICE_AGENT_HEADER + MIN (8, get_size (self));
}

/* BYTES are the message's from its byte FROM on. */
static void
hide_volume (FrondSpiceAgentWire *self, guint8 *bytes, guint from, gsize length)
{
  const guint at = FROND_SPICE_AGENT_HEADER + 4 + VD_AGENT_CAP_AUDIO_VOLUME_SYNC / 8;

  if (from <= at && at - from < length && get_u32 (self->head + 4) == VD_AGENT_ANNOUNCE_CAPABILITIES)
    bytes[at - from] &= ~(1u << VD_AGENT_CAP_AUDIO_VOLUME_SYNC % 8);
}

gboolean
frond_spice_agent_wire_check (FrondSpiceAgentWire *self, guint8 *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      guint wanted = get_wanted (self);
      gsize taken = self->n_head < wanted ? MIN (length, wanted - self->n_head) : MIN (length, self->left);

      if (self->n_head < wanted)
        {
          hide_volume (self, bytes, self->n_head, taken);
          memcpy (self->head + self->n_head, bytes, taken);
          self->n_head += taken;
          if (self->n_head == FROND_SPICE_AGENT_HEADER)
            {
              if (!check_header (self, error))
                return FALSE;
              self->left = get_size (self);
            }
          else if (self->n_head > FROND_SPICE_AGENT_HEADER)
            {
              self->left -= taken;
            }
          if (self->n_head > FROND_SPICE_AGENT_HEADER && self->n_head == get_wanted (self) &&
              !check_start (self, error))
            return FALSE;
        }
      else
        {
          self->left -= taken;
        }
      bytes += taken;
      length -= taken;
      if (self->n_head >= FROND_SPICE_AGENT_HEADER && self->left == 0)
        self->n_head = 0;
    }
  return TRUE;
}
