/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-os-model.h"

#define WINDOWS_11 "http://microsoft.com/win/11"

#define MONTHS(year, month) ((year) * 12 + (month))

/* Windows 8 was the first with drivers for USB 3, which is all the USB that present-day machines have. */
#define WINDOWS_8 MONTHS (2012, 8)

/* Distributions of then have at least the kernel 5.14, which knows all that the model of 5.15 has. */
#define LINUX_515 MONTHS (2021, 11)
#define LINUX_54  MONTHS (2019, 12)

/* Two years after virtio and AHCI came to Linux. */
#define LINUX_VIRTIO MONTHS (2009, 1)

static FrondModel
model_of_windows (const char *id, guint released)
{
  if (released > 0 && released < WINDOWS_8)
    return FROND_MODEL_LEGACY;
  return g_str_equal (id, WINDOWS_11) ? FROND_MODEL_WINDOWS11 : FROND_MODEL_WINDOWS10;
}

static FrondModel
model_of_linux (guint released, gboolean virtio, FrondDevices *devices)
{
  /* Those without a date go on for ever. */
  if (released == 0 || released >= LINUX_515)
    return FROND_MODEL_LINUX515;
  if (released >= LINUX_54)
    return FROND_MODEL_LINUX54;
  if (released < LINUX_VIRTIO)
    return FROND_MODEL_LEGACY;

  *devices = virtio ? FROND_DEVICES_VIRTIO : FROND_DEVICES_AUTO;
  return FROND_MODEL_GENERIC;
}

FrondModel
frond_os_model_of_facts (const char *id, const char *family, guint year, guint month, gboolean virtio,
                         FrondDevices *devices)
{
  static const char *const old[] = { "win9x", "win16", "dos", "netware", NULL };
  guint released = year > 0 ? MONTHS (year, month) : 0;

  *devices = FROND_DEVICES_AUTO;
  if (g_strv_contains (old, family))
    return FROND_MODEL_LEGACY;
  if (g_str_equal (family, "winnt"))
    return model_of_windows (id, released);
  if (g_str_equal (family, "linux"))
    return model_of_linux (released, virtio, devices);
  if (released > 0 && released < LINUX_VIRTIO)
    return FROND_MODEL_LEGACY;

  *devices = virtio ? FROND_DEVICES_VIRTIO : FROND_DEVICES_AUTO;
  return FROND_MODEL_GENERIC;
}

static gboolean
knows_virtio (OsinfoOs *os)
{
  g_autoptr (OsinfoDeviceList) devices = osinfo_os_get_all_devices (os, NULL);

  for (int i = 0; i < osinfo_list_get_length (OSINFO_LIST (devices)); i++)
    {
      OsinfoDevice *device = OSINFO_DEVICE (osinfo_list_get_nth (OSINFO_LIST (devices), i));
      const char *name = osinfo_device_get_name (device);

      if (g_strcmp0 (name, "virtio-block") == 0 || g_strcmp0 (name, "virtio1.0-block") == 0)
        return TRUE;
    }
  return FALSE;
}

FrondModel
frond_os_model_of (OsinfoOs *os, FrondDevices *devices)
{
  g_autoptr (GDate) date = osinfo_product_get_release_date (OSINFO_PRODUCT (os));
  const char *family = osinfo_os_get_family (os);
  gboolean dated = date != NULL && g_date_valid (date);

  return frond_os_model_of_facts (osinfo_entity_get_id (OSINFO_ENTITY (os)), family != NULL ? family : "",
                                  dated ? g_date_get_year (date) : 0, dated ? g_date_get_month (date) : 0,
                                  knows_virtio (os), devices);
}
