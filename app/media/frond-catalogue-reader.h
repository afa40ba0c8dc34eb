/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-catalogue-entry.h"

G_BEGIN_DECLS

/* What a catalogue may have at most. */
#define FROND_CATALOGUE_MAX_BYTES   (4 * 1024 * 1024)
#define FROND_CATALOGUE_MAX_ENTRIES 10000

/* An entry, or a whole file, that cannot be used: left out, and told. */
typedef struct
{
  char *file;   /* its name, for people */
  char *field;  /* what is wrong: "entries[2].files[0].url"; "" for the file itself */
  char *detail; /* technical, English */
} FrondCatalogueProblem;

FrondCatalogueProblem *frond_catalogue_problem_new (const char *file, const GError *error);
void frond_catalogue_problem_free (FrondCatalogueProblem *self);

/* The entries of the JSON text DATA (data/catalogue/catalogue.schema.json has its form), which is the file NAME and
 * comes from ORIGIN. What is wrong is added to PROBLEMS (element-type FrondCatalogueProblem) and hides nothing else.
 * (transfer full) (element-type FrondCatalogueEntry): never NULL. */
GPtrArray *frond_catalogue_read (GBytes *data, const char *name, FrondCatalogueOrigin origin,
                                 GPtrArray *problems);

G_END_DECLS
