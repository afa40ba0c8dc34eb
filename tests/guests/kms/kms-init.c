/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program that is process 1 of the KMS guest: no shell, no X, no libraries. It shows moving colour bars in
 * the screen's preferred mode, follows a change of that mode, and tells every input event on the serial port. */

#include <linux/netlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kms-agent.h"
#include "kms-devices.h"
#include "kms-input.h"
#include "kms-installer.h"
#include "kms-log.h"
#include "kms-modules.h"
#include "kms-screen.h"

enum
{
  POLL_UEVENTS,
  POLL_SCREEN,
  POLL_AGENT,
  POLL_LOG,
  POLL_CONSOLE,
  POLL_INPUT,
  STATUS_SECONDS = 5,
};

static void
mount_all (void)
{
  mount ("devtmpfs", "/dev", "devtmpfs", 0, NULL);
  mount ("proc", "/proc", "proc", 0, NULL);
  mount ("sysfs", "/sys", "sysfs", 0, NULL);
}

static int
open_uevents (void)
{
  struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
  int fd = socket (AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);

  if (fd >= 0 && bind (fd, (struct sockaddr *) &address, sizeof address) != 0)
    kms_say ("ERROR no uevents");
  return fd;
}

static void
open_screen (void)
{
  kms_screen_open ();
}

static void
look_for_devices (void)
{
  open_screen ();
  kms_input_scan ();
  kms_agent_open ();
}

static void
read_uevents (int fd)
{
  char event[8192];
  ssize_t length;

  while ((length = recv (fd, event, sizeof event - 1, 0)) > 0)
    {
      event[length] = '\0';
      /* "change@/devices/…/drm/card0", then NAME=VALUE, each with its own end. */
      if (strstr (event, "/drm/") != NULL)
        kms_screen_update_mode ();
      kms_devices_take_uevent (event, length);
    }
  look_for_devices ();
}

static void
report_status (void)
{
  static double last;
  static unsigned last_frames;
  double now = kms_now ();
  unsigned frames = kms_screen_get_frames ();
  int width, height;

  if (now - last < STATUS_SECONDS)
    return;
  kms_screen_get_size (&width, &height);
  kms_say ("STATUS fps %.1f frames %u mode %dx%d held %d", (frames - last_frames) / (now - last), frames,
           width, height, kms_input_count_held ());
  last = now;
  last_frames = frames;
}

/* The sooner of two poll timeouts, where -1 is never. */
static int
sooner (int a, int b)
{
  return a < 0 ? b : b < 0 || a < b ? a : b;
}

static void
run (int uevents)
{
  struct pollfd fds[POLL_INPUT + KMS_INPUT_MAX];
  int timeout, n_inputs;

  for (;;)
    {
      timeout = sooner (STATUS_SECONDS * 1000, kms_installer_step ());
      timeout = sooner (timeout, kms_screen_draw ());
      timeout = sooner (timeout, kms_agent_retry ());
      fds[POLL_UEVENTS] = (struct pollfd) { .fd = uevents, .events = POLLIN };
      fds[POLL_SCREEN] = (struct pollfd) { .fd = kms_screen_get_fd (), .events = POLLIN };
      fds[POLL_AGENT] = (struct pollfd) { .fd = kms_agent_get_fd (), .events = POLLIN };
      fds[POLL_LOG] = (struct pollfd) { .fd = kms_log_get_fd (), .events = POLLOUT };
      fds[POLL_CONSOLE] = (struct pollfd) { .fd = kms_devices_get_console_fd (), .events = POLLIN };
      n_inputs = kms_input_get_fds (fds + POLL_INPUT);
      if (poll (fds, (nfds_t) (POLL_INPUT + n_inputs), timeout) < 0)
        continue;

      /* Input before pictures: its lines carry the time. */
      kms_input_read (fds + POLL_INPUT, n_inputs);
      if (fds[POLL_LOG].revents != 0)
        kms_log_write ();
      if (fds[POLL_CONSOLE].revents & POLLIN)
        kms_devices_read_console ();
      if (fds[POLL_AGENT].revents != 0)
        kms_agent_read (fds[POLL_AGENT].revents);
      if (fds[POLL_SCREEN].revents != 0)
        kms_screen_read ();
      if (fds[POLL_UEVENTS].revents != 0)
        read_uevents (uevents);
      kms_devices_look ();
      report_status ();
    }
}

int
main (void)
{
  int uevents;

  mount_all ();
  kms_log_open ();
  kms_options_load ();
  kms_say ("USERSPACE");
  uevents = open_uevents ();
  kms_modules_load (open_screen);
  look_for_devices ();
  kms_say ("READY");
  run (uevents);
}
