/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file system as it is, and what a user's files take of it; bytes. */
typedef struct
{
  guint64 used;
  guint64 free;
  guint64 whole;
} VmmSpace;

G_END_DECLS
