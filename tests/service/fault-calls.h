/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* System calls that fail, or in front of which the program is killed. The linker puts them in the place of the C
 * library's (--wrap), in the program that they are linked into and nowhere else. */
typedef struct
{
  guint at;    /* the call that it comes with, from 1; 0: none does */
  guint count; /* calls so far */
  int error;   /* 0: the program is killed */
  gboolean sticky;
} FaultCalls;

extern FaultCalls fault;

/* The C library's own: never fails on purpose. */
gssize __real_write (int fd, const void *data, gsize length);

G_END_DECLS
