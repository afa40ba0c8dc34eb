/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-domain-validator.h"

#include "vmm-domain-grammar.h"
#include "vmm-domain-values.h"
#include "vmm-domain-xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#define MAX_BYTES (256 * 1024)
#define MAX_PATH  256

typedef xmlDoc XmlDocument;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmlDocument, xmlFreeDoc)
typedef xmlParserCtxt XmlParser;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmlParser, xmlFreeParserCtxt)

/* By what the grammar calls the namespaces. */
static const struct
{
  const char *href;
  const char *prefix;
} namespaces[] = {
  { VMM_DOMAIN_NAMESPACE, "frond:" },
  { "http://libosinfo.org/xmlns/libvirt/domain/1.0", "libosinfo:" },
  { "http://libvirt.org/schemas/domain/qemu/1.0", "qemu:" },
};

/* Elements that are there just once, and without which a domain does not do what it should. */
static const char *const required[] = {
  "name", "uuid", "memory", "os", "vcpu", "on_poweroff", "on_reboot", "on_crash", "devices",
};

static gboolean
refuse (GError **error, const char *path, const char *reason)
{
  g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "domain: %s: %s", path, reason);
  return FALSE;
}

static gboolean
is_named (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

static const xmlNode *
find_child (const xmlNode *node, const char *name)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (is_named (child, name))
      return child;

  return NULL;
}

static gboolean
has_attribute (const xmlNode *node, const char *name)
{
  return xmlHasProp (node, (const xmlChar *) name) != NULL;
}

static char *
dup_attribute (const xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetNoNsProp (node, (const xmlChar *) name);
  char *copy = g_strdup (value != NULL ? (const char *) value : "");

  xmlFree (value);
  return copy;
}

/* NULL: in a namespace that no part of a domain has. */
static const char *
get_prefix (const xmlNode *node)
{
  if (node->ns == NULL)
    return "";
  for (gsize i = 0; i < G_N_ELEMENTS (namespaces); i++)
    if (strcmp ((const char *) node->ns->href, namespaces[i].href) == 0)
      return namespaces[i].prefix;

  return NULL;
}

/* NULL: not on the list. */
static const VmmDomainRow *
find_row (const char *path, const char *attribute)
{
  for (const VmmDomainRow *row = vmm_domain_grammar; row->path != NULL; row++)
    if (strcmp (row->path, path) == 0 && g_strcmp0 (row->attribute, attribute) == 0)
      return row;

  return NULL;
}

static gboolean
check_attributes (const xmlNode *node, const char *path, const VmmDomainPolicy *policy, GError **error)
{
  for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    {
      const char *name = (const char *) attribute->name;
      const VmmDomainRow *row = attribute->ns == NULL ? find_row (path, name) : NULL;
      g_autofree char *value = NULL;

      if (row == NULL)
        return refuse (error, path, "an attribute is not on the list");
      value = dup_attribute (node, name);
      if (!vmm_domain_value_is_good (row->value, value, policy))
        return refuse (error, path, "an attribute has another value than the list says");
    }
  return TRUE;
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

/* Of nodes only elements and text: no comments, instructions, sections and entities, which nobody has written here. */
static gboolean
check_text (const xmlNode *node, const char *path, const char *pattern, const VmmDomainPolicy *policy,
            GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_TEXT_NODE)
      g_string_append (text, (const char *) child->content);
    else if (child->type != XML_ELEMENT_NODE)
      return refuse (error, path, "has other nodes than elements and text");

  if (pattern == NULL ? is_blank (text->str) : vmm_domain_value_is_good (pattern, text->str, policy))
    return TRUE;
  return refuse (error, path, "has another text than the list says");
}

/* What is not said of an image, QEMU finds out from the image. */
static gboolean
check_disk (const xmlNode *disk, const char *path, GError **error)
{
  const xmlNode *driver = find_child (disk, "driver");
  const xmlNode *source = find_child (disk, "source");

  if (!has_attribute (disk, "type") || !has_attribute (disk, "device") || find_child (disk, "target") == NULL)
    return refuse (error, path, "does not say what it is");
  if (source == NULL)
    return TRUE;
  if (!has_attribute (source, "file") || driver == NULL || !has_attribute (driver, "type"))
    return refuse (error, path, "an image has no format");
  if (find_child (disk, "backingStore") == NULL)
    return refuse (error, path, "the chain of its images has no end");
  if (has_attribute (source, "fdgroup") && find_child (disk, "readonly") == NULL)
    return refuse (error, path, "a medium can be written to");
  return TRUE;
}

static gboolean
check_backing (const xmlNode *backing, const char *path, GError **error)
{
  if (!has_attribute (backing, "type"))
    return backing->children == NULL || refuse (error, path, "does not say what it is");
  if (find_child (backing, "format") == NULL || find_child (backing, "source") == NULL ||
      find_child (backing, "backingStore") == NULL)
    return refuse (error, path, "the chain of its images has no end");
  return TRUE;
}

/* Medium or file of the machine: which of both a name is depends on the group. */
static gboolean
check_source (const xmlNode *source, const char *path, GError **error)
{
  g_autofree char *file = dup_attribute (source, "file");

  return has_attribute (source, "fdgroup") == vmm_domain_value_is_medium (file) ||
         refuse (error, path, "is neither a file of the machine nor a medium");
}

