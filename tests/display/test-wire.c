/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server or a guest's agent may say. */
#include "frond-spice-agent-wire.h"
#include "frond-spice-wire.h"

#include <spice/enums.h>
#include <spice/vd_agent.h>

typedef struct
{
  FrondSpiceWire *wire;
  GByteArray *body;
  gint64 now;
} Fixture;

static void
put (Fixture *fixture, guint64 value, guint bytes)
{
  for (guint i = 0; i < bytes; i++)
    {
      guint8 byte = value >> (8 * i);

      g_byte_array_append (fixture->body, &byte, 1);
    }
}

static void
begin (Fixture *fixture, int channel_type)
{
  g_clear_pointer (&fixture->wire, frond_spice_wire_free);
  fixture->wire = frond_spice_wire_new (channel_type);
}

/* Says what was put, and forgets it. */
static FrondSpiceVerdict
say (Fixture *fixture, guint16 message)
{
  g_autoptr (GError) error = NULL;
  FrondSpiceMessage whole = {
    .type = message, .body = fixture->body->data, .have = fixture->body->len, .length = fixture->body->len
  };
  FrondSpiceVerdict verdict = frond_spice_wire_check (fixture->wire, &whole, fixture->now, &error);

  g_assert_true ((verdict == FROND_SPICE_WIRE_REFUSE) == (error != NULL));
  g_byte_array_set_size (fixture->body, 0);
  return verdict;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->body = g_byte_array_new ();
  fixture->now = 1000 * G_USEC_PER_SEC;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->wire, frond_spice_wire_free);
  g_byte_array_unref (fixture->body);
}

static FrondSpiceVerdict
say_cursor (Fixture *fixture, guint flags, guint type, guint width, guint height, gsize bytes)
{
  put (fixture, 0, 5); /* position, visible */
  put (fixture, flags, 2);
  put (fixture, 1, 8);
  put (fixture, type, 1);
  put (fixture, width, 2);
  put (fixture, height, 2);
  put (fixture, 0, 4); /* hot spot */
  g_byte_array_set_size (fixture->body, fixture->body->len + bytes);
  return say (fixture, SPICE_MSG_CURSOR_SET);
}

static void
test_cursor (Fixture *fixture, gconstpointer data)
{
  begin (fixture, SPICE_CHANNEL_CURSOR);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_ALPHA, 32, 32, 4096), ==, FROND_SPICE_WIRE_PASS);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_ALPHA, 32, 32, 4095), ==, FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_MONO, 33, 2, 20), ==, FROND_SPICE_WIRE_PASS);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_MONO, 33, 2, 19), ==, FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_COLOR4, 3, 3, 6 + 64 + 2), ==,
                   FROND_SPICE_WIRE_PASS);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_COLOR4, 3, 3, 6 + 64 + 1), ==,
                   FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_ALPHA, 512, 512, 512 * 512 * 4), ==,
                   FROND_SPICE_WIRE_PASS);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_ALPHA, 513, 1, 4096), ==, FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_ALPHA, 65535, 65535, 64), ==,
                   FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say_cursor (fixture, 0, SPICE_CURSOR_TYPE_ALPHA, 0, 0, 64), ==, FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say_cursor (fixture, 0, 99, 8, 8, 4096), ==, FROND_SPICE_WIRE_DROP);
  put (fixture, 0, 5);
  g_assert_cmpint (say (fixture, SPICE_MSG_CURSOR_SET), ==, FROND_SPICE_WIRE_REFUSE);
  put (fixture, 0, 5);
  put (fixture, SPICE_CURSOR_FLAGS_NONE, 2);
  g_assert_cmpint (say (fixture, SPICE_MSG_CURSOR_SET), ==, FROND_SPICE_WIRE_PASS);
}

