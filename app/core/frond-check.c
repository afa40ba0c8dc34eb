/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-check.h"

struct _FrondCheck
{
  GObject parent_instance;

  char *id;
  FrondCheckState state;
  char *reason;
  char *detail;
  guint64 free;
  guint64 total;
};

G_DEFINE_FINAL_TYPE (FrondCheck, frond_check, G_TYPE_OBJECT)

static const char *const tokens[] = {
  [FROND_CHECK_OK] = "ok",           [FROND_CHECK_NOTE] = "note",       [FROND_CHECK_UNKNOWN] = "unknown",
  [FROND_CHECK_WARNING] = "warning", [FROND_CHECK_PROBLEM] = "problem",
};

static void
frond_check_finalize (GObject *object)
{
  FrondCheck *self = FROND_CHECK (object);

  g_free (self->id);
  g_free (self->reason);
  g_free (self->detail);
  G_OBJECT_CLASS (frond_check_parent_class)->finalize (object);
}

static void
frond_check_class_init (FrondCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_check_finalize;
}

static void
frond_check_init (FrondCheck *self)
{
}

FrondCheck *
frond_check_new_with_room (const char *id, FrondCheckState state, const char *reason, const char *detail,
                           guint64 free, guint64 total)
{
  FrondCheck *self = g_object_new (FROND_TYPE_CHECK, NULL);

  self->id = g_strdup (id);
  self->state = state;
  self->reason = g_strdup (reason);
  self->detail = g_strdup (detail != NULL ? detail : "");
  self->free = free;
  self->total = total;
  return self;
}

FrondCheck *
frond_check_new (const char *id, FrondCheckState state, const char *reason, const char *detail)
{
  return frond_check_new_with_room (id, state, reason, detail, 0, 0);
}

const char *
frond_check_get_id (FrondCheck *self)
{
  return self->id;
}

FrondCheckState
frond_check_get_state (FrondCheck *self)
{
  return self->state;
}

const char *
frond_check_get_reason (FrondCheck *self)
{
  return self->reason;
}

const char *
frond_check_get_detail (FrondCheck *self)
{
  return self->detail;
}

guint64
frond_check_get_free (FrondCheck *self)
{
  return self->free;
}

guint64
frond_check_get_total (FrondCheck *self)
{
  return self->total;
}

const char *
frond_check_state_to_token (FrondCheckState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (tokens), "unknown");

  return tokens[state];
}

FrondCheckState
frond_check_state_from_token (const char *token)
{
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    if (g_strcmp0 (tokens[i], token) == 0)
      return (FrondCheckState) i;

  return FROND_CHECK_UNKNOWN;
}
