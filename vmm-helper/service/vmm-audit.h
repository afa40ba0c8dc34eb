/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>
#include <sys/types.h>
#include <sys/uio.h>

G_BEGIN_DECLS

/* Who asked the system's helper for what, and what came of it: a record in the system's journal for each, with fields
 * that one can search for (journalctl FROND_UID=1000):
 *  FROND_UID        whose
 *  FROND_ACTION     the method
 *  FROND_MACHINE    the machine's UUID; of a method of the manager's: none
 *  FROND_REQUEST    the caller's request id
 *  FROND_RESULT     "done", or the tail of the error's name
 *  FROND_AUDIT_ID   what an .Internal error told the caller
 * What a caller wrote is escaped, cut, and in a field of its own, never in the words of the message. Of one user only so
 * many are written in a time; then one says how many there were more (FROND_SUPPRESSED). */
#define VMM_TYPE_AUDIT (vmm_audit_get_type ())
G_DECLARE_FINAL_TYPE (VmmAudit, vmm_audit, VMM, AUDIT, GObject)

#define VMM_AUDIT_RECORDS 100
#define VMM_AUDIT_SECONDS 20

/* The longest value of a field, in bytes. */
#define VMM_AUDIT_MAX_VALUE 256

/* FIELDS as sd_journal_sendv() takes them. */
typedef void (*VmmAuditWriter) (const struct iovec *fields, int n_fields, gpointer user_data);

/* NULL as WRITER: the system's journal. */
VmmAudit *vmm_audit_new (VmmAuditWriter writer, gpointer user_data);

typedef struct
{
  uid_t uid;
  const char *method;
  const char *machine;    /* NULL: none */
  const char *request_id; /* NULL: none */
  const char *result;
  const char *audit_id;
} VmmAuditRecord;

/* NOW: monotonic. */
void vmm_audit_note (VmmAudit *self, const VmmAuditRecord *record, gint64 now);

/* An id for .Internal and for the journal; as good as unique. */
char *vmm_audit_make_id (void);

G_END_DECLS
