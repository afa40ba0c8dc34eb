/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-downloads-button.h"
#include "frond-host-advice.h"
#include "frond-library-window.h"

G_BEGIN_DECLS

/* Shared by the files of the window: what it shows (frond-library-window.c), the grid (-grid.c) and what can be wrong
 * with the host or the store (-status.c). */
struct _FrondLibraryWindow
{
  AdwApplicationWindow parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwBanner *banner;
  GtkWidget *drop_hint;
  GtkGridView *grid;
  FrondDownloadsButton *downloads_button;
  GtkToggleButton *search_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  AdwStatusPage *unavailable_page;
  GtkBox *unavailable_box;
  AdwStatusPage *failed_page;
  GtkBox *failed_box;

  /* Owned */
  FrondLibrary *library;
  FrondPictureKeeper *pictures;
  FrondSettings *settings;
  FrondPlatform *platform;
  FrondHostAdvice *banner_advice;
  GtkFilter *filter;
  GtkSorter *sorter;
  char *query; /* casefolded */
  char *sort;

  guint silence_source; /* while the helper is being connected to */
  gboolean silent;      /* it has not answered for too long */
};

void _frond_library_window_setup_grid (FrondLibraryWindow *self);
void _frond_library_window_query_changed (FrondLibraryWindow *self);
void _frond_library_window_sort_changed (FrondLibraryWindow *self);

/* Shows the page and the banner that go with the library and its host. */
void _frond_library_window_update_status (FrondLibraryWindow *self);

/* The helper gets its time to answer once more. */
void _frond_library_window_forget_silence (FrondLibraryWindow *self);

G_END_DECLS
