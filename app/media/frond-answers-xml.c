/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-answers-xml.h"

#include <libxml/xmlwriter.h>

struct _FrondAnswersXml
{
  xmlBuffer *buffer;
  xmlTextWriter *writer;
};

FrondAnswersXml *
frond_answers_xml_new (void)
{
  FrondAnswersXml *self = g_new0 (FrondAnswersXml, 1);

  self->buffer = xmlBufferCreate ();
  self->writer = xmlNewTextWriterMemory (self->buffer, 0);
  xmlTextWriterSetIndent (self->writer, 1);
  xmlTextWriterStartDocument (self->writer, NULL, "utf-8", NULL);
  return self;
}

void
frond_answers_xml_free (FrondAnswersXml *self)
{
  g_clear_pointer (&self->writer, xmlFreeTextWriter);
  xmlBufferFree (self->buffer);
  g_free (self);
}

void
frond_answers_xml_open (FrondAnswersXml *self, const char *element)
{
  xmlTextWriterStartElement (self->writer, BAD_CAST element);
}

void
frond_answers_xml_attribute (FrondAnswersXml *self, const char *name, const char *value)
{
  xmlTextWriterWriteAttribute (self->writer, BAD_CAST name, BAD_CAST value);
}

void
frond_answers_xml_text (FrondAnswersXml *self, const char *text)
{
  xmlTextWriterWriteString (self->writer, BAD_CAST text);
}

void
frond_answers_xml_close (FrondAnswersXml *self)
{
  xmlTextWriterEndElement (self->writer);
}

void
frond_answers_xml_element (FrondAnswersXml *self, const char *element, const char *text)
{
  xmlTextWriterWriteElement (self->writer, BAD_CAST element, BAD_CAST text);
}

char *
frond_answers_xml_to_string (FrondAnswersXml *self)
{
  xmlTextWriterEndDocument (self->writer);
  g_clear_pointer (&self->writer, xmlFreeTextWriter);
  return g_strdup ((const char *) xmlBufferContent (self->buffer));
}
