/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-answers-xml.h"

#include <libxml/xmlwriter.h>

struct _FrondXml
{
  xmlBuffer *buffer;
  xmlTextWriter *writer;
};

FrondXml *
frond_xml_new (void)
{
  FrondXml *self = g_new0 (FrondXml, 1);

  self->buffer = xmlBufferCreate ();
  self->writer = xmlNewTextWriterMemory (self->buffer, 0);
  xmlTextWriterSetIndent (self->writer, 1);
  xmlTextWriterStartDocument (self->writer, NULL, "utf-8", NULL);
  return self;
}

void
frond_xml_free (FrondXml *self)
{
  g_clear_pointer (&self->writer, xmlFreeTextWriter);
  xmlBufferFree (self->buffer);
  g_free (self);
}

void
frond_xml_open (FrondXml *self, const char *element)
{
  xmlTextWriterStartElement (self->writer, BAD_CAST element);
}

void
frond_xml_attribute (FrondXml *self, const char *name, const char *value)
{
  xmlTextWriterWriteAttribute (self->writer, BAD_CAST name, BAD_CAST value);
}

void
frond_xml_text (FrondXml *self, const char *text)
{
  xmlTextWriterWriteString (self->writer, BAD_CAST text);
}

void
frond_xml_close (FrondXml *self)
{
  xmlTextWriterEndElement (self->writer);
}

void
frond_xml_element (FrondXml *self, const char *element, const char *text)
{
  xmlTextWriterWriteElement (self->writer, BAD_CAST element, BAD_CAST text);
}

char *
frond_xml_to_string (FrondXml *self)
{
  xmlTextWriterEndDocument (self->writer);
  g_clear_pointer (&self->writer, xmlFreeTextWriter);
  return g_strdup ((const char *) xmlBufferContent (self->buffer));
}
