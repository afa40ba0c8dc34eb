/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-entry.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a person wants to know of an entry before a click on a computer of ARCH: "Installer · GNOME · about 420 MB".
 * Caller frees. */
char *frond_catalogue_words_facts (FrondCatalogueEntry *entry, const char *arch);

/* Gives BUTTON the name FORMAT for a screen reader; the one %s of FORMAT is the entry's name. */
void frond_catalogue_words_name_button (GtkWidget *button, const char *format, FrondCatalogueEntry *entry);

/* An amount to download, to 10 MB: more would not be “about”. GLib alone would write “440.0 MB”. (transfer full) */
char *frond_catalogue_words_size (guint64 size);

G_END_DECLS
