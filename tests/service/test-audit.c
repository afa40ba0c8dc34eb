/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-audit.h"

#include <string.h>

/* One line a record, its fields with | between them. */
static void
write_record (const struct iovec *fields, int n_fields, gpointer user_data)
{
  GPtrArray *records = user_data;
  GString *record = g_string_new (NULL);

  for (int i = 0; i < n_fields; i++)
    {
      g_string_append_len (record, fields[i].iov_base, (gssize) fields[i].iov_len);
      g_string_append_c (record, '|');
    }
  g_ptr_array_add (records, g_string_free (record, FALSE));
}

static const char *
record_at (GPtrArray *records, guint index)
{
  g_assert_cmpuint (records->len, >, index);
  return g_ptr_array_index (records, index);
}

static void
assert_has (const char *record, const char *field)
{
  g_autofree char *within = g_strconcat ("|", field, "|", NULL);

  if (strstr (record, within) == NULL)
    g_error ("%s is not in %s", field, record);
}

static void
test_fields (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (VmmAudit) audit = vmm_audit_new (write_record, records);
  const VmmAuditRecord done = { 1001, "Start", "0123", "r-1", "done", NULL };
  const VmmAuditRecord refused = { 1002, "CreateMachine", NULL, NULL, "Internal", "abcd" };

  vmm_audit_note (audit, &done, 0);
  assert_has (record_at (records, 0), "FROND_UID=1001");
  assert_has (record_at (records, 0), "FROND_ACTION=Start");
  assert_has (record_at (records, 0), "FROND_MACHINE=0123");
  assert_has (record_at (records, 0), "FROND_REQUEST=r-1");
  assert_has (record_at (records, 0), "FROND_RESULT=done");
  assert_has (record_at (records, 0), "MESSAGE=Start for uid 1001: done");
  g_assert_null (strstr (record_at (records, 0), "FROND_AUDIT_ID"));
  vmm_audit_note (audit, &refused, 0);
  assert_has (record_at (records, 1), "FROND_RESULT=Internal");
  assert_has (record_at (records, 1), "FROND_AUDIT_ID=abcd");
  g_assert_null (strstr (record_at (records, 1), "FROND_MACHINE"));
  g_assert_null (strstr (record_at (records, 1), "FROND_REQUEST"));
}

/* What a caller wrote neither ends its field nor begins another, and is no longer than it may be. */
static void
test_hostile (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (VmmAudit) audit = vmm_audit_new (write_record, records);
  g_autofree char *longest = g_strnfill (100000, '\n');
  const VmmAuditRecord forged = { 1001,   "Start", NULL, "x\nFROND_UID=0\nMESSAGE=\033[31mroot\xff",
                                  "done", NULL };
  const VmmAuditRecord flood = { 1001, "Start", NULL, longest, "done", NULL };

  vmm_audit_note (audit, &forged, 0);
  g_assert_null (strchr (record_at (records, 0), '\n'));
  assert_has (record_at (records, 0), "FROND_REQUEST=x\\nFROND_UID=0\\nMESSAGE=\\033[31mroot\\377");
  vmm_audit_note (audit, &flood, 0);
  g_assert_cmpuint (strlen (record_at (records, 1)), <, 3 * VMM_AUDIT_MAX_VALUE);
}

/* Too much of one user is counted, and the count written; another's is not touched by it. */
static void
test_suppressed (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (VmmAudit) audit = vmm_audit_new (write_record, records);
  const VmmAuditRecord loud = { 1001, "Stop", NULL, NULL, "done", NULL };
  const VmmAuditRecord quiet = { 1002, "Stop", NULL, NULL, "done", NULL };
  const gint64 later = VMM_AUDIT_SECONDS * G_TIME_SPAN_SECOND;

  for (guint i = 0; i < VMM_AUDIT_RECORDS + 7; i++)
    vmm_audit_note (audit, &loud, 0);
  g_assert_cmpuint (records->len, ==, VMM_AUDIT_RECORDS);
  vmm_audit_note (audit, &quiet, 1);
  g_assert_cmpuint (records->len, ==, VMM_AUDIT_RECORDS + 1);
  vmm_audit_note (audit, &loud, later);
  g_assert_cmpuint (records->len, ==, VMM_AUDIT_RECORDS + 3);
  assert_has (record_at (records, VMM_AUDIT_RECORDS + 1), "FROND_SUPPRESSED=7");
  assert_has (record_at (records, VMM_AUDIT_RECORDS + 1), "FROND_UID=1001");
  assert_has (record_at (records, VMM_AUDIT_RECORDS + 2), "FROND_RESULT=done");
}

/* The end of the helper is no way to be forgotten. */
static void
test_end (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  VmmAudit *audit = vmm_audit_new (write_record, records);
  const VmmAuditRecord loud = { 1001, "Stop", NULL, NULL, "done", NULL };

  for (guint i = 0; i < VMM_AUDIT_RECORDS + 2; i++)
    vmm_audit_note (audit, &loud, g_get_monotonic_time ());
  g_object_unref (audit);
  assert_has (record_at (records, VMM_AUDIT_RECORDS), "FROND_SUPPRESSED=2");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/fields", test_fields);
  g_test_add_func ("/audit/hostile", test_hostile);
  g_test_add_func ("/audit/suppressed", test_suppressed);
  g_test_add_func ("/audit/end", test_end);
  return g_test_run ();
}
