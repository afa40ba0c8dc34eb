/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* frond-image-child: reads images of people whom nobody trusts, so that the helper need not.
 *
 *   frond-image-child PARENT copy MAX
 *       Copies descriptor 3 to descriptor 4, without holes, at most MAX bytes. It can do nothing but read and write what
 *       is open: not even open a file.
 *   frond-image-child PARENT tool SECRETS READ WRITE BYTES SECONDS ARGUMENT…
 *       Becomes qemu-img with ARGUMENTs. It can open the system's libraries, the READ files behind the descriptors for
 *       reading and the WRITE ones after them for writing too; no other file, no folder, no network. It writes no
 *       file of more than BYTES and uses SECONDS of processor time. The first SECRETS descriptors, from 3 on, are pipes
 *       with passphrases; only these stay open, and qemu-img opens them by their names below /proc/self/fd.
 *
 * Both end with PARENT. Progress goes to standard output: per mille in lines, or as qemu-img -p prints it.
 *
 * Files by Landlock, calls by seccomp, amounts by limits. Once qemu-img runs, nothing is executed any more: the one call
 * that does so is allowed for descriptor EXEC_FD alone, which goes with that call and is beyond the limit on descriptors,
 * so that it never comes back. Plain C, so that the whole of it can be read. */

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FIRST_FD    3
#define MAX_FILES   32
#define MAX_SECRETS 2
#define EXEC_FD     200
#define OPEN_LIMIT  64
#define MEMORY      (2ull * 1024 * 1024 * 1024)
#define CHUNK       (1024 * 1024)

/* Ways to end that the helper tells apart. */
#define EXIT_USAGE      64
#define EXIT_UNCONFINED 65 /* this kernel or system cannot confine */
#define EXIT_NO_TOOL    66
#define EXIT_READ       67
#define EXIT_WRITE      68
#define EXIT_TOO_BIG    69
#define EXIT_SHORTER    70

static uint8_t chunk[CHUNK];

static _Noreturn void
die (int code, const char *what)
{
  dprintf (STDERR_FILENO, "%s: %s\n", what, strerror (errno));
  _exit (code);
}

static unsigned long long
number (const char *text)
{
  char *end;
  unsigned long long value;

  errno = 0;
  value = strtoull (text, &end, 10);
  if (errno != 0 || end == text || *end != '\0')
    _exit (EXIT_USAGE);
  return value;
}

static void
limit (int what, rlim_t value)
{
  struct rlimit bound = { value, value };

  if (setrlimit (what, &bound) < 0)
    die (EXIT_UNCONFINED, "setrlimit");
}

static void
end_with (const char *parent)
{
  if (prctl (PR_SET_PDEATHSIG, SIGKILL) < 0 || prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
    die (EXIT_UNCONFINED, "prctl");
  /* It may have gone before that was said. */
  if ((unsigned long long) getppid () != number (parent))
    _exit (EXIT_USAGE);
}

static void
allow (scmp_filter_ctx filter, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      int call = seccomp_syscall_resolve_name (*names);

      /* Not every processor has every call. */
      if (call >= 0 && seccomp_rule_add (filter, SCMP_ACT_ALLOW, call, 0) < 0)
        die (EXIT_UNCONFINED, *names);
    }
}

/* Copying. */

static void
confine_copy (void)
{
  static const char *const calls[] = {
    "read",      "write", "pread64",    "pwrite64", "lseek",        "copy_file_range",
    "ftruncate", "fsync", "exit_group", "futex",    "rt_sigreturn", NULL,
  };
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_KILL_PROCESS);

  if (filter == NULL)
    die (EXIT_UNCONFINED, "seccomp");
  allow (filter, calls);
  if (seccomp_load (filter) < 0)
    die (EXIT_UNCONFINED, "seccomp");
}

/* Often enough to be seen alive: what is slower than this many bytes in the helper's patience is given up. */
#define PULSE (4 * CHUNK)

static void
tell (off_t done, off_t size)
{
  static unsigned last = 1001;
  static off_t pulse;
  unsigned permille = size > 0 ? (unsigned) ((double) done / (double) size * 1000) : 1000;
  char line[16];
  int length;

  if (permille == last && done - pulse < PULSE)
    return;
  last = permille;
  pulse = done;
  length = snprintf (line, sizeof line, "%u\n", permille);
  if (write (STDOUT_FILENO, line, (size_t) length) < 0)
    _exit (EXIT_FAILURE);
}

