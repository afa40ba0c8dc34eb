/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-agent.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kms-log.h"
#include "kms-screen.h"

/* Numbers of the SPICE agent protocol, version 1. */
enum
{
  PORT_CLIENT = 1,
  PROTOCOL = 1,
  TYPE_MOUSE_STATE = 1,
  TYPE_MONITORS_CONFIG = 2,
  TYPE_REPLY = 3,
  TYPE_CLIPBOARD = 4,
  TYPE_CAPABILITIES = 6,
  TYPE_GRAB = 7,
  TYPE_REQUEST = 8,
  CAP_MONITORS_CONFIG = 1,
  CAP_REPLY = 2,
  CAP_CLIPBOARD_BY_DEMAND = 5,
  CAP_CLIPBOARD_SELECTION = 6,
  CAP_SPARSE_MONITORS_CONFIG = 7,
  CLIPBOARD_TEXT = 1,
  /* selection (one byte and three of padding), type */
  CLIPBOARD_HEADER = 8,
};

struct __attribute__ ((packed)) chunk
{
  uint32_t port;
  uint32_t size;
};

struct __attribute__ ((packed)) message
{
  uint32_t protocol;
  uint32_t type;
  uint64_t opaque;
  uint32_t size;
};

static struct
{
  int fd;
  bool hung_up;
  uint8_t raw[1 << 17];
  size_t n_raw;
  uint8_t body[1 << 17];
  size_t n_body;
  char text[1 << 16];
  size_t n_text;
} agent = { .fd = -1, .text = "hello from the kms guest", .n_text = 24 };

static void
send_bytes (const void *bytes, size_t length)
{
  struct pollfd writable = { .fd = agent.fd, .events = POLLOUT };
  const uint8_t *next = bytes;

  while (length > 0)
    {
      ssize_t written = write (agent.fd, next, length < 2048 ? length : 2048);

      if (written < 0 && errno == EAGAIN && poll (&writable, 1, 1000) > 0 && (writable.revents & POLLOUT))
        continue;
      if (written <= 0)
        return;
      next += written;
      length -= (size_t) written;
    }
}

static void
send_message (uint32_t type, const void *data, size_t size)
{
  struct chunk chunk = { PORT_CLIENT, (uint32_t) (sizeof (struct message) + size) };
  struct message message = { PROTOCOL, type, 0, (uint32_t) size };

  send_bytes (&chunk, sizeof chunk);
  send_bytes (&message, sizeof message);
  send_bytes (data, size);
}

static void
send_capabilities (uint32_t ask_back)
{
  const uint32_t body[2] = { ask_back, 1u << CAP_MONITORS_CONFIG | 1u << CAP_REPLY |
                                           1u << CAP_CLIPBOARD_BY_DEMAND | 1u << CAP_CLIPBOARD_SELECTION |
                                           1u << CAP_SPARSE_MONITORS_CONFIG };

  send_message (TYPE_CAPABILITIES, body, sizeof body);
}

static void
send_clipboard_word (uint32_t type)
{
  const uint32_t body[2] = { 0, CLIPBOARD_TEXT };

  send_message (type, body, sizeof body);
}

static void
send_clipboard (void)
{
  static uint8_t body[CLIPBOARD_HEADER + sizeof agent.text];
  const uint32_t header[2] = { 0, CLIPBOARD_TEXT };

  memcpy (body, header, sizeof header);
  memcpy (body + CLIPBOARD_HEADER, agent.text, agent.n_text);
  send_message (TYPE_CLIPBOARD, body, CLIPBOARD_HEADER + agent.n_text);
  kms_say ("AGENT sent %zu", agent.n_text);
}

static void
take_clipboard (const uint8_t *body, size_t size)
{
  size_t length = size < CLIPBOARD_HEADER ? 0 : size - CLIPBOARD_HEADER;

  if (length == 0 || length > sizeof agent.text)
    return;
  kms_say ("AGENT clipboard %.*s", (int) (length < 200 ? length : 200),
           (const char *) body + CLIPBOARD_HEADER);
  for (size_t i = 0; i < length; i++)
    agent.text[i] = (char) body[CLIPBOARD_HEADER + length - 1 - i];
  agent.n_text = length;
  send_clipboard_word (TYPE_GRAB);
}

