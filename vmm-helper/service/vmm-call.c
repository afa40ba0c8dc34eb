/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-call.h"

#include "vmm-audit.h"

#include <gio/gunixfdlist.h>
#include <string.h>

struct _VmmCall
{
  GObject parent_instance;

  GDBusMethodInvocation *invocation; /* NULL once it is answered */
  GVariant *parameters;
  char *sender;
  char *path;
  char *method;
  GUnixFDList *descriptors;
  uid_t uid;
  VmmActions actions;
  gboolean interactive;
  gboolean authorised;
  char *result; /* NULL until it is answered */
  char *audit_id;
};

G_DEFINE_FINAL_TYPE (VmmCall, vmm_call, G_TYPE_OBJECT)

enum
{
  ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
vmm_call_dispose (GObject *object)
{
  VmmCall *self = VMM_CALL (object);

  if (self->invocation != NULL)
    vmm_call_fail (self, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "The call was dropped"));
  G_OBJECT_CLASS (vmm_call_parent_class)->dispose (object);
}

static void
vmm_call_finalize (GObject *object)
{
  VmmCall *self = VMM_CALL (object);

  g_clear_pointer (&self->parameters, g_variant_unref);
  g_clear_object (&self->descriptors);
  g_free (self->sender);
  g_free (self->path);
  g_free (self->method);
  g_free (self->result);
  g_free (self->audit_id);
  G_OBJECT_CLASS (vmm_call_parent_class)->finalize (object);
}

static void
vmm_call_class_init (VmmCallClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmm_call_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmm_call_finalize;

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
vmm_call_init (VmmCall *self)
{
}

VmmCall *
vmm_call_new (GDBusMethodInvocation *invocation, uid_t uid, VmmActions actions)
{
  VmmCall *self = g_object_new (VMM_TYPE_CALL, NULL);
  GDBusMessage *message = g_dbus_method_invocation_get_message (invocation);
  GUnixFDList *list = g_dbus_message_get_unix_fd_list (message);

  self->invocation = invocation;
  self->parameters = g_variant_ref (g_dbus_method_invocation_get_parameters (invocation));
  self->sender = g_strdup (g_dbus_method_invocation_get_sender (invocation));
  self->path = g_strdup (g_dbus_method_invocation_get_object_path (invocation));
  self->method = g_strdup (g_dbus_method_invocation_get_method_name (invocation));
  self->descriptors = list != NULL ? g_object_ref (list) : NULL;
  self->uid = uid;
  self->actions = actions;
  self->interactive =
      (g_dbus_message_get_flags (message) & G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0;
  return self;
}

VmmActions
vmm_call_get_actions (VmmCall *self)
{
  return self->actions;
}

gboolean
vmm_call_is_interactive (VmmCall *self)
{
  return self->interactive;
}

void
vmm_call_set_authorised (VmmCall *self)
{
  self->authorised = TRUE;
}

uid_t
vmm_call_get_uid (VmmCall *self)
{
  return self->uid;
}

const char *
vmm_call_get_sender (VmmCall *self)
{
  return self->sender;
}

const char *
vmm_call_get_path (VmmCall *self)
{
  return self->path;
}

const char *
vmm_call_get_method (VmmCall *self)
{
  return self->method;
}

GVariant *
vmm_call_get_parameters (VmmCall *self)
{
  return self->parameters;
}

static void
collect_handles (GVariant *value, GArray *handles)
{
  const char *type = g_variant_get_type_string (value);
  GVariantIter iter;
  GVariant *child;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_HANDLE))
    {
      gint32 handle = g_variant_get_handle (value);

      g_array_append_val (handles, handle);
      return;
    }

  /* Only what can hold a handle is walked through. */
  if (!g_variant_is_container (value) || strpbrk (type, "hv") == NULL)
    return;
  g_variant_iter_init (&iter, value);
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      collect_handles (child, handles);
      g_variant_unref (child);
    }
}

