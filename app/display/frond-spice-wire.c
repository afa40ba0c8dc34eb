/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-spice-wire.h"

#include "frond-cursor.h"
#include "frond-error.h"
#include "frond-spice-agent-wire.h"
#include "frond-spice-display-wire.h"

#include <spice/enums.h>

/* Bytes of pointers that the library may be asked to remember. */
#define MAX_CURSOR_CACHE (32u << 20)
#define CURSOR_HEADER    17 /* unique, type, width, height, hot spot */

#define MAX_AUDIO_CHANNELS  8
#define MIN_AUDIO_RATE      1000
#define MAX_AUDIO_RATE      192000
#define AUDIO_FRAME         480 /* samples of the shortest packet: Opus' 10 ms at 48 kHz */
#define MAX_AUDIO_AHEAD_SEC 2

#define MAX_CHANNELS 64

#define MAX_USB_DATA (1u << 20) /* libspice-server sends 64 KiB */

struct _FrondSpiceWire
{
  int channel_type;
  FrondSpiceAgentWire agent;
  FrondSpiceCanvases *canvases; /* of a display */
  gsize cursor_cache;

  /* playback */
  guint bytes_a_second; /* 0: nothing is played */
  guint bytes_a_frame;
  gint64 played_until; /* when all that came will have been played; microseconds */
};

FrondSpiceWire *
frond_spice_wire_new (int channel_type)
{
  FrondSpiceWire *self = g_new0 (FrondSpiceWire, 1);

  self->channel_type = channel_type;
  if (channel_type == SPICE_CHANNEL_DISPLAY)
    self->canvases = frond_spice_canvases_new ();
  return self;
}

void
frond_spice_wire_free (FrondSpiceWire *self)
{
  g_clear_pointer (&self->canvases, frond_spice_canvases_free);
  g_free (self);
}

gsize
frond_spice_wire_get_max_length (FrondSpiceWire *self)
{
  switch (self->channel_type)
    {
    case SPICE_CHANNEL_CURSOR:
      return 2u << 20;
    case SPICE_CHANNEL_PLAYBACK:
      return 1u << 20;
    case SPICE_CHANNEL_USBREDIR:
      return MAX_USB_DATA;
    case SPICE_CHANNEL_DISPLAY:
      return FROND_SPICE_DISPLAY_WIRE_MAX_LENGTH;
    default:
      return 64u << 10;
    }
}

static guint16
get_u16 (const guint8 *data)
{
  return data[0] | data[1] << 8;
}

static guint32
get_u32 (const guint8 *data)
{
  return data[0] | data[1] << 8 | data[2] << 16 | (guint32) data[3] << 24;
}

static FrondSpiceVerdict
refuse (GError **error, const char *what, guint64 number)
{
  frond_set_error (error, FROND_ERROR_OUT_OF_RANGE, NULL,
                   "The other side sent %s that nobody sane would send (%" G_GUINT64_FORMAT ")", what,
                   number);
  return FROND_SPICE_WIRE_REFUSE;
}

/* The text is taken for one with an end. */
static FrondSpiceVerdict
check_name (const guint8 *body, gsize length, GError **error)
{
  gsize claimed = length >= 4 ? get_u32 (body) : 0;

  if (claimed < 1 || claimed > length - 4 || memchr (body + 4, 0, claimed) == NULL)
    return refuse (error, "a name without an end", length);
  return FROND_SPICE_WIRE_PASS;
}

static FrondSpiceVerdict
check_main (FrondSpiceWire *self, guint16 message, guint8 *body, gsize length, GError **error)
{
  switch (message)
    {
    case SPICE_MSG_MAIN_NAME:
      return check_name (body, length, error);
    case SPICE_MSG_MAIN_CHANNELS_LIST:
      if (length < 4 || get_u32 (body) > MAX_CHANNELS)
        return refuse (error, "a list of channels", length < 4 ? length : get_u32 (body));
      return FROND_SPICE_WIRE_PASS;
    case SPICE_MSG_MAIN_AGENT_DISCONNECTED:
      frond_spice_agent_wire_reset (&self->agent);
      return FROND_SPICE_WIRE_PASS;
    case SPICE_MSG_MAIN_AGENT_DATA:
      return frond_spice_agent_wire_check (&self->agent, body, length, error) ? FROND_SPICE_WIRE_PASS
                                                                              : FROND_SPICE_WIRE_REFUSE;
    /* The library would connect wherever the other side says, which a descriptor of ours does not reach. */
    case SPICE_MSG_MAIN_MIGRATE_BEGIN:
    case SPICE_MSG_MAIN_MIGRATE_BEGIN_SEAMLESS:
    case SPICE_MSG_MAIN_MIGRATE_SWITCH_HOST:
    case SPICE_MSG_MAIN_MIGRATE_END:
    case SPICE_MSG_MAIN_MIGRATE_CANCEL:
    case SPICE_MSG_MAIN_MIGRATE_DST_SEAMLESS_ACK:
    case SPICE_MSG_MAIN_MIGRATE_DST_SEAMLESS_NACK:
      return FROND_SPICE_WIRE_DROP;
    default:
      return FROND_SPICE_WIRE_PASS;
    }
}

