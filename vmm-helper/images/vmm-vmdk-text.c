/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-vmdk-text.h"

#include <string.h>

#define MAX_NAME 255
#define SECTOR   512

static const char *const known_types[] = {
  "monolithicSparse",   "monolithicFlat",  "twoGbMaxExtentSparse",
  "twoGbMaxExtentFlat", "streamOptimized", "vmfs",
};

/* The value of "KEY=VALUE" or "KEY = "VALUE"" in LINE, or NULL. */
static char *
dup_value (const char *line, const char *key)
{
  gsize length = strlen (key);
  g_autofree char *value = NULL;
  gsize end;

  while (*line == ' ' || *line == '\t')
    line++;
  if (g_ascii_strncasecmp (line, key, length) != 0)
    return NULL;
  for (line += length; *line == ' ' || *line == '\t'; line++)
    ;
  if (*line++ != '=')
    return NULL;
  value = g_strstrip (g_strdup (line));
  end = strlen (value);
  if (end >= 2 && value[0] == '"' && value[end - 1] == '"')
    return g_strndup (value + 1, end - 2);
  return g_steal_pointer (&value);
}

static gboolean
line_is_alone (const VmmImageView *view, const char *line, GError **error)
{
  g_autofree char *parent = dup_value (line, "parentCID");
  g_autofree char *hint = dup_value (line, "parentFileNameHint");

  if (hint != NULL || (parent != NULL && g_ascii_strcasecmp (parent, "ffffffff") != 0))
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_BACKING, "is only the difference to another image",
                                  error);
  return TRUE;
}

gboolean
vmm_vmdk_text_check_alone (const VmmImageView *view, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);

  /* QEMU looks for the words anywhere, so neither may be hidden within a line. */
  for (const char *at = text; (at = strstr (at, "parentCID=")) != NULL; at++)
    if (g_ascii_strncasecmp (at + strlen ("parentCID="), "ffffffff", 8) != 0)
      return line_is_alone (view, at, error) &&
             vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_BACKING,
                                    "is only the difference to another image", error);
  if (strstr (text, "parentFileNameHint") != NULL)
    return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_BACKING, "names a parent", error);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (!line_is_alone (view, lines[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
refuse_extents (const VmmImageView *view, const char *what, GError **error)
{
  return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_EXTENTS, what, error);
}

static gboolean
kind_of (const char *word, VmmVmdkExtentKind *kind)
{
  if (g_str_equal (word, "FLAT") || g_str_equal (word, "VMFS"))
    *kind = VMM_VMDK_FLAT;
  else if (g_str_equal (word, "SPARSE"))
    *kind = VMM_VMDK_SPARSE;
  else if (g_str_equal (word, "ZERO"))
    *kind = VMM_VMDK_ZERO;
  else
    return FALSE;
  return TRUE;
}

/* What is between the quotes at the end of a line; REST is what comes after them. */
static char *
dup_quoted (const char *text, const char **rest)
{
  const char *start = strchr (text, '"');
  const char *end = start != NULL ? strchr (start + 1, '"') : NULL;

  if (end == NULL || end - start - 1 < 1 || end - start - 1 > MAX_NAME)
    return NULL;
  *rest = end + 1;
  return g_strndup (start + 1, (gsize) (end - start - 1));
}

static gboolean
name_is_plain (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return FALSE;
  return strpbrk (name, "/\\:") == NULL && !g_str_equal (name, ".") && !g_str_equal (name, "..");
}

/* RW 4192256 SPARSE "disk-s001.vmdk"    RW 20480 FLAT "disk-flat.vmdk" 0    RW 63 ZERO */
static gboolean
take_extent (const VmmImageView *view, const char *line, VmmVmdkLayout *layout, GHashTable *names,
             GError **error)
{
  VmmVmdkExtent *extent = &layout->extents[layout->n_extents];
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  g_autofree char *name = NULL;
  const char *rest = "";

  if (g_strv_length (words) < 3 || layout->n_extents >= VMM_VMDK_MAX_EXTENTS ||
      !g_ascii_string_to_unsigned (words[1], 10, 1, VMM_IPC_MAX_DISK / SECTOR, &extent->sectors, NULL) ||
      !kind_of (words[2], &extent->kind))
    return refuse_extents (view, "describes its pieces in an unknown way", error);
  layout->virtual_size += extent->sectors * SECTOR;
  layout->n_extents++;
  if (extent->kind == VMM_VMDK_ZERO)
    return TRUE;

  name = words[3] != NULL ? dup_quoted (words[3], &rest) : NULL;
  if (name == NULL || !name_is_plain (name))
    return refuse_extents (view, "names a piece by something else than a file beside it", error);
  if (!g_hash_table_add (names, g_steal_pointer (&name)))
    return refuse_extents (view, "names a piece twice", error);
  while (*rest == ' ')
    rest++;
  if (extent->kind == VMM_VMDK_FLAT && *rest != '\0' &&
      !g_ascii_string_to_unsigned (rest, 10, 0, VMM_IPC_MAX_DISK / SECTOR, &extent->offset, NULL))
    return refuse_extents (view, "describes its pieces in an unknown way", error);
  layout->n_files++;
  return TRUE;
}

static gboolean
is_extent (const char *line)
{
  return g_str_has_prefix (line, "RW ") || g_str_has_prefix (line, "RDONLY ") ||
         g_str_has_prefix (line, "NOACCESS ");
}

static gboolean
check_type (const VmmImageView *view, char **lines, GError **error)
{
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *type = dup_value (lines[i], "createType");

      if (type == NULL)
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (known_types); j++)
        if (g_str_equal (type, known_types[j]))
          return TRUE;
      return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_UNSUPPORTED, "is of an unknown kind of VMDK",
                                    error);
    }
  return vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_FORMAT, "is no VMDK descriptor", error);
}

