/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk that loses its power. From disk_calls_begin() on, every call that changes what is below ROOT is written down; the
 * linker puts these in the place of the C library's (--wrap), in the program that they are linked into and nowhere else.
 * The calls themselves are carried out. */
void disk_calls_begin (const char *root);
void disk_calls_end (void);

/* How many changes there have been so far. */
guint disk_calls_count (void);

/* Makes in the empty folder TARGET what a disk can hold whose power went after N changes: all that was written out
 * (fsync, fdatasync), and of the rest whatever RANDOM says. Changes of folders keep their order, as on a file system with
 * a journal; a write to a file comes, does not come, or leaves zeros where it would have been. */
void disk_calls_cut (guint n, GRand *random, const char *target);

G_END_DECLS
