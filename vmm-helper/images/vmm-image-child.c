/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-image-child.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <linux/landlock.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM  "frond-image-child"
#define FIRST_FD 3

#define MAX_DESCRIPTORS (VMM_IMAGE_CHILD_MAX_SECRETS + VMM_IMAGE_CHILD_MAX_FILES)

/* The child's ways to end, as in vmm-image-child-main.c. */
#define EXIT_UNCONFINED 65
#define EXIT_NO_TOOL    66
#define EXIT_READ       67
#define EXIT_WRITE      68
#define EXIT_TOO_BIG    69
#define EXIT_SHORTER    70

/* A copy shows a pulse every 4 MiB; qemu-img one every hundredth of a disk. */
#define COPY_SILENCE_MS (30 * 1000)
#define TOOL_SILENCE_MS (10 * 60 * 1000)
#define ROOM_MS         2000
#define MIN_CPU         300
#define CPU_SPEED       (16 * VMM_IPC_MIB) /* bytes a second that the slowest host writes */
#define MAX_OUTPUT      (1024 * 1024)
#define MAX_COMPLAINT   4096

/* What a file system keeps for everything else on it while an image is written. */
#define FLOOR_BYTES (256 * VMM_IPC_MIB)
#define FLOOR_SHARE 50

typedef struct
{
  const char *field;
  pid_t pid;
  int pidfd;
  int out;
  int err;
  int watched_fd;  /* on the file system that is filled; -1: none */
  gboolean keep;   /* the output is wanted */
  gboolean tool;   /* progress is qemu-img's */
  gboolean locked; /* it needs a passphrase */
  gint64 silence;  /* ms */
  gint64 heard;
  GString *output;
  GString *complaint;
  VmmImageProgress progress;
  gpointer user_data;
  GCancellable *cancellable;
  gboolean full; /* killed, as it left no room */
  gboolean late;
  int status;
} Run;

gboolean
vmm_image_child_can_confine (void)
{
  return syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1;
}

/* Beside the helper, in the tree as where it is installed. */
static char *
dup_program (void)
{
  const char *given = g_getenv ("FROND_IMAGE_CHILD");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;

  if (given != NULL)
    return g_strdup (given);
  return folder != NULL ? g_build_filename (folder, PROGRAM, NULL) : NULL;
}

static gboolean
fail (const char *field, VmmIpcError code, const char *what, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, code, "%s: %s", field, what);
  return FALSE;
}

static gboolean
refuse (const char *field, const char *token, const char *what, GError **error)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE, "%s: %s: %s", field, token, what);
  return FALSE;
}

static gint64
now (void)
{
  return g_get_monotonic_time () / 1000;
}

/* Descriptors in the child: FILES from 3 on. They are first moved out of the way of one another. */
static gboolean
add_files (posix_spawn_file_actions_t *actions, const int *files, guint n, int moved[], GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      moved[i] = fcntl (files[i], F_DUPFD_CLOEXEC, FIRST_FD + MAX_DESCRIPTORS);
      if (moved[i] < 0)
        return fail ("descriptors", VMM_IPC_ERROR_FAILED, g_strerror (errno), error);
    }
  for (guint i = 0; i < n; i++)
    posix_spawn_file_actions_adddup2 (actions, moved[i], FIRST_FD + (int) i);
  posix_spawn_file_actions_addclosefrom_np (actions, FIRST_FD + (int) n);
  return TRUE;
}

static gboolean
spawn_with (Run *self, const char *program, char **argv, posix_spawn_file_actions_t *actions, GError **error)
{
  char *environment[] = { (char *) "PATH=/usr/bin", (char *) "LC_ALL=C", NULL };
  posix_spawnattr_t attributes;
  sigset_t none, all;
  int result;

  sigemptyset (&none);
  sigfillset (&all);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  posix_spawnattr_setsigmask (&attributes, &none);
  posix_spawnattr_setsigdefault (&attributes, &all);
  result = posix_spawn (&self->pid, program, actions, &attributes, argv, environment);
  posix_spawnattr_destroy (&attributes);
  if (result != 0)
    return fail (VMM_IPC_FIELD_TOOL, VMM_IPC_ERROR_UNSUPPORTED, g_strerror (result), error);
  return TRUE;
}