gboolean
vmm_call_check_descriptors (VmmCall *self, GError **error)
{
  g_autoptr (GArray) handles = g_array_new (FALSE, FALSE, sizeof (gint32));
  gint count = self->descriptors != NULL ? g_unix_fd_list_get_length (self->descriptors) : 0;
  g_autofree gboolean *used = g_new0 (gboolean, MAX (count, 1));

  collect_handles (self->parameters, handles);
  if (handles->len != (guint) count)
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_FD, "descriptors: %d came and %u are named", count,
                   handles->len);
      return FALSE;
    }

  for (guint i = 0; i < handles->len; i++)
    {
      gint32 handle = g_array_index (handles, gint32, i);

      if (handle < 0 || handle >= count || used[handle])
        {
          g_set_error_literal (error, VMM_IPC_ERROR, VMM_IPC_ERROR_BAD_FD,
                               "descriptors: an index is out of bounds or used twice");
          return FALSE;
        }
      used[handle] = TRUE;
    }
  return TRUE;
}

int
vmm_call_peek_descriptor (VmmCall *self, gint32 handle)
{
  gint count = 0;
  const gint *fds;

  if (self->descriptors == NULL)
    return -1;
  fds = g_unix_fd_list_peek_fds (self->descriptors, &count);
  return handle >= 0 && handle < count ? fds[handle] : -1;
}

const char *
vmm_call_get_result (VmmCall *self)
{
  return self->result;
}

const char *
vmm_call_get_audit_id (VmmCall *self)
{
  return self->audit_id;
}

const char *
vmm_call_peek_request_id (VmmCall *self)
{
  const GDBusMethodInfo *info =
      self->invocation != NULL ? g_dbus_method_invocation_get_method_info (self->invocation) : NULL;
  const char *request_id = NULL;

  if (info != NULL && info->in_args != NULL && info->in_args[0] != NULL &&
      g_str_equal (info->in_args[0]->name, "request_id"))
    g_variant_get_child (self->parameters, 0, "&s", &request_id);
  return request_id;
}

/* Before the reply is on its way: what it says is written down by the time somebody can act on it. */
static void
note_result (VmmCall *self, const char *result)
{
  self->result = g_strdup (result);
  g_signal_emit (self, signals[ANSWERED], 0);
}

static gboolean
may_succeed (VmmCall *self)
{
  if (self->actions == VMM_ACTION_NONE || self->authorised)
    return TRUE;

  g_critical ("%s was carried out without having been asked for", self->method);
  vmm_call_fail (self, g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "Nobody was asked"));
  return FALSE;
}

void
vmm_call_return (VmmCall *self, GVariant *value)
{
  g_autoptr (GVariant) owned = value != NULL ? g_variant_ref_sink (value) : NULL;

  g_return_if_fail (self->invocation != NULL);

  if (!may_succeed (self))
    return;
  note_result (self, "done");
  g_dbus_method_invocation_return_value (g_steal_pointer (&self->invocation), value);
}

void
vmm_call_return_descriptor (VmmCall *self, int fd)
{
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new_from_array (&fd, 1);

  g_return_if_fail (self->invocation != NULL);

  if (!may_succeed (self))
    return;
  note_result (self, "done");
  g_dbus_method_invocation_return_value_with_unix_fd_list (g_steal_pointer (&self->invocation),
                                                           g_variant_new ("(h)", 0), list);
}

GError *
vmm_call_public_error (GError *error, const char *audit_id)
{
  g_autoptr (GError) inner = error;
  g_autofree char *made = NULL;

  if (inner->domain == VMM_IPC_ERROR)
    return g_steal_pointer (&inner);
  if (g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_new_literal (VMM_IPC_ERROR, VMM_IPC_ERROR_CANCELLED, "It was cancelled");

  if (audit_id == NULL)
    audit_id = made = vmm_audit_make_id ();
  g_warning ("An error that is not of the contract (%s): %s", audit_id, inner->message);
  return g_error_new (VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL, "The helper's log says more (%s)", audit_id);
}

static char *
tail_of_name (const GError *error)
{
  g_autofree char *name = g_dbus_error_encode_gerror (error);
  const char *prefix = VMM_IPC_INTERFACE ".Error.";

  return g_strdup (g_str_has_prefix (name, prefix) ? name + strlen (prefix) : name);
}

void
vmm_call_fail (VmmCall *self, GError *error)
{
  g_autofree char *audit_id = vmm_audit_make_id ();
  g_autoptr (GError) public = vmm_call_public_error (error, audit_id);
  g_autofree char *result = tail_of_name (public);

  g_return_if_fail (self->invocation != NULL);

  if (public->code == VMM_IPC_ERROR_INTERNAL)
    self->audit_id = g_steal_pointer (&audit_id);
  note_result (self, result);
  g_dbus_method_invocation_return_gerror (g_steal_pointer (&self->invocation), public);
}
