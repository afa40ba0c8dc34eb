/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What was carried out of what callers asked for, so that a repeat is answered like the first also by a later helper:
 * DATA/requests.journal, a line for each, written out before the caller is answered.
 *
 * It is no log of what is to be done: each operation is finished or undone by where its folder is (vmm-machine-store.h),
 * so that there is nothing to carry on with after a crash, only this to remember. */
#define VMM_TYPE_JOURNAL (vmm_journal_get_type ())
G_DECLARE_FINAL_TYPE (VmmJournal, vmm_journal, VMM, JOURNAL, GObject)

/* How long, and how many of one user's, are remembered. */
#define VMM_JOURNAL_SECONDS    (24 * 60 * 60)
#define VMM_JOURNAL_MAX_OF_UID 1024

typedef struct
{
  uid_t uid;
  char *request_id;
  char *path; /* of the object that was called */
  char *method;
  char *boot;       /* of the computer, so that its running time can be compared */
  gint64 ran;       /* seconds since that boot, sleep included */
  gint64 ended;     /* seconds since 1970 UTC, which somebody may set */
  GVariant *reply;  /* NULL: a job's */
  GVariant *result; /* a{sv}, of the job; NULL: none was */
} VmmJournalEntry;

void vmm_journal_entry_free (VmmJournalEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmJournalEntry, vmm_journal_entry_free)

/* The time, for an entry or to compare one with; tests have others. */
typedef struct
{
  char boot[40];
  gint64 ran;
  gint64 real;
} VmmJournalTime;

void vmm_journal_time_now (VmmJournalTime *now);

/* Seconds since ENTRY; by the clock only over a boot, and never less than 0. */
gint64 vmm_journal_entry_get_age (const VmmJournalEntry *entry, const VmmJournalTime *now);

/* One line, with its end; and back, NULL: it is none. */
char *vmm_journal_entry_to_line (const VmmJournalEntry *entry);
VmmJournalEntry *vmm_journal_entry_from_line (const char *line);

VmmJournal *vmm_journal_new (const char *data_dir);

/* Both block, and are called by one thread at a time.
 *
 * What is remembered, the oldest first: (transfer full) (element-type VmmJournalEntry). What a crash left half written is
 * no line and left out. A file that is not this helper's is kept under another name, and nothing is remembered. */
GPtrArray *vmm_journal_load (VmmJournal *self, const VmmJournalTime *now, GError **error);

/* After load. On failure the file is as it was. */
gboolean vmm_journal_append (VmmJournal *self, const VmmJournalEntry *entry, GError **error);

G_END_DECLS