static gboolean
start (Run *self, char **argv, int dir_fd, const int *files, guint n, GError **error)
{
  g_autofree char *program = dup_program ();
  posix_spawn_file_actions_t actions;
  int moved[MAX_DESCRIPTORS], out[2], err[2];
  gboolean good;

  for (guint i = 0; i < n; i++)
    moved[i] = -1;
  if (program == NULL)
    return fail (VMM_IPC_FIELD_TOOL, VMM_IPC_ERROR_UNSUPPORTED, "is not known where", error);
  if (!g_unix_open_pipe (out, O_CLOEXEC, error))
    return FALSE;
  if (!g_unix_open_pipe (err, O_CLOEXEC, error))
    {
      close (out[0]);
      close (out[1]);
      return FALSE;
    }

  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2 (&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2 (&actions, err[1], STDERR_FILENO);
  if (dir_fd >= 0)
    posix_spawn_file_actions_addfchdir_np (&actions, dir_fd);
  good = add_files (&actions, files, n, moved, error) && spawn_with (self, program, argv, &actions, error);
  posix_spawn_file_actions_destroy (&actions);

  for (guint i = 0; i < n; i++)
    g_clear_fd (&moved[i], NULL);
  close (out[1]);
  close (err[1]);
  self->out = out[0];
  self->err = err[0];
  self->pidfd = good ? pidfd_open (self->pid, 0) : -1;
  return good;
}

/* "    (12.34/100%)\r" of qemu-img, or "123\n". The last one counts. */
static void
take_progress (Run *self, const char *text)
{
  const char *at = self->tool ? strrchr (text, '(') : text;
  double value;

  if (self->progress == NULL || at == NULL)
    return;
  value = g_ascii_strtod (self->tool ? at + 1 : at, NULL) * (self->tool ? 10 : 1);
  if (value >= 0 && value <= 1000)
    self->progress ((guint) value, self->user_data);
}

static void
check_room (Run *self)
{
  struct statvfs fs;
  guint64 room, floor;

  if (self->watched_fd < 0 || fstatvfs (self->watched_fd, &fs) < 0 || fs.f_blocks == 0)
    return;
  room = (guint64) fs.f_bavail * fs.f_frsize;
  floor = MIN (FLOOR_BYTES, (guint64) fs.f_blocks * fs.f_frsize / FLOOR_SHARE);
  if (room < floor)
    self->full = TRUE;
}

/* FALSE at the end of FD. */
static gboolean
hear (Run *self, int fd)
{
  char text[4097];
  ssize_t n = TEMP_FAILURE_RETRY (read (fd, text, sizeof text - 1));

  if (n <= 0)
    return FALSE;
  text[n] = '\0';
  self->heard = now ();
  if (fd == self->err)
    g_string_append_len (self->complaint, text, MIN (n, (ssize_t) (MAX_COMPLAINT - self->complaint->len)));
  else if (self->keep)
    g_string_append_len (self->output, text, MIN (n, (ssize_t) (MAX_OUTPUT - self->output->len)));
  else
    take_progress (self, text);
  return TRUE;
}

static gboolean
must_end (Run *self)
{
  self->late = now () - self->heard > self->silence;
  return self->late || self->full || g_cancellable_is_cancelled (self->cancellable);
}

static int
time_left (Run *self)
{
  gint64 left = self->heard + self->silence - now ();

  return (int) CLAMP (left + 1, 0, self->watched_fd >= 0 ? ROOM_MS : TOOL_SILENCE_MS);
}

/* Until it has ended. One that is to end is killed, so the last wait is short. */
static void
attend (Run *self)
{
  GPollFD cancelled = { .fd = -1 };
  gboolean cancellable = g_cancellable_make_pollfd (self->cancellable, &cancelled);
  struct pollfd fds[] = {
    { self->out, POLLIN, 0 },
    { self->err, POLLIN, 0 },
    { self->pidfd, POLLIN, 0 },
    { cancelled.fd, POLLIN, 0 },
  };

  self->heard = now ();
  while (fds[0].fd >= 0 || fds[1].fd >= 0 || fds[2].fd >= 0)
    {
      poll (fds, G_N_ELEMENTS (fds), time_left (self));
      for (guint i = 0; i < 2; i++)
        if (fds[i].fd >= 0 && fds[i].revents != 0 && !hear (self, fds[i].fd))
          fds[i].fd = -1;
      if (fds[2].revents != 0)
        fds[2].fd = -1;
      check_room (self);
      if (must_end (self))
        {
          kill (self->pid, SIGKILL);
          break;
        }
    }
  if (cancellable)
    g_cancellable_release_fd (self->cancellable);
  while (waitpid (self->pid, &self->status, 0) < 0 && errno == EINTR)
    ;
}

static gboolean
judge_exit (Run *self, int code, GError **error)
{
  switch (code)
    {
    case 0:
      return TRUE;
    case EXIT_UNCONFINED:
      return fail (VMM_IPC_FIELD_FENCE, VMM_IPC_ERROR_UNSUPPORTED, "this system cannot confine the converter",
                   error);
    case EXIT_NO_TOOL:
      return fail (VMM_IPC_FIELD_TOOL, VMM_IPC_ERROR_UNSUPPORTED, "is not installed", error);
    case EXIT_READ:
      return refuse (self->field, VMM_IPC_BAD_IMAGE_UNREADABLE, "cannot be read", error);
    case EXIT_SHORTER:
      return refuse (self->field, VMM_IPC_BAD_IMAGE_UNREADABLE, "became shorter while it was read", error);
    case EXIT_TOO_BIG:
      return refuse (self->field, VMM_IPC_BAD_IMAGE_SIZE, "is too big", error);
    default:
      return refuse (self->field, VMM_IPC_BAD_IMAGE_REJECTED, "cannot be read by the converter", error);
    }
}

static gboolean
judge (Run *self, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->complaint->len > 0)
    g_info ("%s: the image child says: %s", self->field, self->complaint->str);
  if (self->full || strstr (self->complaint->str, "No space left on device") != NULL ||
      strstr (self->complaint->str, "Disk quota exceeded") != NULL)
    return fail (self->field, VMM_IPC_ERROR_NO_SPACE, "the file system is full", error);
  if (self->late)
    return refuse (self->field, VMM_IPC_BAD_IMAGE_UNREADABLE, "takes too long", error);
  if (self->locked && strstr (self->complaint->str, "cannot unlock any keyslot") != NULL)
    return fail (VMM_IPC_SLOT_SECRET, VMM_IPC_ERROR_BAD_SECRET,
                 VMM_IPC_BAD_SECRET_WRONG ": does not open the disk", error);
  if (WIFEXITED (self->status))
    return judge_exit (self, WEXITSTATUS (self->status), error);

  g_message ("%s: the image child ended by signal %d", self->field, WTERMSIG (self->status));
  return refuse (self->field, VMM_IPC_BAD_IMAGE_REJECTED, "the converter did not survive it", error);
}

