/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-catalogue-summaries.h"

#include <glib/gi18n.h>

/* Those of the catalogue that comes with Frond, which gettext cannot read; tests/style/check-catalogue.py compares. */
static const char *const summaries[] = {
  /* Translators: from here on, what a system is, in a line below its name in the catalogue; without a full stop */
  N_ ("The universal operating system, ready in seconds"),
  N_ ("The universal operating system with a GNOME desktop"),
  N_ ("A small Fedora that adds a GNOME desktop"),
  N_ ("A small Ubuntu that adds a GNOME desktop"),
  N_ ("Try the GNOME desktop, and install it if you like it"),
  N_ ("Try the Plasma desktop, and install it if you like it"),
  N_ ("Choose your desktop while installing; needs a network"),
  N_ ("The smallest Debian for servers; no graphics driver"),
  N_ ("The previous stable release, for what still needs it"),
  N_ ("A polished GNOME desktop with the newest software"),
  N_ ("The Plasma desktop with the newest software"),
  N_ ("An image-based GNOME desktop that is hard to break"),
  N_ ("A small Fedora that is ready in seconds"),
  N_ ("Installs a server over the network"),
  N_ ("The previous Fedora, ready in seconds"),
  N_ ("The popular desktop, supported for years"),
  N_ ("A server that is ready in seconds"),
  N_ ("The smallest Ubuntu, for servers and containers"),
  N_ ("Ubuntu with the Plasma desktop"),
  N_ ("Ubuntu with the light Xfce desktop"),
  N_ ("Ubuntu for computers with little memory"),
  N_ ("The previous long-term release, ready in seconds"),
  N_ ("Stable, enterprise-grade, ready in seconds"),
  N_ ("Choose a desktop or a server while installing"),
  N_ ("The tested rolling release, ready in seconds"),
  N_ ("A rolling desktop or server, with snapshots"),
  N_ ("Simple and always current, ready in seconds"),
  N_ ("A console to install Arch from, your way"),
  N_ ("Small, simple, secure: the lightest to run"),
  N_ ("A console in 70 MB, to install from"),
  N_ ("A free enterprise server, ready in seconds"),
  N_ ("Try the enterprise desktop, and install it if you like it"),
  N_ ("A community enterprise server, ready in seconds"),
  N_ ("What the next enterprise release will be"),
  N_ ("An enterprise server with Oracle’s kernel"),
  N_ ("A desktop that is described in one file"),
  N_ ("A console to install NixOS from"),
  N_ ("Familiar and comfortable from the first minute"),
  N_ ("Linux Mint for modest computers"),
  N_ ("Linux Mint with the classic desktop"),
  N_ ("Linux Mint on top of Debian"),
  N_ ("Tools for security tests, without installing"),
  N_ ("Tools for security tests"),
  N_ ("An independent, light system with its own init"),
  N_ ("Try a server for virtual machines inside one"),
  N_ ("A complete Unix system, ready in seconds"),
  N_ ("Install Unix step by step, with ZFS"),
  N_ ("The system that puts security first"),
  N_ ("The portable Unix"),
  N_ ("The spirit of BeOS: quick, and like nothing else"),
  N_ ("One small disc that installs a hundred systems"),
  NULL,
};

const char *
frond_catalogue_summaries_translate (const char *summary)
{
  return g_strv_contains (summaries, summary) ? _ (summary) : summary;
}
