/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "synth-input.h"

#include <stdarg.h>
#include <stdio.h>

static SpiceServer *server;
static guint8 keyboard_leds;
static gboolean has_tablet;
static SynthKeyHandler key_handler;

G_GNUC_PRINTF (1, 2)
static void
say (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

static void
push_scan_freg (SpiceKbdInstance *instance, uint8_t code)
{
  say ("key %02x", code);
  if (key_handler != NULL && (code & 0x80) == 0)
    key_handler ();
}

static uint8_t
get_leds (SpiceKbdInstance *instance)
{
  return keyboard_leds;
}

static void
mouse_motion (SpiceMouseInstance *instance, int dx, int dy, int dz, uint32_t buttons)
{
  say ("motion %d %d %d %u", dx, dy, dz, buttons);
}

static void
mouse_buttons (SpiceMouseInstance *instance, uint32_t buttons)
{
  say ("buttons %u", buttons);
}

static void
tablet_set_logical_size (SpiceTabletInstance *instance, int width, int height)
{
}

static void
tablet_position (SpiceTabletInstance *instance, int x, int y, uint32_t buttons)
{
  say ("position %d %d %u", x, y, buttons);
}

static void
tablet_wheel (SpiceTabletInstance *instance, int motion, uint32_t buttons)
{
  say ("wheel %d %u", motion, buttons);
}

static void
tablet_buttons (SpiceTabletInstance *instance, uint32_t buttons)
{
  say ("buttons %u", buttons);
}

static const SpiceKbdInterface keyboard_interface = {
  .base = {
    .type = SPICE_INTERFACE_KEYBOARD,
    .description = "synthetic keyboard",
    .major_version = SPICE_INTERFACE_KEYBOARD_MAJOR,
    .minor_version = SPICE_INTERFACE_KEYBOARD_MINOR,
  },
  .push_scan_freg = push_scan_freg,
  .get_leds = get_leds,
};
static const SpiceMouseInterface mouse_interface = {
  .base = {
    .type = SPICE_INTERFACE_MOUSE,
    .description = "synthetic mouse",
    .major_version = SPICE_INTERFACE_MOUSE_MAJOR,
    .minor_version = SPICE_INTERFACE_MOUSE_MINOR,
  },
  .motion = mouse_motion,
  .buttons = mouse_buttons,
};
static const SpiceTabletInterface tablet_interface = {
  .base = {
    .type = SPICE_INTERFACE_TABLET,
    .description = "synthetic tablet",
    .major_version = SPICE_INTERFACE_TABLET_MAJOR,
    .minor_version = SPICE_INTERFACE_TABLET_MINOR,
  },
  .set_logical_size = tablet_set_logical_size,
  .position = tablet_position,
  .wheel = tablet_wheel,
  .buttons = tablet_buttons,
};

static SpiceKbdInstance keyboard = { .base.sif = &keyboard_interface.base };
static SpiceMouseInstance mouse = { .base.sif = &mouse_interface.base };
static SpiceTabletInstance tablet = { .base.sif = &tablet_interface.base };

void
synth_input_start (SpiceServer *spice_server)
{
  server = spice_server;
  spice_server_add_interface (server, &keyboard.base);
  spice_server_add_interface (server, &mouse.base);
  synth_input_set_tablet (TRUE);
}

void
synth_input_set_tablet (gboolean present)
{
  if (has_tablet == present)
    return;
  has_tablet = present;
  if (present)
    spice_server_add_interface (server, &tablet.base);
  else
    spice_server_remove_interface (&tablet.base);
}

void
synth_input_set_leds (guint leds)
{
  keyboard_leds = leds;
  spice_server_kbd_leds (&keyboard, leds);
}

void
synth_input_set_key_handler (SynthKeyHandler handler)
{
  key_handler = handler;
}
