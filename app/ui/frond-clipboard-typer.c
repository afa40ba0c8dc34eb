/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-clipboard-typer.h"

#include "frond-clipboard-text.h"
#include "frond-error.h"
#include "frond-host-clipboard.h"
#include "frond-text-keys.h"
#include "frond-typist.h"

#include <glib/gi18n.h>

/* Half a minute; whoever has this much in the clipboard may have something else in mind. */
#define ASK_CHARACTERS 3000
#define MAX_BYTES      (1024 * 1024)
#define MAX_MISSING    12

struct _FrondClipboardTyper
{
  GObject parent_instance;

  /* Not owned, NULL once they are gone */
  FrondDisplay *display;
  AdwToastOverlay *toasts;
  AdwToast *toast;

  GCancellable *cancellable; /* cancelled by close() */
  GCancellable *typing;      /* of the clipboard, while that is being typed */
};

G_DEFINE_FINAL_TYPE (FrondClipboardTyper, frond_clipboard_typer, G_TYPE_OBJECT)

static void
tell (FrondClipboardTyper *self, char *words)
{
  g_autofree char *owned = words;
  AdwToast *toast = adw_toast_new (owned);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* What no key makes, for people: at most so many characters of it. */
static void
tell_missing (FrondClipboardTyper *self, FrondTextKeys *keys)
{
  const char *missing = frond_text_keys_get_missing (keys);
  glong n = g_utf8_strlen (missing, -1);
  g_autofree char *shown = g_utf8_substring (missing, 0, MIN (n, MAX_MISSING));

  if (n > 0)
    tell (self,
          g_strdup_printf (
              n > MAX_MISSING
                  /* Translators: %s are characters that the keyboard layout has no key for, like “€ß” */
                  ? _ ("Left out, no key makes them: %s…")
                  /* Translators: %s are characters that the keyboard layout has no key for, like “€ß” */
                  : _ ("Left out, no key makes them: %s"),
              shown));
}

static void
typed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondClipboardTyper) self = user_data;
  FrondTextKeys *keys = g_object_get_data (G_OBJECT (result), "keys");
  gboolean ok = frond_typist_type_finish (FROND_TYPIST (source), result, NULL);

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->typing);
  if (ok && self->toasts != NULL)
    tell_missing (self, keys);
}

static void
stop_clicked_cb (FrondClipboardTyper *self)
{
  g_cancellable_cancel (self->typing);
}

static void
show_typing (FrondClipboardTyper *self)
{
  g_set_weak_pointer (&self->toast, adw_toast_new (_ ("Typing the clipboard")));
  adw_toast_set_button_label (self->toast, _ ("_Stop"));
  adw_toast_set_timeout (self->toast, 0);
  g_signal_connect_object (self->toast, "button-clicked", G_CALLBACK (stop_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, self->toast);
}

static void
start_typing (FrondClipboardTyper *self, FrondTextKeys *keys)
{
  FrondScreen *screen = self->display != NULL ? frond_display_get_screen (self->display) : NULL;
  g_autoptr (FrondTypist) typist = NULL;

  if (screen == NULL || self->toasts == NULL || self->typing != NULL)
    return;
  if (frond_text_keys_get_n_keys (keys) == 0)
    {
      tell_missing (self, keys);
      return;
    }
  typist = frond_typist_new (screen);
  self->typing = g_cancellable_new ();
  gtk_widget_grab_focus (GTK_WIDGET (self->display));
  show_typing (self);
  frond_typist_type_async (typist, keys, self->typing, typed_cb, g_object_ref (self));
}

typedef struct
{
  FrondClipboardTyper *typer;
  FrondTextKeys *keys;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->typer);
  g_object_unref (question->keys);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (g_str_equal (answer, "type"))
    start_typing (question->typer, question->keys);
}

