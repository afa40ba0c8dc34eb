/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-private.h"

#include "frond-error.h"
#include "frond-import-xml.h"

#include <string.h>

#define MAX_MACHINES 500

/* Machines of Frond's own are in libvirt, too, while they run. */
#define OWN_MARK "phyllo.me"

static void
add (GPtrArray *found, const char *folder, const char *name, FrondImportTrust trust)
{
  g_autoptr (FrondImportPlace) place = frond_import_place_new_folder (folder, trust, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  FrondImport *self;

  if (place == NULL || found->len >= MAX_MACHINES)
    return;
  self = _frond_import_read_description (file, place, name, NULL);
  if (self != NULL)
    g_ptr_array_add (found, self);
}

static char **
list_folder (const char *folder)
{
  g_autoptr (FrondImportPlace) place = frond_import_place_new_folder (folder, FROND_IMPORT_PLACE_GIVEN, NULL);

  return place != NULL ? frond_import_place_list (place) : NULL;
}

static gboolean
is_own (const char *folder, const char *name)
{
  g_autoptr (FrondImportPlace) place = frond_import_place_new_folder (folder, FROND_IMPORT_PLACE_GIVEN, NULL);
  g_autoptr (GBytes) text =
      place != NULL ? frond_import_place_read (place, name, FROND_IMPORT_MAX_TEXT, NULL) : NULL;

  return text != NULL &&
         g_strstr_len (g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text), OWN_MARK) != NULL;
}

/* Domains of libvirt's session daemon: virt-manager's and Boxes'. */
static void
find_domains (GPtrArray *found, const char *folder, gboolean boxes)
{
  g_auto (GStrv) names = list_folder (folder);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      guint n = found->len;

      if (!g_str_has_suffix (names[i], ".xml") || is_own (folder, names[i]))
        continue;
      add (found, folder, names[i], FROND_IMPORT_PLACE_OWN);
      if (boxes && found->len > n)
        ((FrondImport *) g_ptr_array_index (found, n))->kind = FROND_IMPORT_BOXES;
    }
}

static void
add_vbox (GPtrArray *found, const char *home, const char *source)
{
  g_autofree char *path =
      g_path_is_absolute (source) ? g_strdup (source) : g_build_filename (home, source, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ".vbox"))
    add (found, folder, name, FROND_IMPORT_PLACE_OWN);
}

static void
find_virtualbox (GPtrArray *found, const char *home)
{
  g_autoptr (FrondImportPlace) place = frond_import_place_new_folder (home, FROND_IMPORT_PLACE_OWN, NULL);
  g_autoptr (GBytes) text =
      place != NULL ? frond_import_place_read (place, "VirtualBox.xml", FROND_IMPORT_MAX_TEXT, NULL) : NULL;
  g_autoptr (FrondXml) doc = text != NULL ? frond_xml_parse (text, NULL) : NULL;
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;

  for (xmlNode *entry =
           frond_xml_child (frond_xml_path (root, "Global", "MachineRegistry", NULL), "MachineEntry");
       entry != NULL; entry = frond_xml_next (entry, "MachineEntry"))
    {
      g_autofree char *source = frond_xml_attribute (entry, "src");

      if (source != NULL)
        add_vbox (found, home, source);
    }
}

static void
find_quickemu (GPtrArray *found, const char *folder)
{
  g_auto (GStrv) names = list_folder (folder);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], ".conf"))
      add (found, folder, names[i], FROND_IMPORT_PLACE_GIVEN);
}

/* The folders where people keep them: quickemu has no list of its own. */
static void
find_quickemus (GPtrArray *found)
{
  static const char *const folders[] = { ".", "quickemu", "VMs", "vms", "Quickemu", "Virtual Machines" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (g_get_home_dir (), folders[i], NULL);

      find_quickemu (found, folder);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(FrondImport *const *) a)->name, (*(FrondImport *const *) b)->name);
}

static void
find_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *libvirt = g_build_filename (g_get_user_config_dir (), "libvirt", "qemu", NULL);
  g_autofree char *boxes =
      g_build_filename (g_get_home_dir (), ".var/app/org.gnome.Boxes/config/libvirt/qemu", NULL);
  g_autofree char *virtualbox = g_build_filename (g_get_user_config_dir (), "VirtualBox", NULL);
  const char *own = g_getenv ("VBOX_USER_HOME");

  find_domains (found, libvirt, FALSE);
  find_domains (found, boxes, TRUE);
  find_virtualbox (found, own != NULL ? own : virtualbox);
  find_quickemus (found);
  g_ptr_array_sort (found, compare_names);
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

void
frond_import_find_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, frond_import_find_async);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, find_in_thread);
}

GPtrArray *
frond_import_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, frond_import_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