static char *
read_text (const VmmImageView *view, GError **error)
{
  g_autofree char *text = NULL;

  if (view->size > VMM_VMDK_TEXT_MAX)
    {
      vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_FORMAT, "is too long for a VMDK descriptor", error);
      return NULL;
    }
  text = g_malloc0 (view->size + 1);
  if (!vmm_image_view_read (view, 0, (guint8 *) text, view->size, error))
    return NULL;
  if (!g_str_has_prefix (text, "# Disk DescriptorFile"))
    {
      vmm_image_view_refuse (view, VMM_IPC_BAD_IMAGE_FORMAT, "is no VMDK descriptor", error);
      return NULL;
    }
  return g_steal_pointer (&text);
}

gboolean
vmm_vmdk_text_read (const VmmImageView *view, VmmVmdkLayout *layout, GError **error)
{
  g_autofree char *text = read_text (view, error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = NULL;

  *layout = (VmmVmdkLayout) { 0 };
  if (text == NULL)
    return FALSE;
  lines = g_strsplit_set (text, "\r\n", -1);
  if (!vmm_vmdk_text_check_alone (view, text, error) || !check_type (view, lines, error))
    return FALSE;
  for (gsize i = 0; lines[i] != NULL; i++)
    if (is_extent (lines[i]) && !take_extent (view, lines[i], layout, names, error))
      return FALSE;
  if (layout->n_files == 0)
    return refuse_extents (view, "names no piece", error);
  return vmm_image_view_check_size (view, layout->virtual_size, error);
}

char *
vmm_vmdk_text_write (const VmmVmdkLayout *layout, const char *name)
{
  g_autoptr (GString) text =
      g_string_new ("# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\n");
  gboolean sparse = FALSE;
  guint file = 0;

  for (guint i = 0; i < layout->n_extents; i++)
    sparse |= layout->extents[i].kind == VMM_VMDK_SPARSE;
  /* QEMU reads an extent twice that comes right after an empty line. */
  g_string_append_printf (text, "createType=\"%s\"\n\n# Extent description\n",
                          sparse ? "twoGbMaxExtentSparse" : "twoGbMaxExtentFlat");

  for (guint i = 0; i < layout->n_extents; i++)
    {
      const VmmVmdkExtent *extent = &layout->extents[i];

      g_string_append_printf (text, "RW %" G_GUINT64_FORMAT " ", extent->sectors);
      if (extent->kind == VMM_VMDK_ZERO)
        g_string_append (text, "ZERO\n");
      else if (extent->kind == VMM_VMDK_SPARSE)
        g_string_append_printf (text, "SPARSE \"%s%u\"\n", name, ++file);
      else
        g_string_append_printf (text, "FLAT \"%s%u\" %" G_GUINT64_FORMAT "\n", name, ++file, extent->offset);
    }
  g_string_append (
      text, "\n# The Disk Data Base\n#DDB\n\nddb.virtualHWVersion = \"4\"\nddb.adapterType = \"ide\"\n");
  return g_string_free_and_steal (g_steal_pointer (&text));
}
