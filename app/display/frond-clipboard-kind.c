/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-clipboard-kind.h"

G_DEFINE_FLAGS_TYPE (FrondClipboardKinds, frond_clipboard_kinds,
                     G_DEFINE_ENUM_VALUE (FROND_CLIPBOARD_KIND_TEXT, "text"),
                     G_DEFINE_ENUM_VALUE (FROND_CLIPBOARD_KIND_PNG, "png"),
                     G_DEFINE_ENUM_VALUE (FROND_CLIPBOARD_KIND_BMP, "bmp"),
                     G_DEFINE_ENUM_VALUE (FROND_CLIPBOARD_KIND_TIFF, "tiff"),
                     G_DEFINE_ENUM_VALUE (FROND_CLIPBOARD_KIND_JPEG, "jpeg"))

#define MAX_MIME_TYPES 4

/* In the order of the bits of FrondClipboardKinds. */
static const char *const mime_types[FROND_CLIPBOARD_N_KINDS][MAX_MIME_TYPES + 1] = {
  { "text/plain;charset=utf-8", "text/plain", NULL },
  { "image/png", NULL },
  { "image/bmp", "image/x-bmp", "image/x-ms-bmp", "image/x-MS-bmp", NULL },
  { "image/tiff", NULL },
  { "image/jpeg", "image/jpg", NULL },
};

const char *const *
frond_clipboard_kind_get_mime_types (FrondClipboardKinds kind)
{
  int bit = g_bit_nth_lsf (kind, -1);

  g_return_val_if_fail (bit >= 0 && bit < FROND_CLIPBOARD_N_KINDS, NULL);

  return mime_types[bit];
}

FrondClipboardKinds
frond_clipboard_kind_from_mime_type (const char *mime_type)
{
  for (guint i = 0; i < FROND_CLIPBOARD_N_KINDS; i++)
    if (g_strv_contains (mime_types[i], mime_type))
      return 1u << i;
  return 0;
}

/* A texture or a string of this application is written in any format that GDK has a serializer for; of another one's
 * clipboard GDK lists what it could make of it, too, but hands over only what is there. */
FrondClipboardKinds
frond_clipboard_kinds_from_clipboard (GdkClipboard *clipboard)
{
  g_autoptr (GdkContentFormats) all = gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard));
  FrondClipboardKinds kinds = 0;

  if (gdk_clipboard_is_local (clipboard))
    all = gdk_content_formats_union_serialize_mime_types (g_steal_pointer (&all));

  for (guint i = 0; i < FROND_CLIPBOARD_N_KINDS; i++)
    for (guint j = 0; mime_types[i][j] != NULL; j++)
      if (gdk_content_formats_contain_mime_type (all, mime_types[i][j]))
        kinds |= 1u << i;
  return kinds;
}

GdkContentFormats *
frond_clipboard_kinds_to_formats (FrondClipboardKinds kinds)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  for (guint i = 0; i < FROND_CLIPBOARD_N_KINDS; i++)
    for (guint j = 0; (kinds & (1u << i)) != 0 && mime_types[i][j] != NULL; j++)
      gdk_content_formats_builder_add_mime_type (builder, mime_types[i][j]);
  /* The widgets of this application look for it. Images are for others: no guest's image is decoded here. */
  if ((kinds & FROND_CLIPBOARD_KIND_TEXT) != 0)
    gdk_content_formats_builder_add_gtype (builder, G_TYPE_STRING);
  return gdk_content_formats_builder_free_to_formats (builder);
}
