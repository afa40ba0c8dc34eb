/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-profile-store.h"

G_BEGIN_DECLS

#define FROND_TYPE_TEST_STORE (frond_test_store_get_type ())
G_DECLARE_FINAL_TYPE (FrondTestStore, frond_test_store, FROND, TEST_STORE, GObject)

/* A store in memory. */
FrondTestStore *frond_test_store_new (void);

/* Puts a copy of PROFILE in, as an earlier life would have. */
void frond_test_store_put (FrondTestStore *self, FrondProfile *profile);

/* The row with ID, or NULL. (transfer none) */
FrondProfile *frond_test_store_get (FrondTestStore *self, const char *id);

/* The ids of the profiles whose pictures were asked for, in order. (transfer none) (element-type utf8) */
GPtrArray *frond_test_store_get_pictures_asked (FrondTestStore *self);

/* The save after N more fails, once. */
void frond_test_store_fail_save (FrondTestStore *self, guint n);

/* Loading fails with CODE from here on; -1: it works. */
void frond_test_store_fail_load (FrondTestStore *self, int code);

G_END_DECLS
