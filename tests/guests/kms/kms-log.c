/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-log.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Lines that wait for the serial port, which is slow under emulation: the input must not wait for it. */
static struct
{
  int fd;
  size_t begin;
  size_t end;
  char bytes[1 << 20];
} console = { .fd = STDOUT_FILENO };

static char command_line[2048];

void
kms_log_open (void)
{
  /* The serial port, also where a command line that is not ours made the screen the console. */
  int fd = open ("/dev/ttyS0", O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

  if (fd < 0)
    fd = open ("/dev/console", O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd >= 0)
    console.fd = fd;
}

double
kms_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

void
kms_say (const char *format, ...)
{
  char line[1024];
  va_list args;
  int used = snprintf (line, sizeof line, "G %.3f ", kms_now ());

  va_start (args, format);
  used += vsnprintf (line + used, sizeof line - (size_t) used - 1, format, args);
  va_end (args);
  if (used > (int) sizeof line - 2)
    used = sizeof line - 2;
  line[used++] = '\n';

  if (console.end + (size_t) used > sizeof console.bytes)
    {
      memmove (console.bytes, console.bytes + console.begin, console.end - console.begin);
      console.end -= console.begin;
      console.begin = 0;
    }
  if (console.end + (size_t) used <= sizeof console.bytes)
    {
      memcpy (console.bytes + console.end, line, (size_t) used);
      console.end += (size_t) used;
    }
  kms_log_write ();
}

void
kms_log_write (void)
{
  while (console.begin < console.end)
    {
      ssize_t written = write (console.fd, console.bytes + console.begin, console.end - console.begin);

      if (written <= 0)
        return;
      console.begin += (size_t) written;
    }
  console.begin = console.end = 0;
}

int
kms_log_get_fd (void)
{
  return console.begin < console.end ? console.fd : -1;
}

int
kms_log_get_console (void)
{
  return console.fd;
}

void
kms_log_drain (void)
{
  struct pollfd writable = { .fd = console.fd, .events = POLLOUT };

  while (kms_log_get_fd () >= 0 && poll (&writable, 1, 1000) > 0)
    kms_log_write ();
  tcdrain (console.fd);
}

void
kms_options_load (void)
{
  int fd = open ("/proc/cmdline", O_RDONLY | O_CLOEXEC);
  ssize_t length;

  if (fd < 0)
    return;
  length = read (fd, command_line, sizeof command_line - 1);
  close (fd);
  command_line[length > 0 ? length : 0] = '\0';
}

/* The text behind name where a word of the command line starts with it, or NULL. */
static const char *
find_option (const char *name)
{
  size_t length = strlen (name);

  for (const char *found = strstr (command_line, name); found != NULL; found = strstr (found + 1, name))
    if (found == command_line || found[-1] == ' ')
      return found + length;
  return NULL;
}

bool
kms_option_flag (const char *name)
{
  const char *rest = find_option (name);

  return rest != NULL && strchr (" \n", *rest) != NULL;
}

int
kms_option_int (const char *name, int fallback)
{
  const char *rest = find_option (name);

  return rest != NULL && *rest == '=' ? atoi (rest + 1) : fallback;
}
