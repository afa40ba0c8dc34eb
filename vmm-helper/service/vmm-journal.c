/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-journal.h"

#include "vmm-folder.h"
#include "vmm-ipc.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FILE_NAME  "requests.journal"
#define OTHER_NAME "requests.journal.unreadable"

/* The first line; another version has another number. */
#define HEADER "frond-requests 1\n"

#define LINE_TYPE "(usssxxsmvmv)"
#define MAX_LINE  (64 * 1024)
#define MAX_BYTES (64 * 1024 * 1024)

/* So much is behind what load has written before the file is made small again. */
#define MAX_GROWTH (8 * 1024 * 1024)

struct _VmmJournal
{
  GObject parent_instance;

  char *data_dir;
  int fd; /* to append to; -1: not loaded */
  off_t length;
  off_t compact_at;
};

G_DEFINE_FINAL_TYPE (VmmJournal, vmm_journal, G_TYPE_OBJECT)

void
vmm_journal_entry_free (VmmJournalEntry *entry)
{
  g_free (entry->request_id);
  g_free (entry->path);
  g_free (entry->method);
  g_free (entry->boot);
  g_clear_pointer (&entry->reply, g_variant_unref);
  g_clear_pointer (&entry->result, g_variant_unref);
  g_free (entry);
}

static void
vmm_journal_finalize (GObject *object)
{
  VmmJournal *self = VMM_JOURNAL (object);

  g_clear_fd (&self->fd, NULL);
  g_free (self->data_dir);
  G_OBJECT_CLASS (vmm_journal_parent_class)->finalize (object);
}

static void
vmm_journal_class_init (VmmJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmm_journal_finalize;
}

static void
vmm_journal_init (VmmJournal *self)
{
  self->fd = -1;
}

VmmJournal *
vmm_journal_new (const char *data_dir)
{
  VmmJournal *self = g_object_new (VMM_TYPE_JOURNAL, NULL);

  self->data_dir = g_strdup (data_dir);
  return self;
}

void
vmm_journal_time_now (VmmJournalTime *now)
{
  g_autofree char *boot = NULL;
  struct timespec ran = { 0 };

  /* Without it every helper's life is a boot of its own, and the clock decides. */
  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
    boot = g_strdup_printf ("%d", (int) getpid ());
  g_strlcpy (now->boot, g_strstrip (boot), sizeof now->boot);
  clock_gettime (CLOCK_BOOTTIME, &ran);
  now->ran = ran.tv_sec;
  now->real = g_get_real_time () / G_USEC_PER_SEC;
}

gint64
vmm_journal_entry_get_age (const VmmJournalEntry *entry, const VmmJournalTime *now)
{
  gint64 later = now->real, earlier = entry->ended;

  if (g_str_equal (entry->boot, now->boot))
    {
      later = now->ran;
      earlier = entry->ran;
    }
  /* Both are from files and clocks: the difference need not fit. */
  return later <= earlier ? 0 : (gint64) MIN ((guint64) later - (guint64) earlier, (guint64) G_MAXINT64);
}

char *
vmm_journal_entry_to_line (const VmmJournalEntry *entry)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (
      g_variant_new ("(usssxxs@mv@mv)", (guint32) entry->uid, entry->request_id, entry->path, entry->method,
                     entry->ran, entry->ended, entry->boot,
                     g_variant_new_maybe (G_VARIANT_TYPE_VARIANT,
                                          entry->reply != NULL ? g_variant_new_variant (entry->reply) : NULL),
                     g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, entry->result != NULL
                                                                      ? g_variant_new_variant (entry->result)
                                                                      : NULL)));
  g_autofree char *text = g_variant_print (value, TRUE);

  return g_strconcat (text, "\n", NULL);
}

static GVariant *
unbox (GVariant *value, gsize index, const char *type)
{
  g_autoptr (GVariant) maybe = g_variant_get_child_value (value, index);
  g_autoptr (GVariant) boxed = g_variant_get_maybe (maybe);
  g_autoptr (GVariant) inner = boxed != NULL ? g_variant_get_variant (boxed) : NULL;

  return inner != NULL && g_variant_is_of_type (inner, G_VARIANT_TYPE (type)) ? g_steal_pointer (&inner)
                                                                              : NULL;
}

VmmJournalEntry *
vmm_journal_entry_from_line (const char *line)
{
  g_autoptr (GVariant) value =
      strlen (line) <= MAX_LINE ? g_variant_parse (G_VARIANT_TYPE (LINE_TYPE), line, NULL, NULL, NULL) : NULL;
  g_autoptr (VmmJournalEntry) entry = g_new0 (VmmJournalEntry, 1);
  guint32 uid;

  if (value == NULL)
    return NULL;
  g_variant_get (value, "(usssxxsmvmv)", &uid, &entry->request_id, &entry->path, &entry->method, &entry->ran,
                 &entry->ended, &entry->boot, NULL, NULL);
  entry->uid = uid;
  entry->reply = unbox (value, 7, "r");
  entry->result = unbox (value, 8, "a{sv}");
  /* One of them, or it tells nothing. */
  if (!vmm_ipc_uuid_is_valid (entry->request_id) || (entry->reply != NULL) == (entry->result != NULL))
    return NULL;
  return g_steal_pointer (&entry);
}