static void
handle_message (const struct message *message, const uint8_t *body)
{
  uint32_t words[3] = { 0 };
  int display;

  memcpy (words, body, message->size < sizeof words ? message->size : sizeof words);
  switch (message->type)
    {
    case TYPE_CAPABILITIES:
      if (words[0] != 0)
        send_capabilities (0);
      send_clipboard_word (TYPE_GRAB);
      break;
    case TYPE_MONITORS_CONFIG:
      words[0] = TYPE_MONITORS_CONFIG;
      words[1] = 1;
      send_message (TYPE_REPLY, words, 2 * sizeof words[0]);
      break;
    case TYPE_GRAB:
      send_clipboard_word (TYPE_REQUEST);
      break;
    case TYPE_REQUEST:
      send_clipboard ();
      break;
    case TYPE_CLIPBOARD:
      take_clipboard (body, message->size);
      break;
    case TYPE_MOUSE_STATE:
      display = message->size > sizeof words ? body[sizeof words] : 0;
      kms_screen_move_pointer (display, (int) words[0], (int) words[1]);
      kms_say ("AGENT pointer %u %u buttons %u display %d", words[0], words[1], words[2], display);
      break;
    default:
      break;
    }
}

/* A message may be spread over chunks: their payloads are gathered in agent.body. */
static void
take_messages (void)
{
  struct message message;

  while (agent.n_body >= sizeof message)
    {
      memcpy (&message, agent.body, sizeof message);
      if (message.size > sizeof agent.body - sizeof message)
        {
          kms_say ("ERROR agent: message of %u bytes", message.size);
          agent.n_body = 0;
          return;
        }
      if (agent.n_body < sizeof message + message.size)
        return;
      handle_message (&message, agent.body + sizeof message);
      agent.n_body -= sizeof message + message.size;
      memmove (agent.body, agent.body + sizeof message + message.size, agent.n_body);
    }
}

static void
take_chunks (void)
{
  struct chunk chunk;

  while (agent.n_raw >= sizeof chunk)
    {
      memcpy (&chunk, agent.raw, sizeof chunk);
      if (chunk.size > sizeof agent.body - agent.n_body)
        {
          kms_say ("ERROR agent: chunk of %u bytes", chunk.size);
          agent.n_raw = agent.n_body = 0;
          return;
        }
      if (agent.n_raw < sizeof chunk + chunk.size)
        return;
      memcpy (agent.body + agent.n_body, agent.raw + sizeof chunk, chunk.size);
      agent.n_body += chunk.size;
      agent.n_raw -= sizeof chunk + chunk.size;
      memmove (agent.raw, agent.raw + sizeof chunk + chunk.size, agent.n_raw);
      take_messages ();
    }
}

void
kms_agent_read (short revents)
{
  ssize_t length;

  if (revents & POLLIN)
    {
      length = read (agent.fd, agent.raw + agent.n_raw, sizeof agent.raw - agent.n_raw);
      if (length > 0)
        {
          agent.n_raw += (size_t) length;
          take_chunks ();
          return;
        }
    }
  /* Without a client the port hangs up all the time: it is looked at again later. */
  if (revents != 0)
    {
      agent.hung_up = true;
      agent.n_raw = agent.n_body = 0;
    }
}

/* The device node of the virtio port with that name. */
static bool
find_port (const char *name, char *device, size_t size)
{
  DIR *folder = opendir ("/sys/class/virtio-ports");
  struct dirent *entry;
  bool found = false;

  if (folder == NULL)
    return false;
  while (!found && (entry = readdir (folder)) != NULL)
    {
      char path[128], text[64] = "";
      FILE *file;

      snprintf (path, sizeof path, "/sys/class/virtio-ports/%.32s/name", entry->d_name);
      file = fopen (path, "re");
      if (file == NULL)
        continue;
      if (fgets (text, sizeof text, file) != NULL)
        text[strcspn (text, "\n")] = '\0';
      fclose (file);
      found = strcmp (text, name) == 0;
      snprintf (device, size, "/dev/%.32s", entry->d_name);
    }
  closedir (folder);
  return found;
}

void
kms_agent_open (void)
{
  char device[64];

  if (agent.fd >= 0 || !find_port ("com.redhat.spice.0", device, sizeof device))
    return;
  agent.fd = open (device, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (agent.fd < 0)
    return;
  kms_say ("AGENT up");
  send_capabilities (1);
}

int
kms_agent_get_fd (void)
{
  return agent.hung_up ? -1 : agent.fd;
}

int
kms_agent_retry (void)
{
  struct pollfd port = { .fd = agent.fd, .events = POLLIN };

  if (!agent.hung_up)
    return -1;
  if (poll (&port, 1, 0) > 0 && (port.revents & POLLHUP))
    return 250;
  agent.hung_up = false;
  send_capabilities (1);
  return -1;
}