static gboolean
check_interface (const xmlNode *nic, const char *path, GError **error)
{
  g_autofree char *type = dup_attribute (nic, "type");
  const xmlNode *source = find_child (nic, "source");

  if (strcmp (type, "network") == 0 || strcmp (type, "bridge") == 0)
    return (source != NULL && has_attribute (source, type) && source->properties->next == NULL) ||
           refuse (error, path, "does not say its network");
  return (strcmp (type, "user") == 0 && source == NULL) || refuse (error, path, "is of no kind, or of two");
}

static guint64
read_number (const xmlNode *address, const char *name)
{
  g_autofree char *text = dup_attribute (address, name);

  return g_ascii_strtoull (text, NULL, 0);
}

static gboolean
is_device (const xmlNode *address, const VmmEngineHostDevice *device)
{
  if (device->kind == VMM_ENGINE_HOST_USB)
    return read_number (address, "bus") == device->bus && read_number (address, "device") == device->slot;

  return read_number (address, "domain") == device->domain && read_number (address, "bus") == device->bus &&
         read_number (address, "slot") == device->slot &&
         read_number (address, "function") == device->function;
}

static gboolean
check_host_device (const xmlNode *node, const char *path, const VmmDomainPolicy *policy, GError **error)
{
  g_autofree char *type = dup_attribute (node, "type");
  const xmlNode *source = find_child (node, "source");
  const xmlNode *address = source != NULL ? find_child (source, "address") : NULL;
  const VmmEngineHostKind kind = strcmp (type, "usb") == 0 ? VMM_ENGINE_HOST_USB : VMM_ENGINE_HOST_PCI;

  for (guint i = 0; address != NULL && i < policy->n_devices; i++)
    if (policy->devices[i].kind == kind && is_device (address, &policy->devices[i]))
      return TRUE;

  return refuse (error, path, "nobody has approved it");
}

/* What the list cannot say, as it takes two nodes. */
static gboolean
check_whole (const xmlNode *node, const char *path, const VmmDomainPolicy *policy, GError **error)
{
  if (strcmp (path, "domain/devices/disk") == 0)
    return check_disk (node, path, error);
  if (strcmp (path, "domain/devices/disk/source") == 0)
    return check_source (node, path, error);
  if (strcmp (path, "domain/devices/disk/backingStore") == 0)
    return check_backing (node, path, error);
  if (strcmp (path, "domain/devices/interface") == 0)
    return check_interface (node, path, error);
  if (strcmp (path, "domain/devices/hostdev") == 0)
    return check_host_device (node, path, policy, error);
  if (strcmp (path, "domain/devices/graphics") == 0)
    return find_child (node, "listen") != NULL || refuse (error, path, "may listen on the network");
  if (strcmp (path, "domain/memory") == 0)
    return has_attribute (node, "dumpCore") || refuse (error, path, "may be dumped");
  return TRUE;
}

static gboolean
check_element (const xmlNode *node, const char *parent, const VmmDomainPolicy *policy, GError **error)
{
  const char *prefix = get_prefix (node);
  char path[MAX_PATH];
  const VmmDomainRow *row;

  if (prefix == NULL ||
      g_snprintf (path, sizeof path, "%s%s%s", parent, prefix, (const char *) node->name) >= MAX_PATH)
    return refuse (error, parent, "an element is not on the list");
  row = find_row (path, NULL);
  if (row == NULL)
    return refuse (error, parent, "an element is not on the list");
  if (!check_attributes (node, path, policy, error) || !check_text (node, path, row->value, policy, error) ||
      !check_whole (node, path, policy, error))
    return FALSE;

  g_strlcat (path, "/", sizeof path);
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && !check_element (child, path, policy, error))
      return FALSE;

  return TRUE;
}

static gboolean
check_required (const xmlNode *root, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    {
      guint n = 0;

      for (const xmlNode *child = root->children; child != NULL; child = child->next)
        n += is_named (child, required[i]) ? 1 : 0;
      if (n != 1)
        return refuse (error, required[i], "has to be there once");
    }
  return TRUE;
}

/* No network, no other documents, no entities: the text is all there is. */
static xmlDoc *
parse (const char *xml, GError **error)
{
  const gsize length = strnlen (xml, MAX_BYTES + 1);
  g_autoptr (XmlParser) parser = NULL;
  g_autoptr (XmlDocument) document = NULL;

  if (length > MAX_BYTES)
    {
      refuse (error, "/", "is too long");
      return NULL;
    }
  parser = xmlNewParserCtxt ();
  document = xmlCtxtReadMemory (parser, xml, (int) length, NULL, "UTF-8",
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (document == NULL || !parser->nsWellFormed)
    refuse (error, "/", "cannot be read");
  else if (document->intSubset != NULL || document->children->type != XML_ELEMENT_NODE ||
           document->children->next != NULL)
    refuse (error, "/", "is more than one element");
  else
    return g_steal_pointer (&document);
  return NULL;
}

gboolean
vmm_domain_validator_check (const char *xml, const VmmDomainPolicy *policy, GError **error)
{
  g_autoptr (XmlDocument) document = NULL;

  g_return_val_if_fail (xml != NULL && policy != NULL, FALSE);

  document = parse (xml, error);
  return document != NULL && check_element (document->children, "", policy, error) &&
         check_required (document->children, error);
}

gboolean
vmm_domain_validator_check_device (const char *xml, const VmmDomainPolicy *policy, GError **error)
{
  g_autoptr (XmlDocument) document = NULL;

  g_return_val_if_fail (xml != NULL && policy != NULL, FALSE);

  document = parse (xml, error);
  return document != NULL && check_element (document->children, "domain/devices/", policy, error);
}
