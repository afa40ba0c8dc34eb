/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of FrondDisplay share: the widget itself, its input and its captures. */
#pragma once

#include "frond-display.h"

#include "frond-host-shortcuts.h"
#include "frond-keymap.h"
#include "frond-lock-watch.h"
#include "frond-pointer-lock.h"
#include "frond-release-chord.h"
#include "frond-resizer.h"
#include "frond-scroll.h"
#include "frond-tile-presenter.h"
#include "frond-touch.h"

G_BEGIN_DECLS

#define FROND_DISPLAY_KEY_WORDS ((FROND_SCANCODE_MAX + 32) / 32)

struct _FrondDisplay
{
  GtkWidget parent_instance;

  FrondScreen *screen;
  GSignalGroup *screen_signals;
  gboolean scaling;
  gboolean sharp;
  gboolean resize_guest;

  FrondTilePresenter *presenter;
  FrondViewport viewport;
  FrondResizer *resizer;
  guint hold_source; /* while the last picture of another size stays */
  gint64 damaged_at; /* when the picture changed first since it was copied */
  gint64 changed_at; /* and last */
  guint n_changes;
  gboolean deferred; /* it was not copied then, since more was to come */

  /* pictures that are buffers */
  GtkWidget *offload;
  FrondScreen *watched_screen; /* while somebody can see it */
  gboolean gl_active;          /* the screen has a scanout */
  gboolean shows_scanout;      /* and it is drawn by the offload's child */
  gboolean gl_failed;          /* and it can neither be drawn nor copied */
  gboolean gl_unshown;         /* the same, as it was told */

  /* input */
  GtkEventController *key_controller; /* on the window, while the display has the focus */
  FrondHostShortcuts *host_shortcuts;
  guint32 pressed_keys[FROND_DISPLAY_KEY_WORDS];
  guint n_pressed_keys;
  guint pressed_buttons; /* 1 << button */
  FrondLockWatch locks;
  GdkDevice *keyboard; /* whose lights are watched, while the keys come here */
  FrondTouch *touch;
  FrondScroll scroll_x;
  FrondScroll scroll;
  gboolean pointer_inside;
  double pointer_x;
  double pointer_y;
  GdkCursor *guest_cursor;
  double guest_cursor_factor;
  GdkTexture *drawn_cursor;

  /* captures */
  GtkWindow *window;      /* the root, while realized */
  GdkToplevel *inhibited; /* whose shortcuts are inhibited */
  gboolean active;        /* focus is here, in an active window */
  gboolean keyboard_captured;
  gboolean lifted; /* a shortcut of the host goes on: the compositor has its keys back until all are let go */
  char *captured_text;
  char *released_text;
  FrondReleaseChord chord;
  FrondPointerLock *pointer_lock;
  double relative_rest_x;
  double relative_rest_y;
};

/* frond-display-picture.c */
/* Where the picture is now; FALSE without a picture or a surface. */
gboolean frond_display_compute_viewport (FrondDisplay *self, FrondViewport *viewport);
void frond_display_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
void frond_display_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                                    int *natural, int *minimum_baseline, int *natural_baseline);
void frond_display_picture_damage (FrondDisplay *self, int x, int y, int width, int height);
void frond_display_picture_changed (FrondDisplay *self);
/* The window can be seen again. */
void frond_display_picture_resume (FrondDisplay *self);
/* What was held over a change of mode is let go. */
void frond_display_picture_drop_hold (FrondDisplay *self);

/* frond-display-scanout.c */
void frond_display_scanout_init (FrondDisplay *self);
void frond_display_scanout_dispose (FrondDisplay *self);
void frond_display_scanout_allocate (GtkWidget *widget, int width, int height, int baseline);
/* The screen is another one. */
void frond_display_scanout_set_screen (FrondDisplay *self);
/* The screen's frame-changed. */
void frond_display_scanout_changed (FrondDisplay *self);
/* FALSE: the damage is the tiles' to mend. */
gboolean frond_display_scanout_damage (FrondDisplay *self, const GdkRectangle *rect);
/* Whether somebody can see the display. */
void frond_display_scanout_update_watch (FrondDisplay *self);
/* Instead of gtk_widget_queue_draw(): GTK keeps what a child has drawn. */
void frond_display_scanout_queue_draw (FrondDisplay *self);
/* Within a snapshot, with the viewport of it. FALSE: the picture, if any, is the tiles' to draw. */
gboolean frond_display_scanout_update (FrondDisplay *self);
/* Logical pixels. */
void frond_display_scanout_snapshot (FrondDisplay *self, GtkSnapshot *snapshot);
/* Like frond_display_capture(), for what is no memory. */
GdkTexture *frond_display_scanout_capture (FrondDisplay *self, int max_width);

/* frond-display-pacing.c */
/* The picture changed, IS_FIRST: for the first time since it was copied. */
void frond_display_pacing_damaged (FrondDisplay *self, gboolean is_first);
/* TRUE when this frame should show what is shown: the next one will be drawn. There is a screen. */
gboolean frond_display_pacing_defer (FrondDisplay *self);

/* frond-display.c */
void frond_display_set_gl_unshown (FrondDisplay *self, gboolean unshown);
void frond_display_notify_keyboard_captured (FrondDisplay *self);
void frond_display_notify_pointer_captured (FrondDisplay *self);
void frond_display_emit_released (FrondDisplay *self);

/* frond-display-input.c */
void frond_display_input_init (FrondDisplay *self);
void frond_display_input_start_keys (FrondDisplay *self);
void frond_display_input_stop_keys (FrondDisplay *self);
void frond_display_input_release_all (FrondDisplay *self);
gboolean frond_display_input_is_pressed (FrondDisplay *self, guint scancode);
void frond_display_input_relative (FrondDisplay *self, double dx, double dy);

/* frond-display-pointer.c */
void frond_display_pointer_init (FrondDisplay *self);
void frond_display_pointer_release_buttons (FrondDisplay *self);
void frond_display_pointer_update_cursor (FrondDisplay *self);
void frond_display_pointer_drop_cursor (FrondDisplay *self);
/* Draws the guest's pointer where the guest has it; device pixels. */
void frond_display_pointer_snapshot (FrondDisplay *self, GtkSnapshot *snapshot);
/* The guest moved it. */
void frond_display_pointer_moved (FrondDisplay *self);

/* frond-display-capture.c */
void frond_display_capture_realize (FrondDisplay *self);
void frond_display_capture_unrealize (FrondDisplay *self);
void frond_display_capture_update_active (FrondDisplay *self);
/* The release chord was pressed: everything goes back to the host. */
void frond_display_capture_let_go (FrondDisplay *self);
/* A shortcut that stays with the host was pressed; drop: its keys are up again. */
void frond_display_capture_lift (FrondDisplay *self);
void frond_display_capture_drop_lift (FrondDisplay *self);
gboolean frond_display_capture_lock_pointer (FrondDisplay *self);
void frond_display_capture_unlock_pointer (FrondDisplay *self);

/* For tests: tiles copied so far. */
guint64 frond_display_get_n_copies (FrondDisplay *self);

G_END_DECLS
