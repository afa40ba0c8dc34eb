/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-cli"

#include "frond-cli-private.h"

#include "frond-catalogue.h"
#include "frond-guest-words.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* Of what is printed for programs, as for machines. */
#define OUTPUT_VERSION 1

/* What is searched is compared without case. */
static char *
make_query (char **words)
{
  g_autofree char *text = g_strjoinv (" ", words);

  return g_utf8_casefold (g_strstrip (text), -1);
}

static void
load (FrondCli *self, FrondCatalogue *catalogue, gboolean all)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) more = NULL;

  frond_catalogue_load_async (catalogue, self->cancellable, frond_cli_ready_cb, self);
  result = frond_cli_await (self);
  frond_catalogue_load_finish (catalogue, result, NULL);
  if (!all)
    return;
  frond_catalogue_load_osinfo_async (catalogue, self->cancellable, frond_cli_ready_cb, self);
  more = frond_cli_await (self);
  frond_catalogue_load_osinfo_finish (catalogue, more, NULL);
}

/* Those that this computer can run, and that match QUERY. */
static GPtrArray *
choose (FrondCatalogue *catalogue, const char *query)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalogue)); i++)
    {
      g_autoptr (FrondCatalogueEntry) entry = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      if (frond_catalogue_entry_get_file (entry, frond_catalogue_get_host_arch ()) != NULL &&
          (*query == '\0' || frond_catalogue_entry_matches (entry, query)))
        g_ptr_array_add (chosen, g_steal_pointer (&entry));
    }
  return chosen;
}

static guint64
size_of (FrondCatalogueEntry *entry)
{
  return frond_catalogue_entry_get_file (entry, frond_catalogue_get_host_arch ())->size;
}

static void
print_table (GPtrArray *entries)
{
  const char *head[] = { _ ("ID"), _ ("Name"), _ ("Download") };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_ptr_array_add (rows,
                   g_strdupv ((char *[]) { (char *) head[0], (char *) head[1], (char *) head[2], NULL }));
  for (guint i = 0; i < entries->len; i++)
    {
      FrondCatalogueEntry *entry = g_ptr_array_index (entries, i);
      char **row = g_new0 (char *, G_N_ELEMENTS (head) + 1);

      row[0] = frond_cli_clean (frond_catalogue_entry_get_id (entry));
      row[1] = frond_cli_clean (frond_catalogue_entry_get_name (entry));
      row[2] = size_of (entry) > 0 ? g_format_size (size_of (entry)) : g_strdup ("");
      g_ptr_array_add (rows, row);
    }
  frond_cli_print_rows (rows);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_entry (JsonBuilder *builder, FrondCatalogueEntry *entry)
{
  const FrondCatalogueFile *file = frond_catalogue_entry_get_file (entry, frond_catalogue_get_host_arch ());

  json_builder_begin_object (builder);
  add_string (builder, "id", frond_catalogue_entry_get_id (entry));
  add_string (builder, "name", frond_catalogue_entry_get_name (entry));
  add_string (builder, "kind",
              frond_cli_nick (FROND_TYPE_CATALOGUE_KIND, (int) frond_catalogue_entry_get_kind (entry)));
  add_string (builder, "from",
              frond_cli_nick (FROND_TYPE_CATALOGUE_ORIGIN, (int) frond_catalogue_entry_get_origin (entry)));
  add_string (builder, "system-id", frond_catalogue_entry_get_os_id (entry));
  add_string (builder, "released", frond_catalogue_entry_get_released (entry));
  add_string (builder, "end-of-life", frond_catalogue_entry_get_eol (entry));
  add_string (builder, "address", file->url);
  json_builder_set_member_name (builder, "size");
  json_builder_add_int_value (builder, (gint64) MIN (file->size, G_MAXINT64));
  json_builder_set_member_name (builder, "checked");
  json_builder_add_boolean_value (builder, *file->checksum_type != '\0');
  json_builder_end_object (builder);
}

static void
print_json (GPtrArray *entries)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, OUTPUT_VERSION);
  json_builder_set_member_name (builder, "systems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    add_entry (builder, g_ptr_array_index (entries, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}

int
frond_cli_catalogue (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Also what libosinfo knows besides"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print for programs, as JSON"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = frond_cli_parse (entries, 0, 16, argc, argv);
  g_autoptr (FrondCli) self = NULL;
  g_autoptr (FrondCatalogue) catalogue = NULL;
  g_autoptr (GPtrArray) chosen = NULL;
  g_autofree char *query = NULL;
  int status = FROND_CLI_MISUSE;

  if (arguments != NULL)
    self = frond_cli_new (FALSE, &status);
  if (self == NULL)
    return status;
  query = make_query (arguments);
  catalogue = frond_catalogue_new (NULL, NULL);
  load (self, catalogue, all);
  if (g_cancellable_is_cancelled (self->cancellable))
    return FROND_CLI_INTERRUPTED;

  chosen = choose (catalogue, query);
  if (json)
    print_json (chosen);
  else
    print_table (chosen);
  return FROND_CLI_OK;
}