static ssize_t
copy_plain (off_t offset, size_t length)
{
  ssize_t n = pread (FIRST_FD, chunk, length < CHUNK ? length : CHUNK, offset);
  ssize_t done = 0;

  if (n < 0)
    die (EXIT_READ, "read");
  while (done < n)
    {
      ssize_t written = pwrite (FIRST_FD + 1, chunk + done, (size_t) (n - done), offset + done);

      if (written < 0)
        die (errno == EFBIG ? EXIT_TOO_BIG : EXIT_WRITE, "write");
      done += written;
    }
  return n;
}

static ssize_t
copy_some (off_t offset, size_t length)
{
  static bool plain;
  off_t in = offset, out = offset;

  while (!plain)
    {
      ssize_t n =
          copy_file_range (FIRST_FD, &in, FIRST_FD + 1, &out, length < 8 * CHUNK ? length : 8 * CHUNK, 0);

      if (n > 0)
        return n;
      if (n < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO))
        die (EXIT_WRITE, "copy");
      /* Not between these two; 0 is also what some FUSE file systems answer for what they cannot do. */
      plain = true;
    }
  return copy_plain (offset, length);
}

static void
copy_range (off_t offset, off_t end, off_t size)
{
  while (offset < end)
    {
      ssize_t n = copy_some (offset, (size_t) (end - offset));

      if (n == 0)
        _exit (EXIT_SHORTER);
      offset += n;
      tell (offset, size);
    }
}

static _Noreturn void
copy (const char *max)
{
  off_t limit_size = (off_t) number (max), size, start, end = 0;

  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_FSIZE, (rlim_t) limit_size);
  signal (SIGXFSZ, SIG_IGN);
  confine_copy ();

  size = lseek (FIRST_FD, 0, SEEK_END);
  if (size < 0)
    die (EXIT_READ, "seek");
  if (size > limit_size)
    _exit (EXIT_TOO_BIG);
  if (ftruncate (FIRST_FD + 1, size) < 0)
    die (errno == EFBIG ? EXIT_TOO_BIG : EXIT_WRITE, "truncate");

  while (end < size)
    {
      start = lseek (FIRST_FD, end, SEEK_DATA);
      if (start < 0 && errno == ENXIO)
        break;
      if (start < 0)
        {
          /* This file system does not tell where its holes are. */
          start = end;
          end = size;
        }
      else
        {
          end = lseek (FIRST_FD, start, SEEK_HOLE);
          end = end < 0 || end > size ? size : end;
        }
      copy_range (start, end, size);
    }
  if (fsync (FIRST_FD + 1) < 0)
    die (EXIT_WRITE, "sync");
  tell (size, size);
  _exit (EXIT_SUCCESS);
}

/* The tool. */

static int
make_ruleset (int abi)
{
  struct landlock_ruleset_attr ruleset = {
    .handled_access_fs =
        LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
        LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
        LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
        LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
        LANDLOCK_ACCESS_FS_MAKE_SYM,
  };
  size_t size = offsetof (struct landlock_ruleset_attr, handled_access_fs) + sizeof ruleset.handled_access_fs;

  if (abi >= 2)
    ruleset.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
  if (abi >= 3)
    ruleset.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
#ifdef LANDLOCK_ACCESS_NET_BIND_TCP
  if (abi >= 4)
    {
      ruleset.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP;
      size = offsetof (struct landlock_ruleset_attr, handled_access_net) + sizeof ruleset.handled_access_net;
    }
#endif
#ifdef LANDLOCK_ACCESS_FS_IOCTL_DEV
  if (abi >= 5)
    ruleset.handled_access_fs |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
#endif
#ifdef LANDLOCK_SCOPE_SIGNAL
  if (abi >= 6)
    {
      ruleset.scoped = LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL;
      size = offsetof (struct landlock_ruleset_attr, scoped) + sizeof ruleset.scoped;
    }
#endif
  return (int) syscall (SYS_landlock_create_ruleset, &ruleset, size, 0);
}

