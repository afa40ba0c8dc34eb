/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-display-private.h"
#include "frond-test-screen.h"

/* The widget in a real window, and something else in it that can have the focus. */
typedef struct
{
  GtkWindow *window;
  GtkWidget *entry; /* something else that can have the focus */
  FrondDisplay *display;
  FrondTestScreen *screen; /* as large as the display at first, in device pixels */
  int scale;
  int width; /* of the display, device pixels */
  int height;
  guint n_released;
  guint n_shortcuts;
} DisplayFixture;

void display_fixture_set_up (DisplayFixture *fixture, gconstpointer data);
void display_fixture_tear_down (DisplayFixture *fixture, gconstpointer data);
/* The mouse, to a point of the display; device pixels. */
void display_fixture_move_pointer (DisplayFixture *fixture, int x, int y);
