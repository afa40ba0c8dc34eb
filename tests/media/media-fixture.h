/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-media.h"

G_BEGIN_DECLS

/* A folder of its own for every test, with the user's folders in it. */
typedef struct
{
  char *dir;
} MediaFixture;

/* What distinguishes one disc from another; NULL for nothing. */
typedef struct
{
  const char *label;
  const char *publisher;
  const char *system;
  const char *application;
} MediaDisc;

/* To be called first in main(): nothing of the user's own database is read. */
void media_fixture_isolate (void);

void media_fixture_set_up (MediaFixture *self, gconstpointer user_data);
void media_fixture_tear_down (MediaFixture *self, gconstpointer user_data);

/* The path NAME in the folder. (transfer full) */
char *media_fixture_path (MediaFixture *self, const char *name);

/* Makes the ISO image NAME with TOOL ("xorriso", which writes what most projects use, or "genisoimage", which keeps
 * the case of publishers); its path, or NULL and the test is skipped where the tool is not installed. */
char *media_fixture_make_iso (MediaFixture *self, const char *name, const char *tool, const MediaDisc *disc,
                              gboolean bootable);

/* Detects in a main loop that is run until it is done; at most half a minute. */
FrondMedia *media_detect (GFile *file, GCancellable *cancellable, GError **error);

G_END_DECLS
