/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-answers-text.h"

G_BEGIN_DECLS

/* A document in the writing; libxml2 escapes what is in it. */
typedef struct _FrondXml FrondXml;

FrondXml *frond_xml_new (void);
void frond_xml_free (FrondXml *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondXml, frond_xml_free)

void frond_xml_open (FrondXml *self, const char *element);
void frond_xml_attribute (FrondXml *self, const char *name, const char *value);
void frond_xml_text (FrondXml *self, const char *text);
void frond_xml_close (FrondXml *self);

/* <element>text</element> */
void frond_xml_element (FrondXml *self, const char *element, const char *text);

/* Closes what is open. (transfer full) */
char *frond_xml_to_string (FrondXml *self);

G_END_DECLS
