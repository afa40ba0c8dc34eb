/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-libvirt-bridges.h"

#include <stdlib.h>
#include <string.h>

/* libvirt's own are the far ends of its NAT networks, which have rules of their own. */
#define OWN_PREFIX "virbr"

typedef struct
{
  const char *element;
  const char *attribute;
  gboolean found;
} Mark;

static void
on_start (GMarkupParseContext *context, const char *element, const char **names, const char **values,
          gpointer user_data, GError **error)
{
  const GSList *stack = g_markup_parse_context_get_element_stack (context);
  Mark *mark = user_data;

  if (strcmp (element, mark->element) != 0 || g_slist_length ((GSList *) stack) > 2)
    return;
  for (gsize i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], mark->attribute) == 0)
      mark->found = strcmp (values[i], "bridge") == 0;
}

/* Whether XML, which is freed, says "bridge" in ATTRIBUTE of ELEMENT, at the top or just below. */
static gboolean
says_bridge (char *xml, const char *element, const char *attribute)
{
  static const GMarkupParser parser = { .start_element = on_start };
  Mark mark = { element, attribute, FALSE };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &mark, NULL);
  gboolean read = xml != NULL && g_markup_parse_context_parse (context, xml, -1, NULL);

  free (xml);
  return read && mark.found;
}

static void
add (GStrvBuilder *builder, const char *name)
{
  if (name != NULL && !g_str_has_prefix (name, OWN_PREFIX))
    g_strv_builder_add (builder, name);
}

static void
add_networks (GStrvBuilder *builder, virConnectPtr connection)
{
  virNetworkPtr *networks = NULL;
  int n = virConnectListAllNetworks (connection, &networks, VIR_CONNECT_LIST_NETWORKS_ACTIVE);

  for (int i = 0; i < n; i++)
    {
      if (says_bridge (virNetworkGetXMLDesc (networks[i], 0), "forward", "mode"))
        {
          char *name = virNetworkGetBridgeName (networks[i]);

          add (builder, name);
          free (name);
        }
      virNetworkFree (networks[i]);
    }
  free (networks);
}

static void
add_interfaces (GStrvBuilder *builder, virConnectPtr connection)
{
  virInterfacePtr *interfaces = NULL;
  int n = virConnectListAllInterfaces (connection, &interfaces, VIR_CONNECT_LIST_INTERFACES_ACTIVE);

  for (int i = 0; i < n; i++)
    {
      if (says_bridge (virInterfaceGetXMLDesc (interfaces[i], 0), "interface", "type"))
        add (builder, virInterfaceGetName (interfaces[i]));
      virInterfaceFree (interfaces[i]);
    }
  free (interfaces);
}

GStrv
vmm_libvirt_bridges_list (virConnectPtr connection)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  add_networks (builder, connection);
  add_interfaces (builder, connection);
  return g_strv_builder_end (builder);
}
