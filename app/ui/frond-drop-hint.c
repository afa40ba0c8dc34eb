/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-drop-hint.h"

#include "frond-message.h"

#include <glib/gi18n.h>

struct _FrondDropHint
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *body;
};

G_DEFINE_FINAL_TYPE (FrondDropHint, frond_drop_hint, ADW_TYPE_BIN)

static void
frond_drop_hint_class_init (FrondDropHintClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-drop-hint.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondDropHint, revealer);
  gtk_widget_class_bind_template_child (widget_class, FrondDropHint, icon);
  gtk_widget_class_bind_template_child (widget_class, FrondDropHint, title);
  gtk_widget_class_bind_template_child (widget_class, FrondDropHint, body);
}

static void
frond_drop_hint_init (FrondDropHint *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
frond_drop_hint_new (void)
{
  return g_object_new (FROND_TYPE_DROP_HINT, NULL);
}

static void
show (FrondDropHint *self, const char *icon, const char *title, const char *body)
{
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->body, body);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

void
frond_drop_hint_show_target (FrondDropHint *self, const char *name, const char *words)
{
  g_autofree char *title = NULL;

  g_return_if_fail (FROND_IS_DROP_HINT (self));

  /* Translators: over a machine's screen while a file is dragged over it; %s is the machine */
  title = g_strdup_printf (_ ("Drop to Send to “%s”"), name);
  show (self, "document-send-symbolic", title, words);
}

void
frond_drop_hint_show_refusal (FrondDropHint *self, const char *name, const GError *error)
{
  g_autoptr (FrondMessage) message = NULL;

  g_return_if_fail (FROND_IS_DROP_HINT (self));

  message = frond_message_new (FROND_TASK_SEND, name, error);
  show (self, "dialog-error-symbolic", message->title, message->body);
}

void
frond_drop_hint_hide (FrondDropHint *self)
{
  g_return_if_fail (FROND_IS_DROP_HINT (self));

  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}
