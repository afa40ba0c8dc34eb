/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* Numbers out of headers, in either order. */

static inline guint16
frond_le16 (const guint8 *p)
{
  return (guint16) (p[0] | p[1] << 8);
}

static inline guint32
frond_le32 (const guint8 *p)
{
  return (guint32) p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

static inline guint64
frond_le64 (const guint8 *p)
{
  return frond_le32 (p) | (guint64) frond_le32 (p + 4) << 32;
}

static inline guint32
frond_be32 (const guint8 *p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | (guint32) p[3];
}

static inline guint64
frond_be64 (const guint8 *p)
{
  return (guint64) frond_be32 (p) << 32 | frond_be32 (p + 4);
}