static void
test_cursor_cache (Fixture *fixture, gconstpointer data)
{
  FrondSpiceVerdict verdict = FROND_SPICE_WIRE_PASS;
  guint n;

  begin (fixture, SPICE_CHANNEL_CURSOR);
  for (n = 0; verdict == FROND_SPICE_WIRE_PASS && n < 1000; n++)
    verdict =
        say_cursor (fixture, SPICE_CURSOR_FLAGS_CACHE_ME, SPICE_CURSOR_TYPE_ALPHA, 512, 512, 512 * 512 * 4);
  g_assert_cmpint (verdict, ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpuint (n, ==, 33);
}

static void
test_main (Fixture *fixture, gconstpointer data)
{
  begin (fixture, SPICE_CHANNEL_MAIN);
  put (fixture, 3, 4);
  put (fixture, 'a' | 'b' << 8, 3);
  g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_NAME), ==, FROND_SPICE_WIRE_PASS);
  put (fixture, 3, 4);
  put (fixture, 'a' | 'b' << 8 | 'c' << 16, 3);
  g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_NAME), ==, FROND_SPICE_WIRE_REFUSE);
  put (fixture, 4, 4);
  put (fixture, 0, 3);
  g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_NAME), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_NAME), ==, FROND_SPICE_WIRE_REFUSE);
  put (fixture, 65, 4);
  g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_CHANNELS_LIST), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_MIGRATE_SWITCH_HOST), ==, FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say (fixture, SPICE_MSG_WAIT_FOR_CHANNELS), ==, FROND_SPICE_WIRE_DROP);
  g_assert_cmpint (say (fixture, SPICE_MSG_LIST), ==, FROND_SPICE_WIRE_REFUSE);
  g_byte_array_set_size (fixture->body, (64 << 10) + 1);
  g_assert_cmpint (say (fixture, SPICE_MSG_NOTIFY), ==, FROND_SPICE_WIRE_REFUSE);
}

static void
put_agent (Fixture *fixture, guint32 type, guint32 size)
{
  put (fixture, VD_AGENT_PROTOCOL, 4);
  put (fixture, type, 4);
  put (fixture, 0, 8);
  put (fixture, size, 4);
}

static void
announce (Fixture *fixture, guint32 caps)
{
  put_agent (fixture, VD_AGENT_ANNOUNCE_CAPABILITIES, 8);
  put (fixture, 0, 4);
  put (fixture, caps, 4);
  g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_AGENT_DATA), ==, FROND_SPICE_WIRE_PASS);
}

static FrondSpiceVerdict
say_agent (Fixture *fixture, guint32 type, guint32 size)
{
  begin (fixture, SPICE_CHANNEL_MAIN);
  announce (fixture, 1u << VD_AGENT_CAP_CLIPBOARD_SELECTION);
  put_agent (fixture, type, size);
  return say (fixture, SPICE_MSG_MAIN_AGENT_DATA);
}

static void
test_agent_sizes (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (say_agent (fixture, VD_AGENT_CLIPBOARD, 8), ==, FROND_SPICE_WIRE_PASS);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_CLIPBOARD, 7), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_CLIPBOARD, FROND_SPICE_WIRE_MAX_AGENT), ==,
                   FROND_SPICE_WIRE_PASS);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_CLIPBOARD, FROND_SPICE_WIRE_MAX_AGENT + 1), ==,
                   FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_CLIPBOARD, G_MAXUINT32), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_CLIPBOARD_GRAB, 3), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_CLIPBOARD_GRAB, 4096), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_CLIPBOARD_REQUEST, 0), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_CLIPBOARD_RELEASE, 0), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_ANNOUNCE_CAPABILITIES, 4), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say_agent (fixture, VD_AGENT_FILE_XFER_STATUS, 4), ==, FROND_SPICE_WIRE_REFUSE);
  g_assert_cmpint (say_agent (fixture, 4711, 65537), ==, FROND_SPICE_WIRE_REFUSE);
}

static void
test_agent_selection (Fixture *fixture, gconstpointer data)
{
  say_agent (fixture, VD_AGENT_CLIPBOARD_GRAB, 8);
  put (fixture, VD_AGENT_CLIPBOARD_SELECTION_PRIMARY, 4);
  put (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT, 4);
  g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_AGENT_DATA), ==, FROND_SPICE_WIRE_PASS);
  say_agent (fixture, VD_AGENT_CLIPBOARD_GRAB, 8);
  put (fixture, 200, 4);
  put (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT, 4);
  g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_AGENT_DATA), ==, FROND_SPICE_WIRE_REFUSE);
}

/* Byte by byte, and with the next message behind it. */
static void
test_agent_pieces (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) all = NULL;

  begin (fixture, SPICE_CHANNEL_MAIN);
  announce (fixture, 1u << VD_AGENT_CAP_CLIPBOARD_SELECTION);
  put_agent (fixture, VD_AGENT_CLIPBOARD, 11);
  put (fixture, 0, 8);
  put (fixture, 0, 3);
  put_agent (fixture, VD_AGENT_CLIPBOARD_RELEASE, 4);
  put (fixture, 0, 4);
  put_agent (fixture, VD_AGENT_CLIPBOARD, 3);
  all = g_steal_pointer (&fixture->body);
  fixture->body = g_byte_array_new ();
  for (guint i = 0; i < all->len; i++)
    {
      put (fixture, all->data[i], 1);
      g_assert_cmpint (say (fixture, SPICE_MSG_MAIN_AGENT_DATA), ==,
                       i + 1 < all->len ? FROND_SPICE_WIRE_PASS : FROND_SPICE_WIRE_REFUSE);
    }
}

