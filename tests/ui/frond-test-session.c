/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-session.h"

#include "frond-session-private.h"
#include "frond-test-files.h"
#include "frond-test-screen.h"

struct _FrondTestSession
{
  FrondSession parent_instance;

  FrondScreen *screen;
  FrondUsb *usb;
  GPtrArray *further;
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
    {
      frond_session_insert_screen (session, 0, self->screen);
      for (guint i = 0; i < self->further->len; i++)
        frond_session_insert_screen (session, i + 1, g_ptr_array_index (self->further, i));
    }
  self->shown = TRUE;
  frond_session_take_state (session, FROND_SESSION_CONNECTED, NULL);
}

static void
disconnect_session (FrondSession *session)
{
  FrondTestSession *self = FROND_TEST_SESSION (session);

  for (guint i = self->further->len; self->shown && i > 0; i--)
    frond_session_remove_screen (session, g_ptr_array_index (self->further, i - 1));
  if (self->shown)
    frond_session_remove_screen (session, self->screen);
  self->shown = FALSE;
  frond_session_take_state (session, FROND_SESSION_IDLE, NULL);
}

static FrondUsb *
get_usb (FrondSession *session)
{
  return FROND_TEST_SESSION (session)->usb;
}

static void
frond_test_session_finalize (GObject *object)
{
  g_clear_object (&FROND_TEST_SESSION (object)->usb);
  g_object_unref (FROND_TEST_SESSION (object)->screen);
  g_ptr_array_unref (FROND_TEST_SESSION (object)->further);
  G_OBJECT_CLASS (frond_test_session_parent_class)->finalize (object);
}

static void
frond_test_session_class_init (FrondTestSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_test_session_finalize;
  FROND_SESSION_CLASS (klass)->connect = connect_session;
  FROND_SESSION_CLASS (klass)->disconnect = disconnect_session;
  FROND_SESSION_CLASS (klass)->get_usb = get_usb;
}

static void
frond_test_session_init (FrondTestSession *self)
{
  self->further = g_ptr_array_new_with_free_func (g_object_unref);
  frond_session_take_files (FROND_SESSION (self), frond_test_files_new ());
}

FrondSession *
frond_test_session_new (int width, int height)
{
  FrondTestSession *self = g_object_new (FROND_TYPE_TEST_SESSION, NULL);

  self->screen = frond_test_screen_new (width, height);

  return FROND_SESSION (self);
}

void
frond_test_session_add_dark_screens (FrondTestSession *self, guint count)
{
  for (guint i = 0; i < count; i++)
    g_ptr_array_add (self->further, frond_test_screen_new_dark ());
}

void
frond_test_session_set_agent (FrondTestSession *self, gboolean agent)
{
  const FrondScreenCaps caps = agent ? FROND_SCREEN_CAN_RESIZE : 0;

  frond_session_take_agent_connected (FROND_SESSION (self), agent);
  frond_screen_take_caps (self->screen, caps);
  for (guint i = 0; i < self->further->len; i++)
    frond_screen_take_caps (g_ptr_array_index (self->further, i), caps | FROND_SCREEN_CAN_SWITCH);
}

void
frond_test_session_set_broken (FrondTestSession *self, gboolean broken)
{
  self->broken = broken;
  if (broken)
    lose (self);
}

void
frond_test_session_refuse (FrondTestSession *self, FrondError code)
{
  GError *error = NULL;

  frond_set_error (&error, code, NULL, "the test refuses it");
  frond_session_take_state (FROND_SESSION (self), FROND_SESSION_LOST, error);
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

void
frond_test_session_take_usb (FrondTestSession *self, FrondUsb *usb)
{
  self->usb = usb;
}

void
frond_test_session_set_recording (FrondTestSession *self, gboolean recording)
{
  frond_session_take_recording (FROND_SESSION (self), recording);
}
