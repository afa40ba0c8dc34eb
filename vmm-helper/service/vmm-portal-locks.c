/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded into QEMU inside a Flatpak, before the C library: asks for the locks of a document portal's file in a way that it
 * can answer.
 *
 * Before QEMU reads an image it asks with F_OFD_GETLK whether somebody writes to it. The document portal's file system
 * answers that with EIO, whatever the truth is (its pull request 1195; 2152 was open when this was written), and QEMU refuses
 * the image. Where that happens, and the descriptor can only read, nobody is said to hold a lock: what a file system
 * without locks would say. All else is passed on. */

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

int fcntl (int fd, int command, ...);
int fcntl64 (int fd, int command, ...);

#ifndef FUSE_SUPER_MAGIC
#define FUSE_SUPER_MAGIC 0x65735546
#endif

static int
is_reader_of_fuse (int fd)
{
  struct statfs fs;
  long flags = syscall (SYS_fcntl, fd, F_GETFL);

  return flags >= 0 && (flags & O_ACCMODE) == O_RDONLY && fstatfs (fd, &fs) == 0 &&
         (unsigned int) fs.f_type == FUSE_SUPER_MAGIC;
}

static int
call (int fd, int command, void *argument)
{
  int result = (int) syscall (SYS_fcntl, fd, command, argument);

  if (result < 0 && errno == EIO && (command == F_OFD_GETLK || command == F_GETLK) && is_reader_of_fuse (fd))
    {
      ((struct flock *) argument)->l_type = F_UNLCK;
      return 0;
    }
  return result;
}

/* Every argument that fcntl takes fits a pointer. */
int
fcntl (int fd, int command, ...)
{
  va_list arguments;
  void *argument;

  va_start (arguments, command);
  argument = va_arg (arguments, void *);
  va_end (arguments);
  return call (fd, command, argument);
}

int
fcntl64 (int fd, int command, ...)
{
  va_list arguments;
  void *argument;

  va_start (arguments, command);
  argument = va_arg (arguments, void *);
  va_end (arguments);
  return call (fd, command, argument);
}