static void
permit_fd (int ruleset, int fd, uint64_t access)
{
  struct landlock_path_beneath_attr rule = { .allowed_access = access, .parent_fd = fd };

  if (syscall (SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
    die (EXIT_UNCONFINED, "landlock_add_rule");
}

/* What the system does not have needs no permission. */
static void
permit_path (int ruleset, const char *path, uint64_t access)
{
  int fd = open (path, O_PATH | O_CLOEXEC);

  if (fd < 0)
    return;
  permit_fd (ruleset, fd, access);
  close (fd);
}

static void
confine_files (int first, unsigned n_read, unsigned n_write)
{
  const uint64_t read = LANDLOCK_ACCESS_FS_READ_FILE, write = read | LANDLOCK_ACCESS_FS_WRITE_FILE;
  const uint64_t run = read | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE;
  static const char *const system[] = { "/usr", "/app", "/lib", "/lib64" };
  int abi = (int) syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  int ruleset = abi >= 1 ? make_ruleset (abi) : -1;

  if (ruleset < 0)
    die (EXIT_UNCONFINED, "landlock");
  for (size_t i = 0; i < sizeof system / sizeof system[0]; i++)
    permit_path (ruleset, system[i], run);
  permit_path (ruleset, "/etc/ld.so.cache", read);
  /* qemu-img tries there whether files can be locked. */
  permit_path (ruleset, "/dev/null", write);
  for (unsigned i = 0; i < n_read; i++)
    permit_fd (ruleset, first + (int) i, read);
  for (unsigned i = 0; i < n_write; i++)
    permit_fd (ruleset, first + (int) (n_read + i), abi >= 3 ? write | LANDLOCK_ACCESS_FS_TRUNCATE : write);
  if (syscall (SYS_landlock_restrict_self, ruleset, 0) < 0)
    die (EXIT_UNCONFINED, "landlock_restrict_self");
  close (ruleset);
}

static void
rule (scmp_filter_ctx filter, uint32_t action, int call, unsigned n, const struct scmp_arg_cmp *arguments)
{
  if (call >= 0 && seccomp_rule_add_array (filter, action, call, n, arguments) < 0)
    die (EXIT_UNCONFINED, "seccomp");
}

static const char *const tool_calls[] = {
  /* files, which Landlock limits */
  "open",
  "openat",
  "close",
  "close_range",
  "read",
  "readv",
  "pread64",
  "preadv",
  "preadv2",
  "write",
  "writev",
  "pwrite64",
  "pwritev",
  "pwritev2",
  "lseek",
  "stat",
  "fstat",
  "lstat",
  "newfstatat",
  "statx",
  "statfs",
  "fstatfs",
  "access",
  "faccessat",
  "faccessat2",
  "readlink",
  "readlinkat",
  "getdents64",
  "getcwd",
  "fcntl",
  "flock",
  "ioctl",
  "fallocate",
  "ftruncate",
  "fsync",
  "fdatasync",
  "sync_file_range",
  "copy_file_range",
  "fadvise64",
  "dup",
  "dup2",
  "dup3",
  "pipe",
  "pipe2",
  /* memory and threads of its own */
  "mmap",
  "munmap",
  "mprotect",
  "mremap",
  "madvise",
  "brk",
  "membarrier",
  "futex",
  "set_robust_list",
  "rseq",
  "set_tid_address",
  "arch_prctl",
  "exit",
  "exit_group",
  "sched_yield",
  "sched_getaffinity",
  "sched_getparam",
  "sched_getscheduler",
  "getcpu",
  /* waiting and time */
  "poll",
  "ppoll",
  "select",
  "pselect6",
  "epoll_create1",
  "epoll_ctl",
  "epoll_wait",
  "epoll_pwait",
  "eventfd2",
  "signalfd4",
  "timerfd_create",
  "timerfd_settime",
  "timerfd_gettime",
  "clock_gettime",
  "clock_getres",
  "clock_nanosleep",
  "nanosleep",
  "gettimeofday",
  "time",
  "restart_syscall",
  /* signals, and what it is */
  "rt_sigaction",
  "rt_sigprocmask",
  "rt_sigreturn",
  "rt_sigtimedwait",
  "rt_sigpending",
  "sigaltstack",
  "tgkill",
  "getpid",
  "getppid",
  "gettid",
  "getuid",
  "geteuid",
  "getgid",
  "getegid",
  "getrlimit",
  "getrusage",
  "times",
  "uname",
  "sysinfo",
  "getrandom",
  NULL,
};

static void
confine_calls (void)
{
  const struct scmp_arg_cmp this_program[] = { SCMP_A0 (SCMP_CMP_EQ, EXEC_FD),
                                               SCMP_A4 (SCMP_CMP_EQ, AT_EMPTY_PATH) };
  const struct scmp_arg_cmp a_thread = SCMP_A0 (SCMP_CMP_MASKED_EQ, 0x10000 /* CLONE_THREAD */, 0x10000);
  const struct scmp_arg_cmp only_ask = SCMP_A2 (SCMP_CMP_EQ, 0);
  const struct scmp_arg_cmp set_name = SCMP_A0 (SCMP_CMP_EQ, PR_SET_NAME);
  const struct scmp_arg_cmp timer_slack = SCMP_A0 (SCMP_CMP_EQ, PR_SET_TIMERSLACK);
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));

  if (filter == NULL)
    die (EXIT_UNCONFINED, "seccomp");
  allow (filter, tool_calls);
  rule (filter, SCMP_ACT_ALLOW, SCMP_SYS (execveat), 2, this_program);
  rule (filter, SCMP_ACT_ALLOW, SCMP_SYS (clone), 1, &a_thread);
  /* Its flags are in memory, where a filter cannot look: the C library then takes the other. */
  rule (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0, NULL);
  rule (filter, SCMP_ACT_ALLOW, SCMP_SYS (prlimit64), 1, &only_ask);
  rule (filter, SCMP_ACT_ALLOW, SCMP_SYS (prctl), 1, &set_name);
  rule (filter, SCMP_ACT_ALLOW, SCMP_SYS (prctl), 1, &timer_slack);
  if (seccomp_load (filter) < 0)
    die (EXIT_UNCONFINED, "seccomp");
  seccomp_release (filter);
}