/* The library opens the microphone for an agent that can set the guest's volume. */
static void
test_agent_volume (Fixture *fixture, gconstpointer data)
{
  const guint32 caps = G_MAXUINT32;
  const guint32 hidden = caps & ~(1u << VD_AGENT_CAP_AUDIO_VOLUME_SYNC);
  FrondSpiceMessage message = { .type = SPICE_MSG_MAIN_AGENT_DATA };
  g_autoptr (GError) error = NULL;
  guint32 seen = 0;

  begin (fixture, SPICE_CHANNEL_MAIN);
  put_agent (fixture, VD_AGENT_ANNOUNCE_CAPABILITIES, 8);
  put (fixture, 0, 4);
  put (fixture, caps, 4);
  message.body = fixture->body->data;
  message.have = message.length = fixture->body->len;
  g_assert_cmpint (frond_spice_wire_check (fixture->wire, &message, 0, &error), ==, FROND_SPICE_WIRE_PASS);
  memcpy (&seen, fixture->body->data + 24, 4);
  g_assert_cmphex (GUINT32_FROM_LE (seen), ==, hidden);
}

static FrondSpiceVerdict
say_sound (Fixture *fixture, int channel_type, guint32 channels, guint format, guint32 rate)
{
  begin (fixture, channel_type);
  put (fixture, channels, 4);
  put (fixture, format, 2);
  put (fixture, rate, 4);
  put (fixture, 0, 4);
  return say (fixture,
              channel_type == SPICE_CHANNEL_RECORD ? SPICE_MSG_RECORD_START : SPICE_MSG_PLAYBACK_START);
}

static void
test_sound (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      int type = i == 0 ? SPICE_CHANNEL_PLAYBACK : SPICE_CHANNEL_RECORD;

      g_assert_cmpint (say_sound (fixture, type, 2, SPICE_AUDIO_FMT_S16, 48000), ==, FROND_SPICE_WIRE_PASS);
      g_assert_cmpint (say_sound (fixture, type, 0, SPICE_AUDIO_FMT_S16, 48000), ==, FROND_SPICE_WIRE_REFUSE);
      g_assert_cmpint (say_sound (fixture, type, 9, SPICE_AUDIO_FMT_S16, 48000), ==, FROND_SPICE_WIRE_REFUSE);
      g_assert_cmpint (say_sound (fixture, type, 2, 7, 48000), ==, FROND_SPICE_WIRE_REFUSE);
      g_assert_cmpint (say_sound (fixture, type, 2, SPICE_AUDIO_FMT_S16, G_MAXUINT32), ==,
                       FROND_SPICE_WIRE_REFUSE);
    }
}

/* Ten seconds of sound at once: the first two are enough. */
static void
test_sound_flood (Fixture *fixture, gconstpointer data)
{
  guint n_passed = 0;

  say_sound (fixture, SPICE_CHANNEL_PLAYBACK, 2, SPICE_AUDIO_FMT_S16, 48000);
  for (guint i = 0; i < 1000; i++)
    {
      put (fixture, 0, 4);
      g_byte_array_set_size (fixture->body, 4 + 1920);
      n_passed += say (fixture, SPICE_MSG_PLAYBACK_DATA) == FROND_SPICE_WIRE_PASS;
    }
  g_assert_cmpuint (n_passed, >=, 195);
  g_assert_cmpuint (n_passed, <=, 210);
  fixture->now += 10 * G_USEC_PER_SEC;
  g_byte_array_set_size (fixture->body, 4 + 1920);
  g_assert_cmpint (say (fixture, SPICE_MSG_PLAYBACK_DATA), ==, FROND_SPICE_WIRE_PASS);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/display/wire/cursor", test_cursor);
  add ("/display/wire/cursor-cache", test_cursor_cache);
  add ("/display/wire/main", test_main);
  add ("/display/wire/agent-sizes", test_agent_sizes);
  add ("/display/wire/agent-selection", test_agent_selection);
  add ("/display/wire/agent-pieces", test_agent_pieces);
  add ("/display/wire/agent-volume", test_agent_volume);
  add ("/display/wire/sound", test_sound);
  add ("/display/wire/sound-flood", test_sound_flood);
  return g_test_run ();
}
