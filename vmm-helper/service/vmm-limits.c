/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-limits.h"

#include <string.h>

#define KIB G_GUINT64_CONSTANT (1024)
#define GIB (KIB * KIB * KIB)
#define TIB (GIB * KIB)

#define MAX_COUNT 65535
#define MAX_BYTES (1024 * TIB)

/* A share above the whole is promised more often than it is there. */
#define MAX_PERCENT 10000

static const struct
{
  const char *name;
  guint64 max;
  gboolean percent;
  VmmAmount usual;
} table[VMM_N_LIMITS] = {
  [VMM_LIMIT_MACHINES] = { "machines", MAX_COUNT, FALSE, { 32, FALSE } },
  [VMM_LIMIT_RUNNING] = { "running", MAX_COUNT, FALSE, { 8, FALSE } },
  [VMM_LIMIT_MEMORY] = { "memory", MAX_BYTES, TRUE, { 100, TRUE } },
  [VMM_LIMIT_VCPUS] = { "vcpus", MAX_COUNT, TRUE, { 200, TRUE } },
  [VMM_LIMIT_DISK_SIZE] = { "disk-size", MAX_BYTES, FALSE, { 2 * TIB, FALSE } },
  [VMM_LIMIT_DISK_SPACE] = { "disk-space", MAX_BYTES, TRUE, { 50, TRUE } },
  [VMM_LIMIT_JOBS] = { "jobs", MAX_COUNT, FALSE, { 16, FALSE } },
  [VMM_LIMIT_CALLS] = { "calls", MAX_COUNT, FALSE, { 64, FALSE } },
  [VMM_LIMIT_CONNECTION_CALLS] = { "connection-calls", MAX_COUNT, FALSE, { 32, FALSE } },
  [VMM_LIMIT_CHANGES] = { "changes", MAX_COUNT, FALSE, { 25, FALSE } },
  [VMM_LIMIT_SUBSCRIBERS] = { "subscribers", MAX_COUNT, FALSE, { 64, FALSE } },
};

const char *
vmm_limit_get_name (VmmLimit limit)
{
  return table[limit].name;
}

VmmLimit
vmm_limit_from_name (const char *name)
{
  VmmLimit limit = 0;

  while (limit < VMM_N_LIMITS && !g_str_equal (table[limit].name, name))
    limit++;
  return limit;
}

void
vmm_limits_init (VmmLimits *limits)
{
  memset (limits, 0, sizeof *limits);
  for (guint i = 0; i < VMM_N_LIMITS; i++)
    limits->amounts[i] = table[i].usual;
}

VmmAmount
vmm_limits_pick (const VmmLimits *all, const VmmLimits *special, VmmLimit limit)
{
  return special != NULL && (special->set & (1u << limit)) != 0 ? special->amounts[limit]
                                                                : all->amounts[limit];
}

/* The factor of what is behind the digits; 0: there is no such. */
static guint64
factor_of (const char *unit)
{
  static const char units[] = "KMGT";
  const char *found = unit[0] != '\0' ? strchr (units, unit[0]) : NULL;
  guint64 factor = 1;

  if (unit[0] == '\0')
    return 1;
  if (found == NULL || unit[1] != '\0')
    return 0;
  for (const char *at = units; at <= found; at++)
    factor *= KIB;
  return factor;
}

gboolean
vmm_amount_parse (const char *text, guint64 max, gboolean percent, VmmAmount *amount)
{
  gsize digits = strspn (text, "0123456789");
  g_autofree char *number = g_strndup (text, digits);
  guint64 value, factor;

  if (!g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT64, &value, NULL))
    return FALSE;
  if (g_str_equal (text + digits, "%"))
    {
      *amount = (VmmAmount) { value, TRUE };
      return percent && value <= MAX_PERCENT;
    }
  factor = factor_of (text + digits);
  if (factor == 0 || value > max / factor)
    return FALSE;
  *amount = (VmmAmount) { value * factor, FALSE };
  return TRUE;
}

guint64
vmm_amount_of (VmmAmount amount, guint64 whole)
{
  if (!amount.percent)
    return amount.number;
  /* In this order nothing overflows, and what is lost is less than a hundredth of nothing that matters. */
  return whole / 100 * amount.number + whole % 100 * amount.number / 100;
}

char *
vmm_amount_to_string (VmmAmount amount)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT "%s", amount.number, amount.percent ? "%" : "");
}

gboolean
vmm_limits_set (VmmLimits *limits, VmmLimit limit, const char *text)
{
  VmmAmount amount;

  if (!vmm_amount_parse (text, table[limit].max, table[limit].percent, &amount))
    return FALSE;
  limits->amounts[limit] = amount;
  limits->set |= 1u << limit;
  return TRUE;
}

gboolean
vmm_limit_allows (VmmLimit limit, guint64 number)
{
  return number <= table[limit].max;
}