/* Bytes that the library reads for a shape, or 0 when it cannot read that kind. */
static gsize
cursor_bytes (guint type, gsize width, gsize height)
{
  gsize mask = (width * height + 7) / 8;

  switch (type)
    {
    case SPICE_CURSOR_TYPE_ALPHA:
      return width * height * 4;
    case SPICE_CURSOR_TYPE_MONO:
      return (width + 7) / 8 * height * 2;
    case SPICE_CURSOR_TYPE_COLOR32:
      return width * height * 4 + mask;
    case SPICE_CURSOR_TYPE_COLOR16:
      return width * height * 2 + mask;
    case SPICE_CURSOR_TYPE_COLOR4:
      return (width + 1) / 2 * height + 16 * 4 + mask;
    default:
      return 0;
    }
}

static FrondSpiceVerdict
check_shape (FrondSpiceWire *self, const guint8 *shape, gsize length, GError **error)
{
  guint flags, width, height;
  gsize bytes;

  if (length < 2)
    return refuse (error, "half a pointer", length);
  flags = get_u16 (shape);
  if ((flags & SPICE_CURSOR_FLAGS_NONE) != 0)
    return FROND_SPICE_WIRE_PASS;
  if (length < 2 + CURSOR_HEADER)
    return refuse (error, "half a pointer", length);
  if ((flags & SPICE_CURSOR_FLAGS_FROM_CACHE) != 0)
    return FROND_SPICE_WIRE_PASS;

  width = get_u16 (shape + 11);
  height = get_u16 (shape + 13);
  bytes = cursor_bytes (shape[10], width, height);
  if (width < 1 || height < 1 || width > FROND_CURSOR_MAX_SIZE || height > FROND_CURSOR_MAX_SIZE ||
      bytes == 0 || bytes > length - 2 - CURSOR_HEADER)
    return FROND_SPICE_WIRE_DROP;
  if ((flags & SPICE_CURSOR_FLAGS_CACHE_ME) != 0)
    self->cursor_cache += (gsize) width * height * 4;
  if (self->cursor_cache > MAX_CURSOR_CACHE)
    return refuse (error, "so many pointers to remember", self->cursor_cache);
  return FROND_SPICE_WIRE_PASS;
}

static FrondSpiceVerdict
check_cursor (FrondSpiceWire *self, guint16 message, const guint8 *body, gsize length, GError **error)
{
  gsize before = message == SPICE_MSG_CURSOR_INIT ? 9 : 5;

  switch (message)
    {
    case SPICE_MSG_CURSOR_RESET:
    case SPICE_MSG_CURSOR_INVAL_ALL:
      self->cursor_cache = 0;
      return FROND_SPICE_WIRE_PASS;
    case SPICE_MSG_CURSOR_INIT:
      self->cursor_cache = 0;
      G_GNUC_FALLTHROUGH;
    case SPICE_MSG_CURSOR_SET:
      if (length < before)
        return refuse (error, "half a pointer", length);
      return check_shape (self, body + before, length - before, error);
    default:
      return FROND_SPICE_WIRE_PASS;
    }
}

/* Channels, format and rate, as both directions begin. */
static gboolean
is_sane_audio (const guint8 *body, gsize length)
{
  return length >= 10 && get_u32 (body) >= 1 && get_u32 (body) <= MAX_AUDIO_CHANNELS &&
         get_u16 (body + 4) == SPICE_AUDIO_FMT_S16 && get_u32 (body + 6) >= MIN_AUDIO_RATE &&
         get_u32 (body + 6) <= MAX_AUDIO_RATE;
}