static gboolean
run (Run *self, char **argv, int dir_fd, const int *files, guint n, GError **error)
{
  gboolean good;

  self->out = self->err = self->pidfd = -1;
  self->output = g_string_new (NULL);
  self->complaint = g_string_new (NULL);
  good = start (self, argv, dir_fd, files, n, error);
  if (good)
    {
      attend (self);
      good = judge (self, error);
    }
  g_clear_fd (&self->out, NULL);
  g_clear_fd (&self->err, NULL);
  g_clear_fd (&self->pidfd, NULL);
  g_string_free (self->complaint, TRUE);
  return good;
}

/* The passphrases' pipes, and then the files. FALSE: an error is set, and those before are in FDS. */
static gboolean
open_secrets (const VmmImageChild *child, int fds[], GError **error)
{
  for (guint i = 0; i < child->n_secrets; i++)
    fds[i] = -1;
  for (guint i = 0; i < child->n_secrets; i++)
    {
      fds[i] = vmm_passphrase_open_pipe (child->secrets[i]);
      if (fds[i] < 0)
        return fail (child->field, VMM_IPC_ERROR_FAILED, g_strerror (errno), error);
    }
  memcpy (fds + child->n_secrets, child->files, (child->n_read + child->n_write) * sizeof *fds);
  return TRUE;
}

