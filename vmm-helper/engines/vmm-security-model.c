/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-security-model.h"

#include "vmm-ipc.h"

#include <string.h>

/* Strongest first. */
static const char *const models[] = { VMM_IPC_SECURITY_SELINUX, VMM_IPC_SECURITY_APPARMOR,
                                      VMM_IPC_SECURITY_DAC };

typedef struct
{
  gsize best; /* of models */
  gboolean is_dac;
  uid_t user;
} Reader;

static const char *
get_parent (GMarkupParseContext *context)
{
  const GSList *stack = g_markup_parse_context_get_element_stack (context);

  return stack->next != NULL ? stack->next->data : "";
}

/* The label is "+64055:+64055". */
static uid_t
read_user (const char *label)
{
  guint64 user;
  char *end;

  if (label[0] != '+' || !g_ascii_isdigit (label[1]))
    return (uid_t) -1;
  user = g_ascii_strtoull (label + 1, &end, 10);
  return *end == ':' && user < G_MAXUINT32 ? (uid_t) user : (uid_t) -1;
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  g_autofree char *value = g_strstrip (g_strndup (text, length));
  const char *element = g_markup_parse_context_get_element (context);

  if (strcmp (get_parent (context), "secmodel") != 0)
    return;
  if (strcmp (element, "model") == 0)
    {
      reader->is_dac = strcmp (value, VMM_IPC_SECURITY_DAC) == 0;
      for (gsize i = 0; i < reader->best; i++)
        if (strcmp (value, models[i]) == 0)
          reader->best = i;
    }
  else if (strcmp (element, "baselabel") == 0 && reader->is_dac)
    reader->user = read_user (value);
}

VmmSecurityModel
vmm_security_model_read (const char *capabilities)
{
  static const GMarkupParser parser = { .text = on_text };
  const VmmSecurityModel none = { VMM_IPC_SECURITY_NONE, (uid_t) -1 };
  Reader reader = { .best = G_N_ELEMENTS (models), .user = (uid_t) -1 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reader, NULL);

  if (capabilities == NULL || !g_markup_parse_context_parse (context, capabilities, -1, NULL) ||
      !g_markup_parse_context_end_parse (context, NULL))
    return none;

  return (VmmSecurityModel) { reader.best < G_N_ELEMENTS (models) ? models[reader.best]
                                                                  : VMM_IPC_SECURITY_NONE,
                              reader.user };
}
