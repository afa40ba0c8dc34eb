/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-audit.h"

#include <string.h>
#include <syslog.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#define MESSAGE_ID_CALL       "9d6f2f5d1c0e4f5f8a3f0b6f3e1c7a52"
#define MESSAGE_ID_SUPPRESSED "5b0f9c4ad2a94d3f9f52c1e07b8d6e11"

struct _VmmAudit
{
  GObject parent_instance;

  VmmAuditWriter writer;
  gpointer user_data;
  GHashTable *users; /* uid → User */
  guint timer;
};

typedef struct
{
  gint64 begun;
  guint n_written;
  guint n_suppressed;
} User;

G_DEFINE_FINAL_TYPE (VmmAudit, vmm_audit, G_TYPE_OBJECT)

static void tell_suppressed (VmmAudit *self, gint64 now);

static void
vmm_audit_finalize (GObject *object)
{
  VmmAudit *self = VMM_AUDIT (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  tell_suppressed (self, G_MAXINT64);
  g_clear_pointer (&self->users, g_hash_table_unref);
  G_OBJECT_CLASS (vmm_audit_parent_class)->finalize (object);
}

static void
vmm_audit_class_init (VmmAuditClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_audit_finalize;
}

static void
vmm_audit_init (VmmAudit *self)
{
  self->users = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

/* Without a journal there is nobody to tell. */
static void
write_journal (const struct iovec *fields, int n_fields, gpointer user_data)
{
  sd_journal_sendv (fields, n_fields);
}

VmmAudit *
vmm_audit_new (VmmAuditWriter writer, gpointer user_data)
{
  VmmAudit *self = g_object_new (VMM_TYPE_AUDIT, NULL);

  self->writer = writer != NULL ? writer : write_journal;
  self->user_data = user_data;
  return self;
}

char *
vmm_audit_make_id (void)
{
  return g_strdup_printf ("%08x%08x", g_random_int (), g_random_int ());
}

static void
add_field (GPtrArray *fields, const char *key, const char *value)
{
  g_autofree char *escaped = NULL;
  g_autofree char *shortened = NULL;

  if (value == NULL)
    return;
  /* Escaping makes ASCII of it, so it may be cut anywhere; and no more of it is escaped than may be left. */
  shortened = g_strndup (value, VMM_AUDIT_MAX_VALUE);
  escaped = g_strescape (shortened, NULL);
  g_ptr_array_add (fields, g_strdup_printf ("%s=%.*s", key, VMM_AUDIT_MAX_VALUE, escaped));
}

static void
send_fields (VmmAudit *self, GPtrArray *fields)
{
  g_autofree struct iovec *vectors = g_new0 (struct iovec, fields->len);

  for (guint i = 0; i < fields->len; i++)
    vectors[i] = (struct iovec) { .iov_base = g_ptr_array_index (fields, i),
                                  .iov_len = strlen (g_ptr_array_index (fields, i)) };
  self->writer (vectors, (int) fields->len, self->user_data);
}

static GPtrArray *
begin_fields (uid_t uid, int priority, const char *message_id)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (fields, g_strdup_printf ("PRIORITY=%d", priority));
  g_ptr_array_add (fields, g_strdup_printf ("MESSAGE_ID=%s", message_id));
  g_ptr_array_add (fields, g_strdup_printf ("FROND_UID=%u", (guint) uid));
  return fields;
}

/* Those whose time is over by NOW: what was not written of them is counted out. */
static void
tell_suppressed (VmmAudit *self, gint64 now)
{
  GHashTableIter iter;
  gpointer uid;
  User *user;

  g_hash_table_iter_init (&iter, self->users);
  while (g_hash_table_iter_next (&iter, &uid, (gpointer *) &user))
    {
      g_autoptr (GPtrArray) fields = NULL;

      if (now - user->begun < VMM_AUDIT_SECONDS * G_TIME_SPAN_SECOND)
        continue;
      if (user->n_suppressed > 0)
        {
          fields = begin_fields (GPOINTER_TO_UINT (uid), LOG_WARNING, MESSAGE_ID_SUPPRESSED);
          g_ptr_array_add (fields, g_strdup_printf ("FROND_SUPPRESSED=%u", user->n_suppressed));
          g_ptr_array_add (fields, g_strdup_printf ("MESSAGE=uid %u: %u records suppressed",
                                                    GPOINTER_TO_UINT (uid), user->n_suppressed));
          send_fields (self, fields);
        }
      g_hash_table_iter_remove (&iter);
    }
}

static gboolean
on_timer (gpointer user_data)
{
  VmmAudit *self = VMM_AUDIT (user_data);

  tell_suppressed (self, g_get_monotonic_time ());
  if (g_hash_table_size (self->users) > 0)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

/* FALSE: there was too much of UID's lately. */
static gboolean
count (VmmAudit *self, uid_t uid, gint64 now)
{
  User *user = g_hash_table_lookup (self->users, GUINT_TO_POINTER (uid));

  if (user == NULL)
    {
      user = g_new0 (User, 1);
      user->begun = now;
      g_hash_table_insert (self->users, GUINT_TO_POINTER (uid), user);
    }
  if (user->n_written < VMM_AUDIT_RECORDS)
    {
      user->n_written++;
      return TRUE;
    }

  user->n_suppressed++;
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (VMM_AUDIT_SECONDS, on_timer, self);
  return FALSE;
}

void
vmm_audit_note (VmmAudit *self, const VmmAuditRecord *record, gint64 now)
{
  g_autoptr (GPtrArray) fields = NULL;
  gboolean done = g_str_equal (record->result, "done");

  tell_suppressed (self, now);
  if (!count (self, record->uid, now))
    return;

  fields = begin_fields (record->uid, done ? LOG_INFO : LOG_NOTICE, MESSAGE_ID_CALL);
  add_field (fields, "FROND_ACTION", record->method);
  add_field (fields, "FROND_MACHINE", record->machine);
  add_field (fields, "FROND_REQUEST", record->request_id);
  add_field (fields, "FROND_RESULT", record->result);
  add_field (fields, "FROND_AUDIT_ID", record->audit_id);
  g_ptr_array_add (fields, g_strdup_printf ("MESSAGE=%s for uid %u: %s", record->method, (guint) record->uid,
                                            record->result));
  send_fields (self, fields);
}
