/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Header gates (vmm-helper/images/vmm-image-gate.h). The first byte chooses the format, the second how many zeros follow the
 * rest, as in a sparse file. Sums are put right, or nothing behind them would ever be reached. */
#include "vmm-image-gate.h"
#include "vmm-vmdk-text.h"

#include <string.h>

#define REGIONS  (192 * 1024)
#define HEADER_1 (64 * 1024)

int LLVMFuzzerTestOneInput (const guint8 *data, size_t length);

static guint32
crc32c (const guint8 *bytes, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= i >= 4 && i < 8 ? 0 : bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
    }
  return ~crc;
}

static void
put_le32 (guint8 *p, guint32 value)
{
  for (guint i = 0; i < 4; i++)
    p[i] = (guint8) (value >> (8 * i));
}

static void
put_sum (guint8 *bytes, gsize length, gsize at)
{
  guint32 sum = 0;

  for (gsize i = 0; i < length; i++)
    if (i < at || i >= at + 4)
      sum += bytes[i];
  sum = ~sum;
  for (guint i = 0; i < 4; i++)
    bytes[at + i] = (guint8) (sum >> (24 - 8 * i));
}

/* The parts of a VHDX that matter are far apart: here they come one after another. */
static guint8 *
spread_vhdx (const guint8 *data, gsize length, gsize *size)
{
  static const struct
  {
    gsize at;
    gsize length;
  } parts[] = {
    { HEADER_1, 128 }, { REGIONS, 128 }, { VMM_IPC_MIB, 512 }, { VMM_IPC_MIB + 64 * 1024, 4096 }
  };
  guint8 *image = g_malloc0 (4 * VMM_IPC_MIB);

  *size = 4 * VMM_IPC_MIB;
  memcpy (image, "vhdxfile", 8);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gsize n = MIN (length, parts[i].length);

      memcpy (image + parts[i].at, data, n);
      data += n;
      length -= n;
    }
  put_le32 (image + HEADER_1 + 4, crc32c (image + HEADER_1, 4096));
  put_le32 (image + REGIONS + 4, crc32c (image + REGIONS, 64 * 1024));
  return image;
}

static void
mend_vpc (guint8 *image, gsize size)
{
  if (size < 512)
    return;
  put_sum (image, 512, 64);
  put_sum (image + size - 512, 512, 64);
  if (size >= 1536)
    put_sum (image + 512, 1024, 36);
}

static void
read_text (const VmmImageView *view)
{
  g_autoptr (GError) error = NULL;
  VmmVmdkLayout layout;

  if (vmm_vmdk_text_read (view, &layout, &error))
    {
      g_autofree char *text = vmm_vmdk_text_write (&layout, ".in0-");

      g_assert_cmpuint (layout.n_files, >, 0);
      g_assert_cmpuint (layout.n_files, <=, VMM_VMDK_MAX_EXTENTS);
      g_assert_cmpuint (layout.virtual_size, <=, VMM_IPC_MAX_DISK);
      g_assert_null (strchr (text, '/'));
    }
  else
    g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE);
}

static void
judge (const VmmImageView *view, VmmIpcImageFormat format)
{
  g_autoptr (GError) error = NULL;
  guint64 size = 0;

  if (vmm_image_gate (view, format, &size, &error))
    {
      g_assert_no_error (error);
      g_assert_cmpuint (size, >=, 512);
      g_assert_cmpuint (size, <=, VMM_IPC_MAX_DISK);
    }
  else
    {
      g_assert_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_IMAGE);
      g_assert_true (g_str_has_prefix (error->message, "disk0: "));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t length)
{
  g_autofree guint8 *image = NULL;
  VmmImageView view = { .fd = -1, .field = "disk0" };
  VmmIpcImageFormat format;
  gsize size;

  if (length < 3)
    return 0;
  format = data[0] % VMM_IPC_N_IMAGE_FORMATS;
  if (format == VMM_IPC_IMAGE_VHDX)
    image = spread_vhdx (data + 2, length - 2, &size);
  else
    {
      size = length - 2 + data[1] % 8 * (VMM_IPC_MIB / 4);
      image = g_malloc0 (size);
      memcpy (image, data + 2, length - 2);
    }
  if (format == VMM_IPC_IMAGE_VPC)
    mend_vpc (image, size);
  view.bytes = image;
  view.size = size;

  if (format == VMM_IPC_IMAGE_NONE)
    read_text (&view);
  else
    judge (&view, format);
  return 0;
}