/* Leaves it at EXEC_FD. */
static void
open_tool (void)
{
  static const char *const places[] = { "/usr/bin/qemu-img", "/app/bin/qemu-img" };
  int fd = -1;

  for (size_t i = 0; fd < 0 && i < sizeof places / sizeof places[0]; i++)
    fd = open (places[i], O_PATH | O_CLOEXEC);
  if (fd < 0)
    die (EXIT_NO_TOOL, "qemu-img");
  if (dup3 (fd, EXEC_FD, O_CLOEXEC) < 0)
    die (EXIT_UNCONFINED, "dup3");
}

static _Noreturn void
run_tool (char **argv)
{
  unsigned long long n_secrets = number (argv[0]), n_read = number (argv[1]), n_write = number (argv[2]);
  unsigned long long bytes = number (argv[3]), seconds = number (argv[4]);
  char *environment[] = { "PATH=/usr/bin", "LC_ALL=C", NULL };

  if (n_secrets > MAX_SECRETS || n_read > MAX_FILES || n_write > MAX_FILES)
    _exit (EXIT_USAGE);
  open_tool ();
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_AS, MEMORY);
  limit (RLIMIT_FSIZE, bytes);
  limit (RLIMIT_CPU, seconds);
  limit (RLIMIT_NOFILE, OPEN_LIMIT);
  umask (0077);
  confine_files (FIRST_FD + (int) n_secrets, (unsigned) n_read, (unsigned) n_write);
  /* qemu-img opens its files by their names in the folder that this program was started in. */
  if (close_range (FIRST_FD + (unsigned) n_secrets, ~0u, CLOSE_RANGE_CLOEXEC) < 0)
    die (EXIT_UNCONFINED, "close_range");
  argv[4] = (char *) "qemu-img";
  confine_calls ();
  syscall (SYS_execveat, EXEC_FD, "", argv + 4, environment, AT_EMPTY_PATH);
  die (EXIT_NO_TOOL, "exec");
}

int
main (int argc, char **argv)
{
  if (argc < 4)
    return EXIT_USAGE;
  end_with (argv[1]);
  if (strcmp (argv[2], "copy") == 0 && argc == 4)
    copy (argv[3]);
  if (strcmp (argv[2], "tool") == 0 && argc > 8)
    run_tool (argv + 3);
  return EXIT_USAGE;
}