static void
close_secrets (const VmmImageChild *child, int fds[])
{
  for (guint i = 0; i < child->n_secrets; i++)
    g_clear_fd (&fds[i], NULL);
}

gboolean
vmm_image_child_run_tool (const VmmImageChild *child, VmmImageProgress progress, gpointer user_data,
                          GCancellable *cancellable, char **output, GError **error)
{
  Run self = { .field = child->field,
               .watched_fd = child->n_write > 0 ? child->dir_fd : -1,
               .keep = output != NULL,
               .tool = TRUE,
               .locked = child->n_secrets > 0,
               .silence = TOOL_SILENCE_MS,
               .progress = progress,
               .user_data = user_data,
               .cancellable = cancellable };
  char parent[16], n_secrets[16], n_read[16], n_write[16], bytes[24], seconds[24];
  char *argv[9 + VMM_IMAGE_CHILD_MAX_ARGS] = { (char *) PROGRAM, parent,  (char *) "tool", n_secrets,
                                               n_read,           n_write, bytes,           seconds };
  int fds[MAX_DESCRIPTORS];
  gboolean good;

  g_snprintf (parent, sizeof parent, "%d", (int) getpid ());
  g_snprintf (n_secrets, sizeof n_secrets, "%u", child->n_secrets);
  g_snprintf (n_read, sizeof n_read, "%u", child->n_read);
  g_snprintf (n_write, sizeof n_write, "%u", child->n_write);
  g_snprintf (bytes, sizeof bytes, "%" G_GUINT64_FORMAT, child->max_bytes);
  g_snprintf (seconds, sizeof seconds, "%" G_GUINT64_FORMAT,
              (guint64) (MIN_CPU + child->max_bytes / CPU_SPEED));
  for (guint i = 0; i < child->n_args; i++)
    argv[8 + i] = (char *) child->args[i];

  good = open_secrets (child, fds, error) &&
         run (&self, argv, child->dir_fd, fds, child->n_secrets + child->n_read + child->n_write, error);
  close_secrets (child, fds);
  if (self.output == NULL)
    return FALSE;
  if (good && output != NULL)
    *output = g_string_free_and_steal (self.output);
  else
    g_string_free (self.output, TRUE);
  return good;
}

gboolean
vmm_image_child_copy (int from, int to, guint64 max, const char *field, VmmImageProgress progress,
                      gpointer user_data, GCancellable *cancellable, GError **error)
{
  Run self = { .field = field,
               .watched_fd = to,
               .silence = COPY_SILENCE_MS,
               .progress = progress,
               .user_data = user_data,
               .cancellable = cancellable };
  const int files[] = { from, to };
  char parent[16], bytes[24];
  char *argv[] = { (char *) PROGRAM, parent, (char *) "copy", bytes, NULL };
  gboolean good;

  g_snprintf (parent, sizeof parent, "%d", (int) getpid ());
  g_snprintf (bytes, sizeof bytes, "%" G_GUINT64_FORMAT, max);
  good = run (&self, argv, -1, files, G_N_ELEMENTS (files), error);
  g_string_free (self.output, TRUE);
  return good;
}
