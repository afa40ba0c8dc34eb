/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-download-words.h"

#include "frond-message.h"

#include <glib/gi18n.h>

static char *
amount (FrondDownload *download)
{
  g_autofree char *received = g_format_size (frond_download_get_received (download));
  g_autofree char *total = g_format_size (frond_download_get_total (download));

  if (frond_download_get_total (download) == 0)
    return g_steal_pointer (&received);
  /* Translators: how much of a file has been downloaded: “312 MB of 1.2 GB” */
  return g_strdup_printf (_ ("%s of %s"), received, total);
}

static char *
with_amount (const char *format, const char *alone, FrondDownload *download)
{
  g_autofree char *words = amount (download);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  if (frond_download_get_received (download) == 0)
    return g_strdup (alone);
  /* Not a printf format: it is chosen at run time. */
  return g_strjoinv (words, parts);
}

static char *
over (FrondDownload *download)
{
  g_autoptr (FrondMessage) message = NULL;

  if (frond_download_get_error (download) == NULL)
    return NULL;
  message = frond_message_new (FROND_TASK_DOWNLOAD, frond_download_get_title (download),
                               frond_download_get_error (download));
  return g_strdup (message->body);
}

char *
frond_download_words_for_state (FrondDownload *download)
{
  char *why = over (download);

  if (why != NULL)
    return why;

  switch (frond_download_get_state (download))
    {
    case FROND_DOWNLOAD_RUNNING:
      if (frond_download_get_received (download) == 0)
        /* Translators: a download that has not got a byte yet */
        return g_strdup (_ ("Connecting…"));
      return amount (download);
    case FROND_DOWNLOAD_PAUSED:
      /* Translators: %s is like “312 MB of 1.2 GB” */
      return with_amount (_ ("Paused, %s"), _ ("Paused"), download);
    case FROND_DOWNLOAD_WAITING:
      return g_strdup (frond_download_get_metered (download)
                           ? _ ("Waiting, because this network may cost money")
                           : _ ("Waiting for the network"));
    case FROND_DOWNLOAD_CHECKING:
      return g_strdup (_ ("Checking…"));
    case FROND_DOWNLOAD_DONE:
      return g_strdup (_ ("Downloaded"));
    case FROND_DOWNLOAD_FAILED:
    case FROND_DOWNLOAD_CANCELLED:
      /* Translators: a download that a person stopped */
      return g_strdup (_ ("Cancelled"));
    case FROND_DOWNLOAD_QUEUED:
    default:
      /* Translators: a download that begins when others are through */
      return g_strdup (_ ("Waiting for its turn"));
    }
}

/* Rounded the more the longer it takes, so that it changes rarely. */
static char *
time_left (guint64 seconds)
{
  guint minutes = (guint) MIN ((seconds + 30) / 60, 60000);
  guint hours;

  if (seconds < 50)
    return g_strdup (_ ("less than a minute left"));
  if (minutes > 10)
    minutes = (minutes + 2) / 5 * 5;
  if (minutes < 60)
    return g_strdup_printf (ngettext ("about %u minute left", "about %u minutes left", MAX (minutes, 1)),
                            MAX (minutes, 1));
  hours = (minutes + 30) / 60;
  return g_strdup_printf (ngettext ("about %u hour left", "about %u hours left", hours), hours);
}

char *
frond_download_words_for_pace (FrondDownload *download)
{
  guint64 speed = frond_download_get_speed (download);
  guint64 received = frond_download_get_received (download);
  guint64 total = frond_download_get_total (download);
  g_autofree char *per_second = NULL;
  g_autofree char *left = NULL;

  if (speed == 0)
    return NULL;
  per_second = g_format_size (speed);
  if (total <= received)
    /* Translators: a speed: “24 MB/s” */
    return g_strdup_printf (_ ("%s/s"), per_second);
  left = time_left ((total - received) / speed);
  /* Translators: the speed and the time of a download: “24 MB/s, about 3 minutes left” */
  return g_strdup_printf (_ ("%s/s, %s"), per_second, left);
}

