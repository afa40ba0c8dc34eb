/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-host-shortcuts.h"

#define STRONG_MODIFIERS (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK | GDK_HYPER_MASK)

/* Vendors' keys: media, power, screen. */
#define FIRST_XF86 0x10080000u
#define LAST_XF86  0x1008ffffu

/* More than anybody can remember. */
#define MAX_SHORTCUTS 64

struct _FrondHostShortcuts
{
  GObject parent_instance;

  GPtrArray *triggers;
};

G_DEFINE_FINAL_TYPE (FrondHostShortcuts, frond_host_shortcuts, G_TYPE_OBJECT)

static void
frond_host_shortcuts_finalize (GObject *object)
{
  g_ptr_array_unref (FROND_HOST_SHORTCUTS (object)->triggers);
  G_OBJECT_CLASS (frond_host_shortcuts_parent_class)->finalize (object);
}

static void
frond_host_shortcuts_class_init (FrondHostShortcutsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_host_shortcuts_finalize;
}

static void
frond_host_shortcuts_init (FrondHostShortcuts *self)
{
  self->triggers = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
is_special (guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_Print:
    case GDK_KEY_Sys_Req:
    case GDK_KEY_Pause:
    case GDK_KEY_Break:
    case GDK_KEY_Menu:
      return TRUE;
    default:
      return (keyval >= GDK_KEY_F1 && keyval <= GDK_KEY_F35) || (keyval >= FIRST_XF86 && keyval <= LAST_XF86);
    }
}

/* A modifier alone is the beginning of every combination of the guest's. */
static gboolean
is_modifier (guint keyval)
{
  return (keyval >= GDK_KEY_Shift_L && keyval <= GDK_KEY_Hyper_R) || keyval == GDK_KEY_ISO_Level3_Shift ||
         keyval == GDK_KEY_ISO_Level5_Shift || keyval == GDK_KEY_Num_Lock || keyval == GDK_KEY_Mode_switch;
}

static GtkShortcutTrigger *
parse (const char *text)
{
  g_autoptr (GtkShortcutTrigger) trigger = gtk_shortcut_trigger_parse_string (text);
  GdkModifierType modifiers;
  guint keyval;

  if (trigger == NULL || !GTK_IS_KEYVAL_TRIGGER (trigger))
    return NULL;

  keyval = gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger));
  modifiers = gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger));
  if (keyval == 0 || keyval == GDK_KEY_VoidSymbol || is_modifier (keyval) ||
      ((modifiers & STRONG_MODIFIERS) == 0 && !is_special (keyval)))
    return NULL;
  return g_steal_pointer (&trigger);
}

FrondHostShortcuts *
frond_host_shortcuts_new (const char *const *triggers)
{
  FrondHostShortcuts *self = g_object_new (FROND_TYPE_HOST_SHORTCUTS, NULL);

  for (guint i = 0; triggers != NULL && triggers[i] != NULL && i < MAX_SHORTCUTS; i++)
    {
      GtkShortcutTrigger *trigger = parse (triggers[i]);

      if (trigger != NULL)
        g_ptr_array_add (self->triggers, trigger);
      else
        g_message ("“%s” cannot stay with the host", triggers[i]);
    }
  return self;
}

gboolean
frond_host_shortcuts_check (const char *trigger)
{
  g_autoptr (GtkShortcutTrigger) parsed = NULL;

  g_return_val_if_fail (trigger != NULL, FALSE);

  parsed = parse (trigger);
  return parsed != NULL;
}

gboolean
frond_host_shortcuts_match (FrondHostShortcuts *self, GdkEvent *event)
{
  g_return_val_if_fail (FROND_IS_HOST_SHORTCUTS (self), FALSE);

  for (guint i = 0; i < self->triggers->len; i++)
    if (gtk_shortcut_trigger_trigger (g_ptr_array_index (self->triggers, i), event, FALSE) ==
        GDK_KEY_MATCH_EXACT)
      return TRUE;
  return FALSE;
}
