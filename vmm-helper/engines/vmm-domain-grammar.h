/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a domain of ours may consist of: a row for every attribute, and one without an attribute for every element. What
 * has no row is refused. It knows nothing of vmm-domain-xml.c, which it is to watch: who adds a part there adds its row
 * here, and thinks twice. */
typedef struct
{
  const char *path;      /* elements from the root, separated by slashes, with prefixes for our namespaces */
  const char *attribute; /* NULL: VALUE is the element's text */
  const char *value;     /* "a|b": one of these words; "#kind": see vmm-domain-validator.c; NULL: no text */
} VmmDomainRow;

extern const VmmDomainRow vmm_domain_grammar[];

G_END_DECLS
