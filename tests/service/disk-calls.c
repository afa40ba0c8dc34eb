/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "disk-calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum
{
  CHANGE_LINK,   /* NODE is NAME of FOLDER */
  CHANGE_UNLINK, /* NAME of FOLDER is gone */
  CHANGE_MOVE,   /* NAME of FOLDER is OTHER_NAME of OTHER */
  CHANGE_WRITE,  /* DATA at AT of NODE */
  CHANGE_SIZE,   /* NODE ends at AT */
  CHANGE_SYNC,   /* NODE was written out */
} Kind;

typedef struct
{
  Kind kind;
  guint node;
  guint folder;
  guint other;
  char *name;
  char *other_name;
  goffset at;
  GBytes *data;
} Change;

/* One file or folder, for as long as it has its number on the real disk. */
typedef struct
{
  gboolean is_folder;
} Node;

int __real_openat64 (int fd, const char *name, int flags, ...);

static GPtrArray *changes; /* NULL: nothing is written down */
static GArray *nodes;
static GHashTable *numbers; /* inode → node + 1 */
static guint root_node;
static gboolean stopped;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->name);
  g_free (change->other_name);
  g_clear_pointer (&change->data, g_bytes_unref);
  g_free (change);
}

static gboolean
is_on (void)
{
  return changes != NULL && !stopped;
}

static guint
node_new (guint64 inode, gboolean is_folder)
{
  const Node node = { is_folder };

  g_array_append_val (nodes, node);
  g_hash_table_insert (numbers, g_memdup2 (&inode, sizeof inode), GUINT_TO_POINTER (nodes->len));
  return nodes->len - 1;
}

/* FALSE: it is not of this disk. */
static gboolean
node_of (int fd, guint *node)
{
  struct stat st;
  guint64 inode;
  gpointer found;

  if (!is_on () || fstat (fd, &st) < 0)
    return FALSE;
  inode = st.st_ino;
  found = g_hash_table_lookup (numbers, &inode);
  *node = GPOINTER_TO_UINT (found) - 1;
  return found != NULL;
}

static Change *
note (Kind kind)
{
  Change *change = g_new0 (Change, 1);

  change->kind = kind;
  g_ptr_array_add (changes, change);
  return change;
}

static void
note_link (guint folder, const char *name, guint64 inode, gboolean is_folder)
{
  Change *change = note (CHANGE_LINK);

  change->folder = folder;
  change->name = g_strdup (name);
  change->node = node_new (inode, is_folder);
}

static void
take_file (int fd, guint node)
{
  struct stat st;
  g_autofree char *data = NULL;
  Change *change;

  g_assert_cmpint (fstat (fd, &st), ==, 0);
  data = g_malloc0 ((gsize) st.st_size + 1);
  g_assert_cmpint (pread (fd, data, (gsize) st.st_size, 0), ==, st.st_size);
  change = note (CHANGE_WRITE);
  change->node = node;
  change->data = g_bytes_new_take (g_steal_pointer (&data), (gsize) st.st_size);
  note (CHANGE_SYNC)->node = node;
}

/* What is there when it begins was written out. */
static void
take_tree (int fd, guint node)
{
  DIR *dir = fdopendir (fd);

  g_assert_nonnull (dir);
  for (struct dirent *entry = readdir (dir); entry != NULL; entry = readdir (dir))
    {
      struct stat st;

      if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0)
        continue;
      g_assert_cmpint (fstatat (fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW), ==, 0);
      note_link (node, entry->d_name, st.st_ino, S_ISDIR (st.st_mode));
      if (S_ISDIR (st.st_mode))
        take_tree (__real_openat64 (fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), nodes->len - 1);
      else if (S_ISREG (st.st_mode))
        {
          g_autofd int file = __real_openat64 (fd, entry->d_name, O_RDONLY | O_CLOEXEC);

          take_file (file, nodes->len - 1);
        }
    }
  note (CHANGE_SYNC)->node = node;
  closedir (dir);
}