static const struct
{
  FrondError code;
  const char *words;
} error_words[] = {
  { FROND_ERROR_DOWNLOAD_SOURCE,
    N_ ("Its address in the catalogue cannot be used. Look for an update of Frond.") },
  { FROND_ERROR_DOWNLOAD_UNREACHABLE, N_ ("The server does not answer. Check the network and try again.") },
  { FROND_ERROR_DOWNLOAD_STALLED,
    N_ ("The server sends nothing any more. Try again; what is there is kept.") },
  { FROND_ERROR_DOWNLOAD_CUT,
    N_ ("The connection breaks again and again. Try again later; what is there is kept.") },
  { FROND_ERROR_DOWNLOAD_GONE,
    N_ ("The server does not have this file any more. A newer Frond may know another place.") },
  { FROND_ERROR_DOWNLOAD_SERVER, N_ ("The server has too much to do or is out of order. Try again later.") },
  { FROND_ERROR_DOWNLOAD_REDIRECT,
    N_ ("The server leads nowhere. It may be out of order; try again later.") },
  { FROND_ERROR_DOWNLOAD_INSECURE,
    N_ ("The server leads to a place without encryption, where anybody could change the file. It was not "
        "followed.") },
  { FROND_ERROR_DOWNLOAD_CERT_EXPIRED,
    N_ ("The server’s certificate is not valid today. Check the date and time of this computer; if they are "
        "right, the server is at fault.") },
  { FROND_ERROR_DOWNLOAD_CERT_HOST,
    N_ ("Another server answered than the one that was asked. A network that wants you to log in does that: "
        "open a web page, then try again.") },
  { FROND_ERROR_DOWNLOAD_CERT_UNKNOWN, N_ ("Nobody whom this computer trusts vouches for the server. A "
                                           "network that wants you to log in, or that "
                                           "listens in, does that.") },
  { FROND_ERROR_DOWNLOAD_CERT,
    N_ ("The connection to the server is not safe, so nothing was downloaded. Try another network.") },
  { FROND_ERROR_DOWNLOAD_ENCODED, N_ ("The server changes the file on its way. Try again later.") },
  { FROND_ERROR_DOWNLOAD_EMPTY, N_ ("The server sent an empty file. Try again later.") },
  { FROND_ERROR_DOWNLOAD_WEB_PAGE, N_ ("A web page came in place of the file. If this network wants you to "
                                       "log in, do that in a web browser, "
                                       "then try again.") },
  { FROND_ERROR_DOWNLOAD_NOT_IMAGE, N_ ("What the server sent is not an image of a disc or disk.") },
  { FROND_ERROR_DOWNLOAD_SIZE, N_ ("The server sent more than it said. Try again later.") },
  { FROND_ERROR_DOWNLOAD_CHANGED, N_ ("The file on the server is changing right now. Try again later.") },
  { FROND_ERROR_DOWNLOAD_CHECKSUM, N_ ("The file is not the one that its publisher made: it was damaged or "
                                       "changed. It has been deleted; download "
                                       "it again.") },
  { FROND_ERROR_DOWNLOAD_CHECKSUM_LIST,
    N_ ("The publisher’s list of checksums does not have this file, so it cannot be checked.") },
  { FROND_ERROR_DOWNLOAD_UNSIGNED,
    N_ ("The publisher’s signature is missing, so the file was not used. Try again later.") },
  { FROND_ERROR_DOWNLOAD_SIGNATURE,
    N_ ("The signature is not the publisher’s. Somebody may have changed the file; it was not used.") },
  { FROND_ERROR_DOWNLOAD_SIGNATURE_EXPIRED,
    N_ ("The publisher’s signature or key has expired. Look for an update of Frond.") },
  { FROND_ERROR_DOWNLOAD_UNPACK, N_ ("The compressed file is damaged. Try again.") },
  { FROND_ERROR_DOWNLOAD_TOO_LARGE,
    N_ ("More comes out of the compressed file than belongs in it. It was not used.") },
  { FROND_ERROR_DOWNLOAD_FOLDER,
    N_ ("The folder for downloads cannot be written. Check its permissions and its disk.") },
};

const char *
frond_download_words_for_error (FrondError code)
{
  for (guint i = 0; i < G_N_ELEMENTS (error_words); i++)
    if (error_words[i].code == code)
      return _ (error_words[i].words);
  return _ ("Something unexpected happened. Try again; the details may say more.");
}
