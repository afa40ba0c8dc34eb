/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-keys-menu.h"

#include <glib/gi18n.h>
#include <linux/input-event-codes.h>

typedef struct
{
  GMenu *menu;
  const char *action;
} Builder;

static void
add_keys (const Builder *builder, const char *label, const guint32 *codes, gsize n_codes)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, builder->action,
                                           g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, codes, n_codes,
                                                                      sizeof *codes));
  g_menu_append_item (builder->menu, item);
}

static void
add_combinations (const Builder *builder)
{
  add_keys (builder, "Ctrl+Alt+Delete", (guint32[]) { KEY_LEFTCTRL, KEY_LEFTALT, KEY_DELETE }, 3);
  add_keys (builder, "Ctrl+Alt+Backspace", (guint32[]) { KEY_LEFTCTRL, KEY_LEFTALT, KEY_BACKSPACE }, 3);
  add_keys (builder, "Alt+Tab", (guint32[]) { KEY_LEFTALT, KEY_TAB }, 2);
  add_keys (builder, "Alt+F4", (guint32[]) { KEY_LEFTALT, KEY_F4 }, 2);
}

static void
add_single_keys (const Builder *builder)
{
  /* Translators: a key, the one with the Windows logo on many keyboards */
  add_keys (builder, C_ ("key", "Super"), (guint32[]) { KEY_LEFTMETA }, 1);
  add_keys (builder, _ ("Print Screen"), (guint32[]) { KEY_SYSRQ }, 1);
  /* Translators: a key */
  add_keys (builder, C_ ("key", "Pause"), (guint32[]) { KEY_PAUSE }, 1);
  add_keys (builder, "F11", (guint32[]) { KEY_F11 }, 1);
}

static void
add_consoles (const Builder *builder)
{
  static const guint32 function_keys[] = { KEY_F1, KEY_F2, KEY_F3, KEY_F4,  KEY_F5,  KEY_F6,
                                           KEY_F7, KEY_F8, KEY_F9, KEY_F10, KEY_F11, KEY_F12 };

  for (guint i = 0; i < G_N_ELEMENTS (function_keys); i++)
    {
      g_autofree char *label = g_strdup_printf ("Ctrl+Alt+F%u", i + 1);

      add_keys (builder, label, (guint32[]) { KEY_LEFTCTRL, KEY_LEFTALT, function_keys[i] }, 3);
    }
}

static void
add_section (GMenu *menu, const char *action, void (*add) (const Builder *builder))
{
  g_autoptr (GMenu) section = g_menu_new ();

  add (&(Builder) { section, action });
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

GMenuModel *
frond_keys_menu_new (const char *action)
{
  GMenu *menu = g_menu_new ();

  add_section (menu, action, add_combinations);
  add_section (menu, action, add_single_keys);
  add_section (menu, action, add_consoles);
  return G_MENU_MODEL (menu);
}
