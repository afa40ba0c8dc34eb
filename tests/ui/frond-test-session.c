/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-session.h"

#include "frond-session-private.h"
#include "frond-test-screen.h"

struct _FrondTestSession
{
  FrondSession parent_instance;

  FrondScreen *screen;
  gboolean broken;
  gboolean shown;
  guint n_connects;
};

G_DEFINE_FINAL_TYPE (FrondTestSession, frond_test_session, FROND_TYPE_SESSION)

static void
lose (FrondTestSession *self)
{
  frond_session_take_state (FROND_SESSION (self), FROND_SESSION_LOST,
                            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "the test says so"));
}

static void
connect_session (FrondSession *session)
{
  FrondTestSession *self = FROND_TEST_SESSION (session);

  self->n_connects++;
  frond_session_take_state (session, FROND_SESSION_CONNECTING, NULL);
  if (self->broken)
    {
      lose (self);
      return;
    }

  if (!self->shown)
    frond_session_insert_screen (session, 0, self->screen);
  self->shown = TRUE;
  frond_session_take_state (session, FROND_SESSION_CONNECTED, NULL);
}

static void
disconnect_session (FrondSession *session)
{
  FrondTestSession *self = FROND_TEST_SESSION (session);

  if (self->shown)
    frond_session_remove_screen (session, self->screen);
  self->shown = FALSE;
  frond_session_take_state (session, FROND_SESSION_IDLE, NULL);
}

static void
frond_test_session_finalize (GObject *object)
{
  g_object_unref (FROND_TEST_SESSION (object)->screen);
  G_OBJECT_CLASS (frond_test_session_parent_class)->finalize (object);
}

static void
frond_test_session_class_init (FrondTestSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_test_session_finalize;
  FROND_SESSION_CLASS (klass)->connect = connect_session;
  FROND_SESSION_CLASS (klass)->disconnect = disconnect_session;
}

static void
frond_test_session_init (FrondTestSession *self)
{
}

FrondSession *
frond_test_session_new (int width, int height)
{
  FrondTestSession *self = g_object_new (FROND_TYPE_TEST_SESSION, NULL);

  self->screen = frond_test_screen_new (width, height);

  return FROND_SESSION (self);
}

void
frond_test_session_set_broken (FrondTestSession *self, gboolean broken)
{
  self->broken = broken;
  if (broken)
    lose (self);
}

guint
frond_test_session_get_n_connects (FrondTestSession *self)
{
  return self->n_connects;
}

guint
frond_test_session_get_n_keys (FrondTestSession *self)
{
  return frond_test_screen_get_n_keys (FROND_TEST_SCREEN (self->screen));
}
