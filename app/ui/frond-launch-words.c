/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-launch-words.h"

#include "frond-message.h"

#include <glib/gi18n.h>

/* Without fractions of a megabyte: they would only flicker. */
static char *
size_words (guint64 bytes)
{
  return g_format_size (bytes < 10000000 ? bytes : bytes / 1000000 * 1000000);
}

static char *
download_words (FrondLaunch *launch)
{
  g_autofree char *received = size_words (frond_launch_get_received (launch));
  g_autofree char *total = size_words (frond_launch_get_total (launch));
  g_autofree char *speed = g_format_size (frond_launch_get_speed (launch));

  if (frond_launch_get_total (launch) == 0)
    return g_steal_pointer (&received);
  if (frond_launch_get_speed (launch) == 0 || frond_launch_get_state (launch) != FROND_LAUNCH_DOWNLOADING)
    /* Translators: 120 MB of 420 MB are downloaded */
    return g_strdup_printf (_ ("%s of %s"), received, total);

  /* Translators: 120 MB of 420 MB are downloaded, at 3 MB a second */
  return g_strdup_printf (_ ("%s of %s · %s/s"), received, total, speed);
}

char *
frond_launch_words_progress (FrondLaunch *launch)
{
  g_autoptr (FrondMessage) message = NULL;
  g_autofree char *downloaded = NULL;

  switch (frond_launch_get_state (launch))
    {
    case FROND_LAUNCH_DOWNLOADING:
      return frond_launch_get_received (launch) > 0 ? download_words (launch) : g_strdup (_ ("Connecting…"));
    case FROND_LAUNCH_PAUSED:
      if (frond_launch_get_received (launch) == 0)
        return g_strdup (_ ("Paused"));
      downloaded = download_words (launch);
      /* Translators: the argument is “120 MB of 420 MB” */
      return g_strdup_printf (_ ("Paused at %s"), downloaded);
    case FROND_LAUNCH_CHECKING:
      return g_strdup (_ ("Checking the download…"));
    case FROND_LAUNCH_PREPARING:
    case FROND_LAUNCH_CREATING:
      return g_strdup (_ ("Creating the machine…"));
    case FROND_LAUNCH_FAILED:
      message = frond_message_new (FROND_TASK_LAUNCH, frond_launch_get_name (launch),
                                   frond_launch_get_error (launch));
      return g_steal_pointer (&message->body);
    case FROND_LAUNCH_DONE:
      return g_strdup (_ ("Ready"));
    case FROND_LAUNCH_WAITING:
    case FROND_LAUNCH_CANCELLED:
    default:
      return g_strdup (_ ("Waiting…"));
    }
}
