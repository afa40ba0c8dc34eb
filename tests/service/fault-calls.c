/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-calls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

FaultCalls fault;

static gboolean
strikes (void)
{
  if (fault.at == 0 || ++fault.count < fault.at || (fault.count > fault.at && !fault.sticky))
    return FALSE;
  if (fault.error == 0)
    kill (getpid (), SIGKILL);
  errno = fault.error;
  return TRUE;
}

#define WRAP(call, parameters, arguments)                                                                    \
  int __real_##call parameters;                                                                              \
  int __wrap_##call parameters;                                                                              \
  int __wrap_##call parameters { return strikes () ? -1 : __real_##call arguments; }

WRAP (mkdirat, (int fd, const char *name, mode_t mode), (fd, name, mode))
WRAP (renameat, (int from, const char *name, int to, const char *other), (from, name, to, other))
WRAP (renameat2, (int from, const char *name, int to, const char *other, unsigned flags),
      (from, name, to, other, flags))
WRAP (unlinkat, (int fd, const char *name, int flags), (fd, name, flags))
WRAP (ftruncate64, (int fd, off_t length), (fd, length))
WRAP (futimens, (int fd, const struct timespec *times), (fd, times))

gssize __wrap_write (int fd, const void *data, gsize length);
gssize
__wrap_write (int fd, const void *data, gsize length)
{
  return strikes () ? -1 : __real_write (fd, data, length);
}

/* Nothing is lost by a kill that was not written out: what the disk does is not tried here. */
int __wrap_fsync (int fd);
int
__wrap_fsync (int fd)
{
  return strikes () ? -1 : 0;
}

int __wrap_fdatasync (int fd);
int
__wrap_fdatasync (int fd)
{
  return strikes () ? -1 : 0;
}

int __real_openat64 (int fd, const char *name, int flags, ...);
int __wrap_openat64 (int fd, const char *name, int flags, ...);
int
__wrap_openat64 (int fd, const char *name, int flags, ...)
{
  va_list rest;
  mode_t mode = 0;

  va_start (rest, flags);
  if ((flags & O_CREAT) != 0)
    mode = va_arg (rest, mode_t);
  va_end (rest);
  return strikes () ? -1 : __real_openat64 (fd, name, flags, mode);
}
