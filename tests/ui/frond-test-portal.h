/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A double of org.freedesktop.portal.Desktop on the session bus of the test, with a connection of its own: it notes what
 * it is asked, and answers as it is told. What it cannot show is what the real one makes of it. */
typedef struct _FrondTestPortal FrondTestPortal;

typedef enum
{
  FROND_TEST_PORTAL_YES,
  FROND_TEST_PORTAL_NO,      /* the person says no */
  FROND_TEST_PORTAL_NEVER,   /* no answer comes */
  FROND_TEST_PORTAL_GARBAGE, /* an answer that says nothing that we know */
  FROND_TEST_PORTAL_ERROR,   /* the method fails */
} FrondTestPortalAnswer;

FrondTestPortal *frond_test_portal_new (FrondTestPortalAnswer answer);

/* Leaves the bus. */
void frond_test_portal_free (FrondTestPortal *self);

void frond_test_portal_set_answer (FrondTestPortal *self, FrondTestPortalAnswer answer);

/* Gives up the name and takes it again, as a portal does that crashed; without AGAIN it stays away. */
void frond_test_portal_vanish (FrondTestPortal *self, gboolean again);

/* The names of the methods that were called, in order, each with a space after it. */
const char *frond_test_portal_get_calls (FrondTestPortal *self);
void frond_test_portal_forget (FrondTestPortal *self);

/* The parameters of the last call of METHOD, printed; NULL: there was none. */
const char *frond_test_portal_get_last (FrondTestPortal *self, const char *method);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondTestPortal, frond_test_portal_free)

G_END_DECLS
