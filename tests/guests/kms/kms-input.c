/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-input.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "kms-log.h"
#include "kms-screen.h"

typedef struct
{
  int fd;
  int state_fd; /* asking for the keys that are held throws away the key events that wait on the same descriptor */
  char path[64];
  char name[64];
  bool absolute;
  int max_x;
  int max_y;
} Device;

static Device devices[KMS_INPUT_MAX];
static int n_devices;

static bool
is_open (const char *path)
{
  for (int i = 0; i < n_devices; i++)
    if (strcmp (devices[i].path, path) == 0)
      return true;
  return false;
}

static void
open_device (const char *path)
{
  struct input_absinfo x = { 0 }, y = { 0 };
  Device *device = &devices[n_devices];

  if (n_devices == KMS_INPUT_MAX || is_open (path))
    return;
  device->fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (device->fd < 0)
    return;
  device->state_fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  snprintf (device->path, sizeof device->path, "%s", path);
  if (ioctl (device->fd, EVIOCGNAME (sizeof device->name - 1), device->name) < 0)
    device->name[0] = '\0';
  device->absolute = ioctl (device->fd, EVIOCGABS (ABS_X), &x) == 0 &&
                     ioctl (device->fd, EVIOCGABS (ABS_Y), &y) == 0 && x.maximum > 0 && y.maximum > 0;
  device->max_x = x.maximum;
  device->max_y = y.maximum;
  n_devices++;
  kms_say ("INPUT %s%s", device->name, device->absolute ? " (absolute)" : "");
}

void
kms_input_scan (void)
{
  DIR *folder = opendir ("/dev/input");
  struct dirent *entry;
  char path[64];

  if (folder == NULL)
    return;
  while ((entry = readdir (folder)) != NULL)
    if (strncmp (entry->d_name, "event", 5) == 0)
      {
        snprintf (path, sizeof path, "/dev/input/%.32s", entry->d_name);
        open_device (path);
      }
  closedir (folder);
}

static void
close_device (Device *device)
{
  kms_say ("INPUT gone %s", device->name);
  close (device->fd);
  if (device->state_fd >= 0)
    close (device->state_fd);
  *device = devices[--n_devices];
}

int
kms_input_get_fds (struct pollfd *fds)
{
  for (int i = 0; i < n_devices; i++)
    fds[i] = (struct pollfd) { .fd = devices[i].fd, .events = POLLIN };
  return n_devices;
}

static void
handle_key (const struct input_event *event)
{
  const int repeat = 2;
  char status[32];

  if (event->value == repeat)
    return;
  kms_say ("KEY %d %d", event->code, event->value);
  snprintf (status, sizeof status, "KEY %d %s", event->code, event->value ? "DOWN" : "UP");
  kms_screen_set_status (status, event->value != 0);
  if (event->code == KEY_POWER && event->value != 0)
    {
      kms_say ("POWEROFF");
      kms_log_drain ();
      sync ();
      reboot (RB_POWER_OFF);
    }
}

/* Returns whether the event is about the pointer's place, which x and y then hold. */
static bool
handle_motion (const Device *device, const struct input_event *event, int *x, int *y)
{
  int width, height;

  kms_screen_get_size (&width, &height);
  if (event->type == EV_ABS && device->absolute && event->code == ABS_X)
    *x = (int) ((long) event->value * width / (device->max_x + 1));
  else if (event->type == EV_ABS && device->absolute && event->code == ABS_Y)
    *y = (int) ((long) event->value * height / (device->max_y + 1));
  else if (event->type == EV_REL && event->code == REL_X)
    *x += event->value;
  else if (event->type == EV_REL && event->code == REL_Y)
    *y += event->value;
  else
    return false;
  return true;
}

static void
report_pointer (int x, int y)
{
  static double last;

  kms_screen_move_pointer (0, x, y);
  if (kms_now () - last < 0.2 && !kms_option_flag ("g.ptr"))
    return;
  last = kms_now ();
  kms_say ("PTR %d %d", x, y);
}

static void
read_device (Device *device)
{
  struct input_event events[64];
  ssize_t length = read (device->fd, events, sizeof events);
  bool moved = false;
  int x, y;

  if (length <= 0)
    {
      if (length == 0 || errno != EAGAIN)
        close_device (device);
      return;
    }
  kms_screen_get_pointer (&x, &y);
  for (size_t i = 0; i < (size_t) length / sizeof *events; i++)
    {
      if (events[i].type == EV_KEY)
        handle_key (&events[i]);
      else if (events[i].type == EV_REL && events[i].code == REL_WHEEL)
        kms_say ("WHEEL %d", events[i].value);
      else if (events[i].type == EV_SYN && events[i].code == SYN_DROPPED)
        kms_say ("DROPPED %s", device->name);
      else
        moved |= handle_motion (device, &events[i], &x, &y);
    }
  if (moved)
    report_pointer (x, y);
}

void
kms_input_read (const struct pollfd *fds, int count)
{
  /* From the end: a device that goes is replaced by the last one. */
  for (int i = count - 1; i >= 0; i--)
    if (fds[i].revents != 0)
      read_device (&devices[i]);
}

int
kms_input_count_held (void)
{
  unsigned char keys[KEY_MAX / 8 + 1];
  int held = 0;

  for (int i = 0; i < n_devices; i++)
    {
      memset (keys, 0, sizeof keys);
      if (ioctl (devices[i].state_fd, EVIOCGKEY (sizeof keys), keys) < 0)
        continue;
      for (size_t k = 0; k < sizeof keys; k++)
        held += __builtin_popcount (keys[k]);
    }
  return held;
}
