/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which machine model suits which system. */

#include "frond-os-model.h"

static void
test_facts (void)
{
  static const struct
  {
    const char *id;
    const char *family;
    guint year;
    guint month;
    gboolean virtio;
    FrondModel model;
    FrondDevices devices;
  } systems[] = {
    { "http://microsoft.com/win/11", "winnt", 2021, 10, FALSE, FROND_MODEL_WINDOWS11, FROND_DEVICES_AUTO },
    { "http://microsoft.com/win/10", "winnt", 2015, 7, FALSE, FROND_MODEL_WINDOWS10, FROND_DEVICES_AUTO },
    { "http://microsoft.com/win/2k25", "winnt", 2024, 11, FALSE, FROND_MODEL_WINDOWS10, FROND_DEVICES_AUTO },
    { "http://microsoft.com/win/7", "winnt", 2009, 10, FALSE, FROND_MODEL_LEGACY, FROND_DEVICES_AUTO },
    { "http://microsoft.com/win/xp", "winnt", 2001, 10, FALSE, FROND_MODEL_LEGACY, FROND_DEVICES_AUTO },
    { "http://microsoft.com/win/98", "win9x", 1998, 6, FALSE, FROND_MODEL_LEGACY, FROND_DEVICES_AUTO },
    { "http://freedos.org/freedos/1.2", "dos", 2016, 12, FALSE, FROND_MODEL_LEGACY, FROND_DEVICES_AUTO },
    { "http://debian.org/debian/13", "linux", 2025, 8, TRUE, FROND_MODEL_LINUX515, FROND_DEVICES_AUTO },
    { "http://archlinux.org/archlinux/rolling", "linux", 0, 0, TRUE, FROND_MODEL_LINUX515,
      FROND_DEVICES_AUTO },
    { "http://ubuntu.com/ubuntu/20.04", "linux", 2020, 4, TRUE, FROND_MODEL_LINUX54, FROND_DEVICES_AUTO },
    { "http://centos.org/centos/7.0", "linux", 2014, 7, TRUE, FROND_MODEL_GENERIC, FROND_DEVICES_VIRTIO },
    { "http://redhat.com/rhl/9", "linux", 2003, 3, FALSE, FROND_MODEL_LEGACY, FROND_DEVICES_AUTO },
    { "http://freebsd.org/freebsd/14.2", "freebsd", 2024, 12, TRUE, FROND_MODEL_GENERIC,
      FROND_DEVICES_VIRTIO },
    { "http://haiku-os.org/haiku/nightly", "haiku", 0, 0, FALSE, FROND_MODEL_GENERIC, FROND_DEVICES_AUTO },
    { "http://sun.com/solaris/8", "solaris", 2000, 2, FALSE, FROND_MODEL_LEGACY, FROND_DEVICES_AUTO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (systems); i++)
    {
      FrondDevices devices;
      FrondModel model = frond_os_model_of_facts (systems[i].id, systems[i].family, systems[i].year,
                                                  systems[i].month, systems[i].virtio, &devices);

      if (model != systems[i].model || devices != systems[i].devices)
        g_error ("%s: model %d, devices %d", systems[i].id, (int) model, (int) devices);
    }
}

/* The real database: that its dates, families and drivers say what the rules read out of them. */
static void
test_database (void)
{
  static const struct
  {
    const char *id;
    FrondModel model;
  } systems[] = {
    { "http://microsoft.com/win/xp", FROND_MODEL_LEGACY },
    { "http://microsoft.com/win/98", FROND_MODEL_LEGACY },
    { "http://microsoft.com/win/10", FROND_MODEL_WINDOWS10 },
    { "http://microsoft.com/win/11", FROND_MODEL_WINDOWS11 },
    { "http://freedos.org/freedos/1.2", FROND_MODEL_LEGACY },
    { "http://debian.org/debian/12", FROND_MODEL_LINUX515 },
    { "http://ubuntu.com/ubuntu/20.04", FROND_MODEL_LINUX54 },
    { "http://debian.org/debian/4", FROND_MODEL_LEGACY },
  };
  g_autoptr (OsinfoLoader) loader = osinfo_loader_new ();
  OsinfoDb *db;

  osinfo_loader_process_default_path (loader, NULL);
  db = osinfo_loader_get_db (loader);
  for (gsize i = 0; i < G_N_ELEMENTS (systems); i++)
    {
      g_autoptr (OsinfoOs) os = NULL;
      FrondDevices devices;
      FrondModel model;

      g_set_object (&os, osinfo_db_get_os (db, systems[i].id));
      if (os == NULL)
        {
          g_test_message ("%s is not in the database", systems[i].id);
          continue;
        }
      model = frond_os_model_of (os, &devices);
      if (model != systems[i].model)
        g_error ("%s: model %d", systems[i].id, (int) model);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/model/facts", test_facts);
  g_test_add_func ("/media/model/database", test_database);

  return g_test_run ();
}