void
disk_calls_begin (const char *root)
{
  int fd = open (root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct stat st;

  g_assert_cmpint (fstat (fd, &st), ==, 0);
  changes = g_ptr_array_new_with_free_func (change_free);
  nodes = g_array_new (FALSE, TRUE, sizeof (Node));
  numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  stopped = FALSE;
  root_node = node_new (st.st_ino, TRUE);
  take_tree (fd, root_node);
}

void
disk_calls_end (void)
{
  g_clear_pointer (&changes, g_ptr_array_unref);
  g_clear_pointer (&nodes, g_array_unref);
  g_clear_pointer (&numbers, g_hash_table_unref);
}

guint
disk_calls_count (void)
{
  return changes->len;
}

/* Calls */

int __real_mkdirat (int fd, const char *name, mode_t mode);
int __wrap_mkdirat (int fd, const char *name, mode_t mode);
int
__wrap_mkdirat (int fd, const char *name, mode_t mode)
{
  int result = __real_mkdirat (fd, name, mode);
  struct stat st;
  guint folder;

  if (result == 0 && node_of (fd, &folder) && fstatat (fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
    note_link (folder, name, st.st_ino, TRUE);
  return result;
}

static void
note_move (int from, const char *name, int to, const char *other)
{
  guint folder, target;
  Change *change;

  if (!node_of (from, &folder) || !node_of (to, &target))
    return;
  change = note (CHANGE_MOVE);
  change->folder = folder;
  change->name = g_strdup (name);
  change->other = target;
  change->other_name = g_strdup (other);
}

int __real_renameat (int from, const char *name, int to, const char *other);
int __wrap_renameat (int from, const char *name, int to, const char *other);
int
__wrap_renameat (int from, const char *name, int to, const char *other)
{
  int result = __real_renameat (from, name, to, other);

  if (result == 0)
    note_move (from, name, to, other);
  return result;
}

int __real_renameat2 (int from, const char *name, int to, const char *other, unsigned flags);
int __wrap_renameat2 (int from, const char *name, int to, const char *other, unsigned flags);
int
__wrap_renameat2 (int from, const char *name, int to, const char *other, unsigned flags)
{
  int result = __real_renameat2 (from, name, to, other, flags);

  if (result == 0)
    note_move (from, name, to, other);
  return result;
}

int __real_unlinkat (int fd, const char *name, int flags);
int __wrap_unlinkat (int fd, const char *name, int flags);
int
__wrap_unlinkat (int fd, const char *name, int flags)
{
  int result = __real_unlinkat (fd, name, flags);
  guint folder;

  if (result == 0 && node_of (fd, &folder))
    {
      Change *change = note (CHANGE_UNLINK);

      change->folder = folder;
      change->name = g_strdup (name);
    }
  return result;
}

int __real_ftruncate64 (int fd, off_t length);
int __wrap_ftruncate64 (int fd, off_t length);
int
__wrap_ftruncate64 (int fd, off_t length)
{
  int result = __real_ftruncate64 (fd, length);
  guint node;

  if (result == 0 && node_of (fd, &node))
    {
      Change *change = note (CHANGE_SIZE);

      change->node = node;
      change->at = length;
    }
  return result;
}

gssize __real_write (int fd, const void *data, gsize length);
gssize __wrap_write (int fd, const void *data, gsize length);
gssize
__wrap_write (int fd, const void *data, gsize length)
{
  gssize result = __real_write (fd, data, length);
  guint node;

  if (result > 0 && node_of (fd, &node))
    {
      Change *change = note (CHANGE_WRITE);

      change->node = node;
      change->at = lseek (fd, 0, SEEK_CUR) - result;
      change->data = g_bytes_new (data, (gsize) result);
    }
  return result;
}

/* The real disk may take its time: nobody takes its power away. */
static int
note_sync (int fd)
{
  guint node;

  if (node_of (fd, &node))
    note (CHANGE_SYNC)->node = node;
  return 0;
}

int __wrap_fsync (int fd);
int
__wrap_fsync (int fd)
{
  return note_sync (fd);
}

int __wrap_fdatasync (int fd);
int
__wrap_fdatasync (int fd)
{
  return note_sync (fd);
}

int __wrap_openat64 (int fd, const char *name, int flags, ...);
int
__wrap_openat64 (int fd, const char *name, int flags, ...)
{
  va_list rest;
  mode_t mode = 0;
  gboolean was_there;
  struct stat st;
  guint folder;
  int result;

  va_start (rest, flags);
  if ((flags & O_CREAT) != 0)
    mode = va_arg (rest, mode_t);
  va_end (rest);
  was_there = fstatat (fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
  result = __real_openat64 (fd, name, flags, mode);
  if (result >= 0 && (flags & O_CREAT) != 0 && !was_there && node_of (fd, &folder) &&
      fstat (result, &st) == 0)
    note_link (folder, name, st.st_ino, FALSE);
  return result;
}

/* Cuts */

static gboolean
is_of_folders (const Change *change)
{
  return change->kind == CHANGE_LINK || change->kind == CHANGE_UNLINK || change->kind == CHANGE_MOVE;
}

/* The first change of NODE before N that was not written out. What was written out of a folder takes all earlier changes
 * of folders with it. */
static guint
find_durable (guint n, guint node, gboolean folders)
{
  for (guint i = n; i-- > 0;)
    {
      const Change *change = g_ptr_array_index (changes, i);

      if (change->kind == CHANGE_SYNC &&
          (folders ? g_array_index (nodes, Node, change->node).is_folder : change->node == node))
        return i;
    }
  return 0;
}

/* folder → (name → node + 1) */
static GHashTable *
names_of (GHashTable *tree, guint folder)
{
  GHashTable *names = g_hash_table_lookup (tree, GUINT_TO_POINTER (folder));

  if (names == NULL)
    {
      names = g_hash_table_new (g_str_hash, g_str_equal);
      g_hash_table_insert (tree, GUINT_TO_POINTER (folder), names);
    }
  return names;
}

static void
apply (GHashTable *tree, const Change *change)
{
  GHashTable *names = names_of (tree, change->folder);
  gpointer node;

  if (change->kind == CHANGE_LINK)
    {
      g_hash_table_insert (names, change->name, GUINT_TO_POINTER (change->node + 1));
      return;
    }
  node = g_hash_table_lookup (names, change->name);
  g_hash_table_remove (names, change->name);
  if (change->kind == CHANGE_MOVE && node != NULL)
    g_hash_table_insert (names_of (tree, change->other), change->other_name, node);
}

static void
write_zeros (int fd, const Change *change)
{
  struct stat st;
  const off_t end = change->at + (off_t) g_bytes_get_size (change->data);

  if (fstat (fd, &st) == 0 && st.st_size < end)
    g_assert_cmpint (__real_ftruncate64 (fd, end), ==, 0);
}

static void
make_file (int fd, guint node, guint n, GRand *random)
{
  const guint durable = find_durable (n, node, FALSE);

  for (guint i = 0; i < n; i++)
    {
      const Change *change = g_ptr_array_index (changes, i);
      /* 0: it never came, 1: its room did, 2 and 3: all of it */
      const guint32 luck = i < durable ? 3 : g_rand_int (random) % 4;

      if (change->node != node || is_of_folders (change) || luck == 0)
        continue;
      if (change->kind == CHANGE_SIZE)
        g_assert_cmpint (__real_ftruncate64 (fd, change->at), ==, 0);
      else if (change->kind == CHANGE_WRITE && luck == 1)
        write_zeros (fd, change);
      else if (change->kind == CHANGE_WRITE)
        g_assert_cmpint (pwrite (fd, g_bytes_get_data (change->data, NULL), g_bytes_get_size (change->data),
                                 change->at),
                         ==, g_bytes_get_size (change->data));
    }
}

static void
make_folder (GHashTable *tree, int fd, guint folder, guint n, GRand *random)
{
  GHashTable *names = g_hash_table_lookup (tree, GUINT_TO_POINTER (folder));
  g_autoptr (GList) sorted = names != NULL ? g_hash_table_get_keys (names) : NULL;

  sorted = g_list_sort (sorted, (GCompareFunc) strcmp);
  for (GList *name = sorted; name != NULL; name = name->next)
    {
      const guint node = GPOINTER_TO_UINT (g_hash_table_lookup (names, name->data)) - 1;
      g_autofd int child = -1;

      if (g_array_index (nodes, Node, node).is_folder)
        {
          g_assert_cmpint (__real_mkdirat (fd, name->data, 0711), ==, 0);
          child = __real_openat64 (fd, name->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
          make_folder (tree, child, node, n, random);
        }
      else
        {
          child = __real_openat64 (fd, name->data, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
          make_file (child, node, n, random);
        }
    }
}

void
disk_calls_cut (guint n, GRand *random, const char *target)
{
  g_autoptr (GHashTable) tree = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
  const guint durable = find_durable (n, 0, TRUE);
  const guint known = durable + g_rand_int (random) % (n - durable + 1);
  g_autofd int fd = open (target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  stopped = TRUE;
  for (guint i = 0; i < known; i++)
    if (is_of_folders (g_ptr_array_index (changes, i)))
      apply (tree, g_ptr_array_index (changes, i));
  make_folder (tree, fd, root_node, n, random);
}
