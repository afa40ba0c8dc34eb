/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-import.h"
#include "media-fixture.h"

G_BEGIN_DECLS

/* Runs SCRIPT with sh in the fixture's folder; it must succeed. $PYTHON is a Python. */
void import_run (MediaFixture *self, const char *script);

/* A disk.raw of 1 MiB that a BIOS starts, in the fixture's folder: what all the images are made of. */
void import_make_disk (MediaFixture *self);

/* NAME in the folder with TEXT. */
void import_write (MediaFixture *self, const char *name, const char *text, gssize length);

/* What is detected in NAME of the folder; at most half a minute. */
FrondImport *import_detect (MediaFixture *self, const char *name, GError **error);

/* The same, and it must be something without a problem. */
FrondImport *import_detect_good (MediaFixture *self, const char *name);

/* All machines of other managers in the fixture's home (import_isolate_home()). */
GPtrArray *import_find (void);

/* Opens it, unpacking to the folder "cache". */
FrondMachineSources *import_open (MediaFixture *self, FrondImport *import, GError **error);

G_END_DECLS
