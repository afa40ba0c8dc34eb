/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-answers-text.h"

G_BEGIN_DECLS

/* A document in the writing; libxml2 escapes what is in it. */
typedef struct _FrondAnswersXml FrondAnswersXml;

FrondAnswersXml *frond_answers_xml_new (void);
void frond_answers_xml_free (FrondAnswersXml *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondAnswersXml, frond_answers_xml_free)

void frond_answers_xml_open (FrondAnswersXml *self, const char *element);
void frond_answers_xml_attribute (FrondAnswersXml *self, const char *name, const char *value);
void frond_answers_xml_text (FrondAnswersXml *self, const char *text);
void frond_answers_xml_close (FrondAnswersXml *self);

/* <element>text</element> */
void frond_answers_xml_element (FrondAnswersXml *self, const char *element, const char *text);

/* Closes what is open. (transfer full) */
char *frond_answers_xml_to_string (FrondAnswersXml *self);

G_END_DECLS
