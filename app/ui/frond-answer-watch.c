/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-answer-watch.h"

#define STILL_MSEC  10000
#define ANSWER_MSEC 10000
#define AGAIN_MSEC  1000

struct _FrondAnswerWatch
{
  GObject parent_instance;

  FrondGuest *guest; /* not owned, with the next two */
  GtkWindow *window;
  FrondDisplay *display;
  FrondScreen *screen;
  gulong damage_handler;
  GCancellable *asking; /* NULL: nothing is asked */
  guint still_source;
  guint still_ms;
  guint answer_ms;
  gboolean drawn; /* since the source was set */
  gboolean again; /* there was something while the guest was asked */
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (FrondAnswerWatch, frond_answer_watch, G_TYPE_OBJECT)

static void wait_still (FrondAnswerWatch *self, guint msec);

static gboolean
is_watching (FrondAnswerWatch *self)
{
  return !self->closed && frond_guest_get_state (self->guest) == FROND_GUEST_RUNNING &&
         gtk_widget_get_mapped (GTK_WIDGET (self->window)) && !gtk_window_is_suspended (self->window);
}

/* A guest may draw thousands of times a second: one of them is enough until the next look. */
static void
damage_cb (FrondAnswerWatch *self)
{
  g_clear_signal_handler (&self->damage_handler, self->screen);
  self->drawn = TRUE;
  if (frond_guest_get_answers (self->guest))
    wait_still (self, self->still_ms);
}

static void
await_damage (FrondAnswerWatch *self)
{
  if (self->screen != NULL && self->damage_handler == 0)
    self->damage_handler =
        g_signal_connect_object (self->screen, "damage", G_CALLBACK (damage_cb), self, G_CONNECT_SWAPPED);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondAnswerWatch) self = user_data;
  gboolean answers = frond_guest_check_answer_finish (FROND_GUEST (source), result, NULL);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  g_clear_object (&self->asking);
  await_damage (self);
  if (!answers && !frond_guest_get_answers (self->guest))
    wait_still (self, AGAIN_MSEC);
  else if (self->again)
    wait_still (self, self->still_ms);
}

static gboolean
still_cb (gpointer user_data)
{
  FrondAnswerWatch *self = user_data;

  self->still_source = 0;
  if (!is_watching (self))
    return G_SOURCE_REMOVE;
  if (self->drawn && frond_guest_get_answers (self->guest))
    {
      await_damage (self);
      wait_still (self, self->still_ms);
      return G_SOURCE_REMOVE;
    }

  self->asking = g_cancellable_new ();
  frond_guest_check_answer_async (self->guest, self->answer_ms, self->asking, answered_cb,
                                  g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
wait_still (FrondAnswerWatch *self, guint msec)
{
  self->again = self->asking != NULL;
  if (self->still_source != 0 || self->asking != NULL || !is_watching (self))
    return;
  self->drawn = FALSE;
  self->still_source = g_timeout_add (msec, still_cb, self);
}

static gboolean
input_cb (FrondAnswerWatch *self)
{
  wait_still (self, self->still_ms);
  return GDK_EVENT_PROPAGATE;
}

static void
stop (FrondAnswerWatch *self)
{
  g_clear_handle_id (&self->still_source, g_source_remove);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
watching_changed_cb (FrondAnswerWatch *self)
{
  if (!is_watching (self))
    stop (self);
  else
    wait_still (self, self->still_ms);
}

static void
screen_changed_cb (FrondAnswerWatch *self)
{
  if (self->closed)
    return;
  if (self->screen != NULL)
    g_clear_signal_handler (&self->damage_handler, self->screen);
  g_set_object (&self->screen, frond_display_get_screen (self->display));
  await_damage (self);
}

void
frond_answer_watch_close (FrondAnswerWatch *self)
{
  g_return_if_fail (FROND_IS_ANSWER_WATCH (self));

  self->closed = TRUE;
  stop (self);
  if (self->screen != NULL)
    g_clear_signal_handler (&self->damage_handler, self->screen);
  g_clear_object (&self->screen);
}

static void
frond_answer_watch_dispose (GObject *object)
{
  frond_answer_watch_close (FROND_ANSWER_WATCH (object));
  G_OBJECT_CLASS (frond_answer_watch_parent_class)->dispose (object);
}

static void
frond_answer_watch_class_init (FrondAnswerWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = frond_answer_watch_dispose;
}

static void
frond_answer_watch_init (FrondAnswerWatch *self)
{
  self->still_ms = STILL_MSEC;
  self->answer_ms = ANSWER_MSEC;
}

FrondAnswerWatch *
frond_answer_watch_new (FrondGuest *guest, GtkWindow *window, FrondDisplay *display)
{
  FrondAnswerWatch *self = g_object_new (FROND_TYPE_ANSWER_WATCH, NULL);
  GtkEventController *input = gtk_event_controller_legacy_new ();

  self->guest = guest;
  self->window = window;
  self->display = display;
  gtk_event_controller_set_propagation_phase (input, GTK_PHASE_CAPTURE);
  g_signal_connect_object (input, "event", G_CALLBACK (input_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (display), input);

  g_signal_connect_object (display, "notify::screen", G_CALLBACK (screen_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (guest, "notify::state", G_CALLBACK (watching_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "map", G_CALLBACK (watching_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (window, "unmap", G_CALLBACK (watching_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (window, "notify::suspended", G_CALLBACK (watching_changed_cb), self,
                           G_CONNECT_SWAPPED);
  screen_changed_cb (self);
  watching_changed_cb (self);
  return self;
}

void
frond_answer_watch_set_patience (FrondAnswerWatch *self, guint still_ms, guint answer_ms)
{
  g_return_if_fail (FROND_IS_ANSWER_WATCH (self));

  self->still_ms = still_ms;
  self->answer_ms = answer_ms;
  stop (self);
  watching_changed_cb (self);
}