/* What is not played yet waits in memory, without a bound of the library's own. */
static FrondSpiceVerdict
check_audio_data (FrondSpiceWire *self, gsize length, gint64 now)
{
  guint64 bytes = MAX (length, self->bytes_a_frame);

  if (self->bytes_a_second == 0 || length <= 4)
    return FROND_SPICE_WIRE_DROP;
  self->played_until = MAX (self->played_until, now);
  if (self->played_until - now > MAX_AUDIO_AHEAD_SEC * G_USEC_PER_SEC)
    return FROND_SPICE_WIRE_DROP;
  self->played_until += (gint64) (bytes * G_USEC_PER_SEC / self->bytes_a_second);
  return FROND_SPICE_WIRE_PASS;
}

static FrondSpiceVerdict
check_playback (FrondSpiceWire *self, guint16 message, const guint8 *body, gsize length, gint64 now,
                GError **error)
{
  switch (message)
    {
    case SPICE_MSG_PLAYBACK_START:
      if (!is_sane_audio (body, length))
        return refuse (error, "a kind of sound", length >= 10 ? get_u32 (body + 6) : length);
      self->bytes_a_frame = AUDIO_FRAME * get_u32 (body) * 2;
      self->bytes_a_second = get_u32 (body) * 2 * get_u32 (body + 6);
      return FROND_SPICE_WIRE_PASS;
    case SPICE_MSG_PLAYBACK_STOP:
      self->bytes_a_second = 0;
      return FROND_SPICE_WIRE_PASS;
    case SPICE_MSG_PLAYBACK_DATA:
      return check_audio_data (self, length, now);
    case SPICE_MSG_PLAYBACK_MODE:
      if (length < 6 || (get_u16 (body + 4) != SPICE_AUDIO_DATA_MODE_RAW &&
                         get_u16 (body + 4) != SPICE_AUDIO_DATA_MODE_OPUS))
        return refuse (error, "a kind of sound", length);
      return FROND_SPICE_WIRE_PASS;
    default:
      return FROND_SPICE_WIRE_PASS;
    }
}

/* The library allocates what a compressed piece promises to become. */
static FrondSpiceVerdict
check_usb (guint16 message, const guint8 *body, gsize length, GError **error)
{
  if (message != SPICE_MSG_SPICEVMC_COMPRESSED_DATA)
    return FROND_SPICE_WIRE_PASS;
  if (length < 9 || get_u32 (body + 1) > MAX_USB_DATA)
    return refuse (error, "a piece of USB data", length < 9 ? length : get_u32 (body + 1));
  return FROND_SPICE_WIRE_PASS;
}

static FrondSpiceVerdict
check_whole (FrondSpiceWire *self, FrondSpiceMessage *message, gint64 now, GError **error)
{
  guint8 *body = message->body;
  gsize length = message->length;

  switch (self->channel_type)
    {
    case SPICE_CHANNEL_MAIN:
      return check_main (self, message->type, body, length, error);
    case SPICE_CHANNEL_CURSOR:
      return check_cursor (self, message->type, body, length, error);
    case SPICE_CHANNEL_PLAYBACK:
      return check_playback (self, message->type, body, length, now, error);
    case SPICE_CHANNEL_RECORD:
      if (message->type == SPICE_MSG_RECORD_START && !is_sane_audio (body, length))
        return refuse (error, "a kind of sound", length);
      return FROND_SPICE_WIRE_PASS;
    case SPICE_CHANNEL_USBREDIR:
      return check_usb (message->type, body, length, error);
    default:
      return FROND_SPICE_WIRE_PASS;
    }
}

FrondSpiceVerdict
frond_spice_wire_check (FrondSpiceWire *self, FrondSpiceMessage *message, gint64 now, GError **error)
{
  if (message->length > frond_spice_wire_get_max_length (self))
    return refuse (error, "a message of a length", message->length);

  switch (message->type)
    {
    /* Lists of messages in a message are read without any bound; no server of ours makes them. */
    case SPICE_MSG_LIST:
      return refuse (error, "a message of a kind", message->type);
    /* A channel that waits for what never comes outlives its session. Displays wait for each other's images, which nobody
     * is to remember. */
    case SPICE_MSG_WAIT_FOR_CHANNELS:
    case SPICE_MSG_MIGRATE:
    case SPICE_MSG_MIGRATE_DATA:
      return FROND_SPICE_WIRE_DROP;
    default:
      break;
    }

  if (self->channel_type == SPICE_CHANNEL_DISPLAY)
    return frond_spice_display_wire_check (self->canvases, message, error);
  if (message->have < message->length)
    {
      message->wanted = message->length;
      return FROND_SPICE_WIRE_MORE;
    }
  return check_whole (self, message, now, error);
}