static void
ask (FrondClipboardTyper *self, FrondTextKeys *keys)
{
  guint n = frond_text_keys_get_n_keys (keys);
  guint seconds = n * FROND_TYPIST_MSEC_PER_KEY / 1000 + 1;
  g_autofree char *body =
      g_strdup_printf (ngettext ("This takes about %u second. You can stop it at any time.",
                                 "This takes about %u seconds. You can stop it at any time.", seconds),
                       seconds);
  AdwDialog *dialog = adw_alert_dialog_new (NULL, body);
  Question *question = g_new (Question, 1);

  adw_alert_dialog_format_heading (ADW_ALERT_DIALOG (dialog),
                                   ngettext ("Type %u Character?", "Type %u Characters?", n), n);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "type", _ ("_Type"),
                                  NULL);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "type");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  question->typer = g_object_ref (self);
  question->keys = g_object_ref (keys);
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self->display), self->cancellable,
                           answered_cb, question);
}

static void
type_text (FrondClipboardTyper *self, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = frond_clipboard_text_convert (bytes, FROND_LINE_ENDS_LF, MAX_BYTES, &error);
  g_autoptr (FrondTextKeys) keys = NULL;
  gsize length;
  const char *data;

  if (text == NULL || g_bytes_get_size (text) == 0)
    {
      tell (self, g_strdup (_ ("There is no text to type in the clipboard")));
      return;
    }
  data = g_bytes_get_data (text, &length);
  if (g_utf8_strlen (data, (gssize) length) > FROND_TEXT_KEYS_MAX)
    {
      tell (self, g_strdup (_ ("The clipboard holds too much text to type")));
      return;
    }
  keys = frond_text_keys_new (gtk_widget_get_display (GTK_WIDGET (self->display)), data, length);
  if (frond_text_keys_get_n_keys (keys) > ASK_CHARACTERS)
    ask (self, keys);
  else
    start_typing (self, keys);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondClipboardTyper) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = frond_host_clipboard_read_finish (result, &error);

  if (self->display == NULL || self->toasts == NULL || frond_error_is_cancelled (error))
    return;
  if (bytes != NULL)
    type_text (self, bytes);
  else if (g_error_matches (error, FROND_ERROR, FROND_ERROR_OUT_OF_RANGE))
    tell (self, g_strdup (_ ("The clipboard holds too much text to type")));
  else
    tell (self, g_strdup (_ ("There is no text to type in the clipboard")));
}

void
frond_clipboard_typer_type (FrondClipboardTyper *self)
{
  g_return_if_fail (FROND_IS_CLIPBOARD_TYPER (self));

  if (self->typing == NULL && self->display != NULL)
    frond_host_clipboard_read_async (gtk_widget_get_clipboard (GTK_WIDGET (self->display)),
                                     FROND_CLIPBOARD_KIND_TEXT, MAX_BYTES, self->cancellable, read_cb,
                                     g_object_ref (self));
}

void
frond_clipboard_typer_stop (FrondClipboardTyper *self)
{
  g_return_if_fail (FROND_IS_CLIPBOARD_TYPER (self));

  g_cancellable_cancel (self->typing);
}

void
frond_clipboard_typer_close (FrondClipboardTyper *self)
{
  g_return_if_fail (FROND_IS_CLIPBOARD_TYPER (self));

  g_cancellable_cancel (self->cancellable);
  frond_clipboard_typer_stop (self);
}

static void
frond_clipboard_typer_finalize (GObject *object)
{
  FrondClipboardTyper *self = FROND_CLIPBOARD_TYPER (object);

  g_clear_weak_pointer (&self->display);
  g_clear_weak_pointer (&self->toasts);
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->typing);
  G_OBJECT_CLASS (frond_clipboard_typer_parent_class)->finalize (object);
}

static void
frond_clipboard_typer_class_init (FrondClipboardTyperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_clipboard_typer_finalize;
}

static void
frond_clipboard_typer_init (FrondClipboardTyper *self)
{
  self->cancellable = g_cancellable_new ();
}

FrondClipboardTyper *
frond_clipboard_typer_new (FrondDisplay *display, AdwToastOverlay *toasts)
{
  FrondClipboardTyper *self;

  g_return_val_if_fail (FROND_IS_DISPLAY (display), NULL);
  g_return_val_if_fail (ADW_IS_TOAST_OVERLAY (toasts), NULL);

  self = g_object_new (FROND_TYPE_CLIPBOARD_TYPER, NULL);
  g_set_weak_pointer (&self->display, display);
  g_set_weak_pointer (&self->toasts, toasts);
  return self;
}
