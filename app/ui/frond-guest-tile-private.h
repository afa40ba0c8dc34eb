/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-guest-picture.h"
#include "frond-guest-tile.h"

G_BEGIN_DECLS

/* Shared by the two files of the tile: what it shows (frond-guest-tile.c) and what one can do (-actions.c). */
struct _FrondGuestTile
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *overlay;
  FrondGuestPicture *picture;
  GtkWidget *words;
  GtkLabel *title_label;
  GtkImage *place_icon;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkLabel *system_label;
  GtkButton *primary_button;
  GtkMenuButton *menu_button;

  /* Owned */
  FrondLibrary *library;
  FrondGuest *guest;
  GSignalGroup *guest_signals;
  GSignalGroup *profile_signals;

  gboolean selecting;
};

void _frond_guest_tile_install_actions (GtkWidgetClass *widget_class);

/* The one action that comes next in the guest's state. */
void _frond_guest_tile_do_primary (FrondGuestTile *self);

/* (transfer full) */
GMenuModel *_frond_guest_tile_build_menu (FrondGuestTile *self);

G_END_DECLS
