/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much of what one user may have at a time. */
typedef enum
{
  VMM_LIMIT_MACHINES,         /* machines, with those that are being made; not those in the trash */
  VMM_LIMIT_RUNNING,          /* of them with a guest */
  VMM_LIMIT_MEMORY,           /* bytes of all guests together; % of the computer's */
  VMM_LIMIT_VCPUS,            /* processors of all guests together; % of the computer's */
  VMM_LIMIT_DISK_SIZE,        /* bytes that one disk shows its guest */
  VMM_LIMIT_DISK_SPACE,       /* bytes that all files take, trash included; % of the file system */
  VMM_LIMIT_JOBS,             /* jobs that have not ended */
  VMM_LIMIT_CALLS,            /* calls that wait for their reply */
  VMM_LIMIT_CONNECTION_CALLS, /* of them from one connection */
  VMM_LIMIT_CHANGES,          /* calls that change something, in VMM_LIMITS_CHANGES_SECONDS */
  VMM_LIMIT_SUBSCRIBERS,      /* connections that get signals */
  VMM_N_LIMITS,
} VmmLimit;

#define VMM_LIMITS_CHANGES_SECONDS 20

/* A number, or a share of something that is known later. */
typedef struct
{
  guint64 number;
  gboolean percent;
} VmmAmount;

typedef struct
{
  VmmAmount amounts[VMM_N_LIMITS];
  guint set; /* 1 << VmmLimit: of somebody's own limits those that differ from everybody's */
} VmmLimits;

#define VMM_LIMITS_NONE  ((guint64) 0)
#define VMM_LIMITS_NEVER G_MAXUINT64 /* as a number: there is no limit */

/* What the limit is called in files and on the bus; and back, VMM_N_LIMITS: there is no such. */
const char *vmm_limit_get_name (VmmLimit limit);
VmmLimit vmm_limit_from_name (const char *name);

/* As the documented example file says. */
void vmm_limits_init (VmmLimits *limits);

/* What SPECIAL sets is from there, everything else from ALL. */
VmmAmount vmm_limits_pick (const VmmLimits *all, const VmmLimits *special, VmmLimit limit);

/* "12", "2G" (K, M, G, T are powers of 1024), "50%". FALSE: TEXT is none of these, or greater than MAX, or a share where
 * none is allowed. */
gboolean vmm_amount_parse (const char *text, guint64 max, gboolean percent, VmmAmount *amount);
guint64 vmm_amount_of (VmmAmount amount, guint64 whole);
char *vmm_amount_to_string (VmmAmount amount);

/* Parses TEXT for LIMIT, and sets it. */
gboolean vmm_limits_set (VmmLimits *limits, VmmLimit limit, const char *text);

/* Whether NUMBER may be LIMIT's. */
gboolean vmm_limit_allows (VmmLimit limit, guint64 number);

G_END_DECLS
