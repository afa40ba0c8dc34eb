/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-keys-dialog.h"

#include "frond-host-shortcuts.h"

#include <glib/gi18n.h>

struct _FrondKeysDialog
{
  AdwAlertDialog parent_instance;

  GdkToplevel *inhibited;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FrondKeysDialog, frond_keys_dialog, ADW_TYPE_ALERT_DIALOG)

/* As it would be without Shift: Shift+1 is a 1 with Shift, whatever the layout writes then. */
static guint
plain_keyval (FrondKeysDialog *self, guint keycode, guint keyval)
{
  guint plain;

  if (gdk_display_translate_key (gtk_widget_get_display (GTK_WIDGET (self)), keycode, 0, 0, &plain, NULL,
                                 NULL, NULL))
    return gdk_keyval_to_lower (plain);
  return gdk_keyval_to_lower (keyval);
}

static void
refuse (FrondKeysDialog *self, guint keyval, GdkModifierType modifiers)
{
  g_autofree char *label = gtk_accelerator_get_label (keyval, modifiers);
  /* Translators: %s is a key or a combination, like “Shift+A” */
  g_autofree char *words =
      /* Translators: %s is a key, like “Tab” */
      g_strdup_printf (_ ("Machines need %s. Press it together with Ctrl, Alt or Super."), label);

  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (self), words);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static gboolean
key_pressed_cb (GtkEventController *controller, guint keyval, guint keycode, GdkModifierType state)
{
  FrondKeysDialog *self = FROND_KEYS_DIALOG (gtk_event_controller_get_widget (controller));
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  g_autofree char *trigger = NULL;

  if (gdk_key_event_is_modifier (event))
    return GDK_EVENT_STOP;
  /* What leaves a dialog and moves inside of it has to work in this one, too. */
  if ((modifiers & ~GDK_SHIFT_MASK) == 0 &&
      (keyval == GDK_KEY_Escape || keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab ||
       keyval == GDK_KEY_Return || keyval == GDK_KEY_space))
    return GDK_EVENT_PROPAGATE;

  keyval = plain_keyval (self, keycode, keyval);
  trigger = gtk_accelerator_name (keyval, modifiers);
  if (!frond_host_shortcuts_check (trigger))
    {
      refuse (self, keyval, modifiers);
      return GDK_EVENT_STOP;
    }
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, trigger);
  adw_dialog_close (ADW_DIALOG (self));
  return GDK_EVENT_STOP;
}

/* The desktop's own combinations are what people want most. */
static void
frond_keys_dialog_map (GtkWidget *widget)
{
  FrondKeysDialog *self = FROND_KEYS_DIALOG (widget);
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  GTK_WIDGET_CLASS (frond_keys_dialog_parent_class)->map (widget);
  if (GDK_IS_TOPLEVEL (surface))
    {
      self->inhibited = g_object_ref (GDK_TOPLEVEL (surface));
      gdk_toplevel_inhibit_system_shortcuts (self->inhibited, NULL);
    }
}

static void
frond_keys_dialog_unmap (GtkWidget *widget)
{
  FrondKeysDialog *self = FROND_KEYS_DIALOG (widget);

  if (self->inhibited != NULL && !gdk_surface_is_destroyed (GDK_SURFACE (self->inhibited)))
    gdk_toplevel_restore_system_shortcuts (self->inhibited);
  g_clear_object (&self->inhibited);
  GTK_WIDGET_CLASS (frond_keys_dialog_parent_class)->unmap (widget);
}

static void
frond_keys_dialog_class_init (FrondKeysDialogClass *klass)
{
  GTK_WIDGET_CLASS (klass)->map = frond_keys_dialog_map;
  GTK_WIDGET_CLASS (klass)->unmap = frond_keys_dialog_unmap;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", FROND_TYPE_KEYS_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
frond_keys_dialog_init (FrondKeysDialog *self)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  adw_alert_dialog_set_heading (dialog, _ ("Press the Keys"));
  adw_alert_dialog_set_body (dialog, _ ("A function key, or any key together with Ctrl, Alt or Super."));
  adw_alert_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  adw_alert_dialog_set_close_response (dialog, "cancel");
}

AdwDialog *
frond_keys_dialog_new (void)
{
  return g_object_new (FROND_TYPE_KEYS_DIALOG, NULL);
}
