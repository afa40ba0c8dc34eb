/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-import-xml.h"

#include "frond-error.h"

#include <libxml/parser.h>
#include <string.h>

#define MAX_ATTRIBUTES 256

/* No description needs one, and every bomb does. */
static void
refuse_entity (void *context, const xmlChar *name, int type, const xmlChar *public_id,
               const xmlChar *system_id, xmlChar *content)
{
  xmlStopParser (context);
}

static gboolean
too_deep (xmlNode *node, guint depth)
{
  for (; node != NULL; node = node->next)
    if (depth > FROND_XML_MAX_DEPTH ||
        (node->type == XML_ELEMENT_NODE && too_deep (node->children, depth + 1)))
      return TRUE;
  return FALSE;
}

/* What is behind END, or the end of the text. */
static const char *
skip (const char *at, const char *last, const char *end)
{
  const char *found = memmem (at, (gsize) (last - at), end, strlen (end));

  return found != NULL ? found + strlen (end) : last;
}

/* Where the tag that begins at AT ends; NULL: it has more attributes than any description has. */
static const char *
skip_tag (const char *at, const char *last)
{
  guint attributes = 0;
  char quote = '\0';

  for (; at < last; at++)
    {
      if (quote != '\0')
        quote = *at == quote ? '\0' : quote;
      else if (*at == '"' || *at == '\'')
        quote = *at;
      else if (*at == '>')
        return at;
      else if (*at == '=' && ++attributes > MAX_ATTRIBUTES)
        return NULL;
    }
  return last;
}

/* libxml2 compares each attribute of an element with all others before anybody could stop it. */
static gboolean
is_moderate (const char *text, gsize length)
{
  const char *last = text + length;

  for (const char *at = text; at != NULL && at < last; at++)
    {
      if (*at == '\0')
        return FALSE;
      if (*at != '<')
        continue;
      if (last - at > 4 && memcmp (at, "<!--", 4) == 0)
        at = skip (at + 4, last, "-->") - 1;
      else if (last - at > 9 && memcmp (at, "<![CDATA[", 9) == 0)
        at = skip (at + 9, last, "]]>") - 1;
      else if (last - at > 2 && at[1] == '?')
        at = skip (at + 2, last, "?>") - 1;
      else
        at = skip_tag (at, last);
      if (at == NULL)
        return FALSE;
    }
  return TRUE;
}

FrondXml *
frond_xml_parse (GBytes *text, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  xmlParserCtxt *context;
  g_autoptr (FrondXml) doc = NULL;

  if (length == 0 || length > G_MAXINT / 2 || !is_moderate (data, length))
    {
      frond_set_error (error, FROND_ERROR_IMPORT_DAMAGED, NULL, "no XML");
      return NULL;
    }

  xmlInitParser ();
  context = xmlNewParserCtxt ();
  context->sax->entityDecl = refuse_entity;
  doc = xmlCtxtReadMemory (context, data, (int) length, NULL, "UTF-8",
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA |
                               XML_PARSE_IGNORE_ENC | XML_PARSE_COMPACT);
  xmlFreeParserCtxt (context);
  if (doc == NULL || xmlDocGetRootElement (doc) == NULL || too_deep (doc->children, 0))
    {
      frond_set_error (error, FROND_ERROR_IMPORT_DAMAGED, NULL, "damaged XML");
      return NULL;
    }
  return g_steal_pointer (&doc);
}

void
frond_xml_free (FrondXml *self)
{
  xmlFreeDoc (self);
}

gboolean
frond_xml_is (xmlNode *node, const char *name)
{
  return node != NULL && node->type == XML_ELEMENT_NODE &&
         (name == NULL || xmlStrEqual (node->name, (const xmlChar *) name));
}

static xmlNode *
first_of (xmlNode *node, const char *name)
{
  while (node != NULL && !frond_xml_is (node, name))
    node = node->next;
  return node;
}

xmlNode *
frond_xml_child (xmlNode *node, const char *name)
{
  return node != NULL ? first_of (node->children, name) : NULL;
}

xmlNode *
frond_xml_next (xmlNode *node, const char *name)
{
  return node != NULL ? first_of (node->next, name) : NULL;
}

xmlNode *
frond_xml_path (xmlNode *node, ...)
{
  va_list names;
  const char *name;

  va_start (names, node);
  while (node != NULL && (name = va_arg (names, const char *)) != NULL)
    node = frond_xml_child (node, name);
  va_end (names);
  return node;
}

static char *
take_text (xmlChar *text)
{
  char *copy = text != NULL ? g_strstrip (g_strdup ((const char *) text)) : NULL;

  xmlFree (text);
  return copy;
}

char *
frond_xml_attribute (xmlNode *node, const char *name)
{
  for (xmlAttr *attribute = node != NULL ? node->properties : NULL; attribute != NULL;
       attribute = attribute->next)
    if (xmlStrEqual (attribute->name, (const xmlChar *) name))
      return take_text (xmlNodeListGetString (node->doc, attribute->children, 1));
  return NULL;
}

char *
frond_xml_text (xmlNode *node)
{
  return node != NULL ? take_text (xmlNodeGetContent (node)) : NULL;
}
