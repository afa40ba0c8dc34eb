/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* What the fuzzer says, a byte after the other: every choice takes one. */
typedef struct
{
  const guint8 *bytes;
  gsize left;
} FuzzTape;

/* Below LIMIT; 0 where nothing is left. */
guint fuzz_tape_choose (FuzzTape *tape, guint limit);

/* A value of TYPE (a single complete one), floating: mostly one that gets far, sometimes one that must not. FDS gets the
 * descriptors that it names; UUIDS are those of machines that were there. */
GVariant *fuzz_values_make (FuzzTape *tape, const GVariantType *type, GUnixFDList *fds, GPtrArray *uuids);

/* Any value of any type, floating. */
GVariant *fuzz_values_make_any (FuzzTape *tape, GUnixFDList *fds, GPtrArray *uuids);

/* A descriptor of some kind joins FDS. */
void fuzz_values_add_descriptor (FuzzTape *tape, GUnixFDList *fds);

G_END_DECLS