static int
open_data_dir (VmmJournal *self, GError **error)
{
  int fd = open (self->data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    vmm_folder_fail (errno, "Opening the folder of the helper", error);
  return fd;
}

/* From the newest on, as many as are remembered; then in order. */
static GPtrArray *
parse_lines (char **lines, const VmmJournalTime *now)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) vmm_journal_entry_free);
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) vmm_journal_entry_free);

  for (guint i = g_strv_length (lines); i-- > 0;)
    {
      VmmJournalEntry *entry = vmm_journal_entry_from_line (lines[i]);
      guint count;

      if (entry == NULL)
        continue;
      count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (entry->uid)));
      if (count >= VMM_JOURNAL_MAX_OF_UID || vmm_journal_entry_get_age (entry, now) > VMM_JOURNAL_SECONDS)
        {
          vmm_journal_entry_free (entry);
          continue;
        }
      g_hash_table_insert (counts, GUINT_TO_POINTER (entry->uid), GUINT_TO_POINTER (count + 1));
      g_ptr_array_add (found, entry);
    }
  while (found->len > 0)
    g_ptr_array_add (entries, g_ptr_array_steal_index (found, found->len - 1));
  return entries;
}

/* NULL without an error: nothing is remembered. */
static char *
read_text (int dir_fd, GError **error)
{
  g_autoptr (GError) local = NULL;
  gsize length = 0;
  g_autofree char *text = vmm_folder_read_file (dir_fd, FILE_NAME, MAX_BYTES, &length, &local);

  if (g_error_matches (local, VMM_IPC_ERROR, VMM_IPC_ERROR_NOT_FOUND))
    return NULL;
  /* What was being written when the power went has holes. */
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\0')
      text[i] = '\n';
  if (text != NULL && g_str_has_prefix (text, HEADER))
    return g_steal_pointer (&text);

  if (local != NULL && !g_error_matches (local, VMM_IPC_ERROR, VMM_IPC_ERROR_INVALID_ARGUMENT))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  g_warning ("What was carried out before is not remembered: %s is not this helper's", FILE_NAME);
  if (length > 0 || local != NULL)
    vmm_folder_keep_aside (dir_fd, FILE_NAME, OTHER_NAME, error);
  return NULL;
}

static gboolean
write_anew (VmmJournal *self, int dir_fd, GPtrArray *entries, GError **error)
{
  g_autoptr (GString) text = g_string_new (HEADER);

  for (guint i = 0; i < entries->len; i++)
    {
      g_autofree char *line = vmm_journal_entry_to_line (g_ptr_array_index (entries, i));

      g_string_append (text, line);
    }
  if (!vmm_folder_write_file (dir_fd, FILE_NAME, text->str, text->len, error))
    return FALSE;
  g_clear_fd (&self->fd, NULL);
  self->fd = openat (dir_fd, FILE_NAME, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
  if (self->fd < 0)
    return vmm_folder_fail (errno, "Opening the journal of requests", error);
  self->length = (off_t) text->len;
  self->compact_at = self->length + MAX_GROWTH;
  return TRUE;
}

GPtrArray *
vmm_journal_load (VmmJournal *self, const VmmJournalTime *now, GError **error)
{
  g_autofd int dir_fd = open_data_dir (self, error);
  g_autoptr (GError) local = NULL;
  g_autofree char *text = dir_fd >= 0 ? read_text (dir_fd, &local) : NULL;
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autoptr (GPtrArray) entries = NULL;

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (dir_fd >= 0)
    entries = parse_lines (lines, now);
  if (entries == NULL || !write_anew (self, dir_fd, entries, error))
    return NULL;
  return g_steal_pointer (&entries);
}

static gboolean
write_line (int fd, const char *line)
{
  gsize length = strlen (line), done = 0;

  while (done < length)
    {
      gssize written = TEMP_FAILURE_RETRY (write (fd, line + done, length - done));

      if (written < 0)
        return FALSE;
      done += (gsize) written;
    }
  return fdatasync (fd) == 0;
}

gboolean
vmm_journal_append (VmmJournal *self, const VmmJournalEntry *entry, GError **error)
{
  g_autofree char *line = vmm_journal_entry_to_line (entry);

  if (self->fd >= 0 && self->length > self->compact_at)
    {
      g_autoptr (GPtrArray) entries = NULL;
      VmmJournalTime now;

      vmm_journal_time_now (&now);
      entries = vmm_journal_load (self, &now, error);
      if (entries == NULL)
        return FALSE;
    }
  if (self->fd < 0)
    return vmm_folder_fail (EBADF, "Writing the journal of requests", error);
  if (!write_line (self->fd, line))
    {
      int saved = errno;

      /* Half a line would take the next one with it. */
      if (TEMP_FAILURE_RETRY (ftruncate (self->fd, self->length)) < 0)
        g_clear_fd (&self->fd, NULL);
      return vmm_folder_fail (saved, "Writing the journal of requests", error);
    }
  self->length += (off_t) strlen (line);
  return TRUE;
}
