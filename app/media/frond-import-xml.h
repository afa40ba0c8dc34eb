/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* XML of anybody's: no network, no entities, no external parts, at most FROND_XML_MAX_DEPTH deep. Names are local
 * ones: descriptions are in several namespaces, and say things in one that they mean in another. */
#define FROND_XML_MAX_DEPTH 64

typedef xmlDoc FrondXml;

/* NULL with FROND_ERROR_IMPORT_DAMAGED. */
FrondXml *frond_xml_parse (GBytes *text, GError **error);
void frond_xml_free (FrondXml *self);

/* The first element NAME in NODE, or the next one after it; NULL: any name. Both may be NULL. */
xmlNode *frond_xml_child (xmlNode *node, const char *name);
xmlNode *frond_xml_next (xmlNode *node, const char *name);

/* By a path of names: frond_xml_path (root, "os", "boot", NULL). */
xmlNode *frond_xml_path (xmlNode *node, ...) G_GNUC_NULL_TERMINATED;

gboolean frond_xml_is (xmlNode *node, const char *name);

/* The attribute NAME, or the text in NODE, without white space around; NULL where there is none. (transfer full) */
char *frond_xml_attribute (xmlNode *node, const char *name);
char *frond_xml_text (xmlNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondXml, frond_xml_free)

G_END_DECLS
