/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-page.h"
#include "frond-downloads-button.h"
#include "frond-host-advice.h"
#include "frond-library-window.h"

G_BEGIN_DECLS

/* Shared by the files of the window: what it shows (frond-library-window.c), the grid (-grid.c), the catalogue
 * (-catalogue.c) and what can be wrong with the host or the store (-status.c). */
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
  FrondCataloguePage *catalogue_page;
  AdwWindowTitle *window_title;
  GtkWidget *new_button;
  GtkWidget *back_button;
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
  FrondLauncher *launcher;
  GListStore *models; /* those that are being made, and the library */
  GtkFilter *filter;
  GtkSorter *sorter;
  char *query; /* casefolded */
  char **terms; /* of the query, see frond_text_split_terms(); NULL: everything */
  char *sort;

  gboolean choosing; /* the catalogue, though there are machines */

  guint silence_source; /* while the helper is being connected to */
  gboolean silent;      /* it has not answered for too long */
};

void _frond_library_window_setup_grid (FrondLibraryWindow *self);
void _frond_library_window_query_changed (FrondLibraryWindow *self);
void _frond_library_window_sort_changed (FrondLibraryWindow *self);

void _frond_library_window_setup_catalogue (FrondLibraryWindow *self);
void _frond_library_window_install_catalogue_actions (GtkWidgetClass *widget_class);

/* Nothing is there, and nothing is being made. */
gboolean _frond_library_window_is_empty (FrondLibraryWindow *self);

/* The header that goes with the page NAME of the stack. */
void _frond_library_window_update_header (FrondLibraryWindow *self, const char *name);

/* Shows the page and the banner that go with the library and its host. */
void _frond_library_window_update_status (FrondLibraryWindow *self);

/* The helper gets its time to answer once more. */
void _frond_library_window_forget_silence (FrondLibraryWindow *self);

G_END_DECLS
