/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-cursor.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

typedef enum
{
  FROND_MOUSE_ABSOLUTE, /* the guest has a tablet: its pointer follows ours */
  FROND_MOUSE_RELATIVE, /* it has a mouse: the pointer has to be locked */
} FrondMouseMode;

typedef enum /*< flags >*/
{
  FROND_LOCK_SCROLL = 1 << 0,
  FROND_LOCK_NUM = 1 << 1,
  FROND_LOCK_CAPS = 1 << 2,
} FrondLocks;

typedef enum /*< flags >*/
{
  FROND_SCREEN_CAN_RESIZE = 1 << 0, /* the guest will be told of request_size */
  FROND_SCREEN_CAN_SWITCH = 1 << 1, /* not the first: request_size switches it on, switch_off off */
} FrondScreenCaps;

typedef enum
{
  FROND_PIXELS_XRGB8888, /* 32-bit words in the host's byte order; the X byte is anything */
  FROND_PIXELS_RGB565,
  FROND_PIXELS_RGB555,
  FROND_PIXELS_XBGR8888, /* as the first, with red and blue changed */
} FrondPixels;

/* A picture that another process has in memory of its own: see frond-scanout.h. */
typedef struct _FrondScanout FrondScanout;

/* The picture as it lies in memory, at its visible top left pixel. Only valid between acquire and release. */
typedef struct
{
  const guint8 *data;
  gssize stride; /* bytes from one row to the next below; negative where memory has the bottom row first */
  int width;
  int height;
  FrondPixels pixels;
} FrondFrame;

GType frond_mouse_mode_get_type (void);
GType frond_locks_get_type (void);
GType frond_screen_caps_get_type (void);
#define FROND_TYPE_MOUSE_MODE  (frond_mouse_mode_get_type ())
#define FROND_TYPE_LOCKS       (frond_locks_get_type ())
#define FROND_TYPE_SCREEN_CAPS (frond_screen_caps_get_type ())

#define FROND_TYPE_SCREEN (frond_screen_get_type ())
G_DECLARE_DERIVABLE_TYPE (FrondScreen, frond_screen, FROND, SCREEN, GObject)

/* One monitor of one guest: pixels and a pointer come out, keys and motion go in. Abstract; belongs to the main
 * thread.
 *
 * properties (all read-only)
 *  width, height   int, guest pixels of the visible area; 0 while there is none
 *  ready           boolean: there is a picture that the guest wants shown
 *  mouse-mode      FrondMouseMode
 *  cursor          FrondCursor, or NULL while the guest has not said: show the host's
 *  locks           FrondLocks: the guest's keyboard lights
 *  caps            FrondScreenCaps
 * signals
 *  damage (x, y, width, height)  these pixels changed; always inside of the visible area
 *  frame-changed                 size or memory changed: everything is damaged
 *  cursor-moved                  the guest put its pointer elsewhere; only worth showing with a relative mouse */
struct _FrondScreenClass
{
  GObjectClass parent_class;

  gboolean (*acquire_frame) (FrondScreen *self, FrondFrame *frame);
  void (*release_frame) (FrondScreen *self);
  FrondScanout *(*get_scanout) (FrondScreen *self, GdkRectangle *crop); /* optional, with the next two */
  void (*frame_done) (FrondScreen *self);
  void (*set_watched) (FrondScreen *self, gboolean watched);

  gboolean (*is_busy) (FrondScreen *self);

  void (*key) (FrondScreen *self, guint scancode, gboolean down);
  void (*pointer_abs) (FrondScreen *self, int x, int y);
  void (*pointer_rel) (FrondScreen *self, int dx, int dy);
  void (*button) (FrondScreen *self, guint button, gboolean down);
  void (*wheel) (FrondScreen *self, int clicks);
  void (*set_locks) (FrondScreen *self, FrondLocks locks);
  void (*request_size) (FrondScreen *self, int width, int height, int width_mm, int height_mm);
  void (*switch_off) (FrondScreen *self);
};

int frond_screen_get_width (FrondScreen *self);
int frond_screen_get_height (FrondScreen *self);
gboolean frond_screen_get_ready (FrondScreen *self);
FrondMouseMode frond_screen_get_mouse_mode (FrondScreen *self);
FrondCursor *frond_screen_get_cursor (FrondScreen *self);
/* Where the hot spot is; guest pixels. */
void frond_screen_get_cursor_position (FrondScreen *self, int *x, int *y);
FrondLocks frond_screen_get_locks (FrondScreen *self);
FrondScreenCaps frond_screen_get_caps (FrondScreen *self);

/* FALSE when there is no picture that can be read. After TRUE call release before returning to the main loop. */
gboolean frond_screen_acquire_frame (FrondScreen *self, FrondFrame *frame);
void frond_screen_release_frame (FrondScreen *self);
/* More of the picture has come and is not in it yet: it may be half of a change. */
gboolean frond_screen_is_busy (FrondScreen *self);

/* The buffer that the guest shows now and which of its pixels are visible (as they lie in memory, before they are
 * flipped), or NULL while the picture is not a buffer. (transfer none) */
FrondScanout *frond_screen_get_scanout (FrondScreen *self, GdkRectangle *crop);
/* What was damaged has been copied or drawn: a guest that waits for this may draw again. */
void frond_screen_frame_done (FrondScreen *self);
/* Somebody looks at the picture and will call frame_done after each damage; a guest that nobody watches is let on
 * slowly instead. As many calls of unwatch as of watch. */
void frond_screen_watch (FrondScreen *self);
void frond_screen_unwatch (FrondScreen *self);

/* SCANCODE is AT set 1, extended keys are 0x100 | code: see frond_keymap_from_evdev(). */
void frond_screen_key (FrondScreen *self, guint scancode, gboolean down);
/* Guest pixels; moved inside of the picture. */
void frond_screen_pointer_abs (FrondScreen *self, int x, int y);
void frond_screen_pointer_rel (FrondScreen *self, int dx, int dy);
/* 1 left, 2 middle, 3 right, 8 side, 9 extra, as GDK counts. */
void frond_screen_button (FrondScreen *self, guint button, gboolean down);
/* Whole detents; positive is down. */
void frond_screen_wheel (FrondScreen *self, int clicks);
void frond_screen_set_locks (FrondScreen *self, FrondLocks locks);
/* Asks the guest for another mode: device pixels, and millimetres (0: unknown). Only with FROND_SCREEN_CAN_RESIZE. */
void frond_screen_request_size (FrondScreen *self, int width, int height, int width_mm, int height_mm);
/* The guest has a monitor less; its windows go to the others. Only with FROND_SCREEN_CAN_SWITCH. */
void frond_screen_switch_off (FrondScreen *self);

/* For implementations: change a property and tell. Sizes that are not 0..FROND_SCREEN_MAX_SIZE are programmer's
 * errors; check what a guest says first. */
#define FROND_SCREEN_MAX_SIZE 16384
void frond_screen_take_frame_change (FrondScreen *self, int width, int height, gboolean ready);
/* Cuts the rectangle to the visible area and emits damage for what is left. */
void frond_screen_take_damage (FrondScreen *self, int x, int y, int width, int height);
void frond_screen_take_mouse_mode (FrondScreen *self, FrondMouseMode mode);
void frond_screen_take_cursor (FrondScreen *self, FrondCursor *cursor);
void frond_screen_take_cursor_position (FrondScreen *self, int x, int y);
void frond_screen_take_locks (FrondScreen *self, FrondLocks locks);
void frond_screen_take_caps (FrondScreen *self, FrondScreenCaps caps);

G_END_DECLS
