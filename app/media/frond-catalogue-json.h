/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An object somewhere in a JSON text of which nothing is believed. Each function that can fail names in its
 * FROND_ERROR's field where that was: "entries[2].files[0].url". Texts that are optional and not there are "". */
typedef struct _FrondJsonPlace FrondJsonPlace;

/* The object that is all of DATA, which is UTF-8 and nested at most MAX_DEPTH deep. */
FrondJsonPlace *frond_json_place_new (GBytes *data, guint max_depth, GError **error);
void frond_json_place_free (FrondJsonPlace *self);

/* Refuses a key that is not among KEYS. */
gboolean frond_json_check_keys (FrondJsonPlace *self, const char *const *keys, GError **error);

/* The object at KEY; PLACE is NULL where it is not there. */
gboolean frond_json_enter (FrondJsonPlace *self, const char *key, FrondJsonPlace **place, GError **error);

/* The list at KEY, which must be there: how long it is, and the object that is its Nth item. */
gboolean frond_json_count (FrondJsonPlace *self, const char *key, guint least, guint most, guint *n,
                           GError **error);
FrondJsonPlace *frond_json_enter_nth (FrondJsonPlace *self, const char *key, guint n, GError **error);

/* One line of at most MAX characters, none of them a control character. Each of these replaces TEXT. */
gboolean frond_json_read_text (FrondJsonPlace *self, const char *key, guint max, gboolean needed, char **text,
                               GError **error);
gboolean frond_json_read_texts (FrondJsonPlace *self, const char *key, guint max, guint max_length,
                                char ***texts, GError **error);
gboolean frond_json_read_choice (FrondJsonPlace *self, const char *key, const char *const *choices,
                                 gboolean needed, char **text, GError **error);
/* See frond_catalogue_url_is_valid(). */
gboolean frond_json_read_url (FrondJsonPlace *self, const char *key, gboolean local, gboolean needed,
                              char **text, GError **error);
/* Must be there: lower-case letters, digits, and "._+-" but for the first one. */
gboolean frond_json_read_id (FrondJsonPlace *self, const char *key, char **text, GError **error);
/* An address that names a system; nothing is fetched from it. */
gboolean frond_json_read_os_id (FrondJsonPlace *self, const char *key, char **text, GError **error);
/* "2026-11-25" */
gboolean frond_json_read_date (FrondJsonPlace *self, const char *key, char **text, GError **error);
/* "#1a2b3c" */
gboolean frond_json_read_color (FrondJsonPlace *self, const char *key, char **text, GError **error);
gboolean frond_json_read_hex (FrondJsonPlace *self, const char *key, char **text, GError **error);
/* A whole number from 1 to MAX; 0 where it is not there. */
gboolean frond_json_read_size (FrondJsonPlace *self, const char *key, guint64 max, guint64 *size,
                               GError **error);

/* Sets the error that what is at KEY is wrong. Always FALSE. */
gboolean frond_json_fail (FrondJsonPlace *self, const char *key, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondJsonPlace, frond_json_place_free)

G_END_DECLS
