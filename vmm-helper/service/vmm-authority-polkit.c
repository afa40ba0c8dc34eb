/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-authority-polkit.h"

#include "vmm-ipc.h"

#define POLKIT_AGENT_RELY_ON_API
#include <polkit/polkit.h>

#define ACTION_PREFIX    "me.phyllo.Frond.VmmHelper1."
#define PATIENCE_SECONDS 120

/* People at a prompt: one for each program, two for each user, and not the whole computer at once. */
#define MAX_PROMPTS_NAME 1
#define MAX_PROMPTS_UID  2
#define MAX_PROMPTS      16

/* Questions without a prompt, which polkit answers at once if it answers at all. All of them together stay below what a
 * bus lets one connection wait for (128). */
#define MAX_QUESTIONS_UID 32
#define MAX_QUESTIONS     96

struct _VmmAuthorityPolkit
{
  VmmAuthority parent_instance;

  guint patience;
  GPtrArray *questions; /* Question, borrowed */
};

G_DEFINE_FINAL_TYPE (VmmAuthorityPolkit, vmm_authority_polkit, VMM_TYPE_AUTHORITY)

static const struct
{
  VmmActions action;
  const char *id;
} actions[] = {
  { VMM_ACTION_USE, ACTION_PREFIX "use" },
  { VMM_ACTION_EXCEED_LIMITS, ACTION_PREFIX "exceed-limits" },
  { VMM_ACTION_NETWORK_BRIDGED, ACTION_PREFIX "network-bridged" },
  { VMM_ACTION_ATTACH_USB, ACTION_PREFIX "attach-usb" },
  { VMM_ACTION_ATTACH_USB_SENSITIVE, ACTION_PREFIX "attach-usb-sensitive" },
  { VMM_ACTION_ATTACH_PCI, ACTION_PREFIX "attach-pci" },
  { VMM_ACTION_AUTOSTART, ACTION_PREFIX "autostart" },
  { VMM_ACTION_REALTIME, ACTION_PREFIX "realtime" },
  { VMM_ACTION_MANAGE_OTHERS, ACTION_PREFIX "manage-others" },
  { VMM_ACTION_SET_LIMITS, ACTION_PREFIX "set-limits" },
};

/* What is being asked, action after action. */
typedef struct
{
  char *name;
  uid_t uid;
  VmmActions left;
  VmmActions asking;
  PolkitSubject *subject;
  PolkitDetails *details;
  gboolean interactive;
  PolkitAuthority *polkit;
  GCancellable *cancellable; /* its own: the caller's, or the end of patience */
  GCancellable *outer;
  gulong outer_id;
  guint timeout_id;
  gboolean timed_out;
} Question;

static void
question_free (Question *question)
{
  if (question->outer != NULL)
    g_cancellable_disconnect (question->outer, question->outer_id);
  g_clear_handle_id (&question->timeout_id, g_source_remove);
  g_clear_object (&question->outer);
  g_clear_object (&question->cancellable);
  g_clear_object (&question->polkit);
  g_clear_object (&question->details);
  g_clear_object (&question->subject);
  g_free (question->name);
  g_free (question);
}

const char *
vmm_authority_polkit_get_action_id (VmmActions action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (actions[i].action == action)
      return actions[i].id;
  return NULL;
}

static uid_t
vmm_authority_polkit_get_owner (VmmAuthority *authority)
{
  return VMM_OWNER_ANY;
}

static gboolean
vmm_authority_polkit_admit (VmmAuthority *authority, uid_t uid, GError **error)
{
  return TRUE;
}

static gboolean
vmm_authority_polkit_grants (VmmAuthority *authority, uid_t uid, VmmActions wanted)
{
  return wanted == VMM_ACTION_NONE;
}

static void
end (GTask *task, GError *error)
{
  VmmAuthorityPolkit *self = g_task_get_source_object (task);

  g_ptr_array_remove (self->questions, g_task_get_task_data (task));
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static GError *
refusal (VmmIpcError code, const char *words)
{
  return g_error_new_literal (VMM_IPC_ERROR, (int) code, words);
}

/* What is not an answer: polkit is away, does not know the subject any more, or was not waited for. */
static GError *
judge_failure (Question *question, GError *error)
{
  g_autoptr (GError) owned = error;

  if (question->timed_out)
    return refusal (VMM_IPC_ERROR_NOT_AUTHORIZED, "Nobody answered in time");
  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (owned, POLKIT_ERROR, POLKIT_ERROR_CANCELLED))
    return refusal (VMM_IPC_ERROR_NOT_AUTHORIZED, "Whoever asked is gone");
  if (question->uid == 0)
    return NULL;

  g_warning ("polkit gave no answer: %s", owned->message);
  return refusal (VMM_IPC_ERROR_NO_AUTHORITY, "polkit does not answer");
}

static GError *
judge_answer (Question *question, PolkitAuthorizationResult *answer)
{
  if (polkit_authorization_result_get_is_authorized (answer))
    return NULL;
  if (polkit_authorization_result_get_dismissed (answer))
    return refusal (VMM_IPC_ERROR_DISMISSED, "The question was dismissed");
  if (polkit_authorization_result_get_is_challenge (answer))
    return refusal (VMM_IPC_ERROR_CAN_OBTAIN,
                    question->interactive ? "Nobody could be asked" : "Somebody would have to be asked");
  return refusal (VMM_IPC_ERROR_NOT_AUTHORIZED, "It is not allowed");
}

static void ask_next (GTask *task);

static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (PolkitAuthorizationResult) answer =
      polkit_authority_check_authorization_finish (POLKIT_AUTHORITY (object), result, &error);

  error = answer != NULL ? judge_answer (question, answer) : judge_failure (question, error);
  /* An answer that comes with the end of patience, or of the caller, comes too late. */
  if (error == NULL && g_cancellable_is_cancelled (question->cancellable))
    error = judge_failure (question, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, ""));
  if (error != NULL)
    {
      end (task, error);
      return;
    }
  question->left &= ~question->asking;
  ask_next (task);
}

static void
ask_next (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  gsize i = 0;

  while (i < G_N_ELEMENTS (actions) && (question->left & actions[i].action) == 0)
    i++;
  if (i == G_N_ELEMENTS (actions))
    {
      end (task, question->left == VMM_ACTION_NONE
                     ? NULL
                     : refusal (VMM_IPC_ERROR_NOT_AUTHORIZED, "It is not known"));
      return;
    }

  question->asking = actions[i].action;
  polkit_authority_check_authorization (question->polkit, question->subject, actions[i].id, question->details,
                                        question->interactive
                                            ? POLKIT_CHECK_AUTHORIZATION_FLAGS_ALLOW_USER_INTERACTION
                                            : POLKIT_CHECK_AUTHORIZATION_FLAGS_NONE,
                                        question->cancellable, on_answer, g_object_ref (task));
}

/* libpolkit has one authority for all who ask, and frees it with the last of them, also while a call of its proxy that was
 * cancelled is still under way: the next change of polkit's owner is then told to what is gone. It is kept. */
static void
keep_polkit (PolkitAuthority *polkit)
{
  static PolkitAuthority *kept;

  g_set_object (&kept, polkit);
}

static void
on_polkit (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  question->polkit = polkit_authority_get_finish (result, &error);
  if (question->polkit != NULL)
    {
      keep_polkit (question->polkit);
      ask_next (task);
    }
  else
    end (task, judge_failure (question, error));
}

static void
on_patience_ended (gpointer user_data)
{
  Question *question = user_data;

  question->timeout_id = 0;
  question->timed_out = TRUE;
  g_cancellable_cancel (question->cancellable);
}

static void
on_outer_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static PolkitDetails *
details_new (GVariant *words)
{
  PolkitDetails *details = polkit_details_new ();
  GVariantIter iter;
  const char *key, *value;

  g_variant_iter_init (&iter, words);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    polkit_details_insert (details, key, value);
  return details;
}

static Question *
question_new (VmmAuthorityPolkit *self, const VmmQuestion *asked, GCancellable *cancellable)
{
  Question *question = g_new0 (Question, 1);

  question->name = g_strdup (asked->name);
  question->uid = asked->uid;
  question->left = asked->actions;
  question->subject = polkit_system_bus_name_new (asked->name);
  question->details = asked->details != NULL ? details_new (asked->details) : NULL;
  question->interactive = asked->interactive;
  question->cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    {
      question->outer = g_object_ref (cancellable);
      question->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled),
                                                  g_object_ref (question->cancellable), g_object_unref);
    }
  question->timeout_id = g_timeout_add_seconds_once (self->patience, on_patience_ended, question);
  return question;
}

/* Questions of ASKED's kind are counted with each other: what nobody sees keeps no prompt away. */
static gboolean
has_room (VmmAuthorityPolkit *self, const VmmQuestion *asked)
{
  guint all = 0, by_name = 0, by_uid = 0;

  for (guint i = 0; i < self->questions->len; i++)
    {
      Question *question = g_ptr_array_index (self->questions, i);

      if (question->interactive != asked->interactive)
        continue;
      all++;
      by_uid += question->uid == asked->uid;
      by_name += g_str_equal (question->name, asked->name);
    }
  if (asked->interactive)
    return by_name < MAX_PROMPTS_NAME && by_uid < MAX_PROMPTS_UID && all < MAX_PROMPTS;
  return by_uid < MAX_QUESTIONS_UID && all < MAX_QUESTIONS - MAX_PROMPTS;
}

static void
vmm_authority_polkit_ask_async (VmmAuthority *authority, const VmmQuestion *asked, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  VmmAuthorityPolkit *self = VMM_AUTHORITY_POLKIT (authority);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Question *question;

  g_task_set_source_tag (task, vmm_authority_polkit_ask_async);
  if (!has_room (self, asked))
    {
      g_task_return_error (task, refusal (VMM_IPC_ERROR_BUSY, "Other questions wait for an answer"));
      return;
    }

  question = question_new (self, asked, cancellable);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_ptr_array_add (self->questions, question);
  polkit_authority_get_async (question->cancellable, on_polkit, g_object_ref (task));
}

static gboolean
vmm_authority_polkit_ask_finish (VmmAuthority *authority, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
vmm_authority_polkit_finalize (GObject *object)
{
  g_clear_pointer (&VMM_AUTHORITY_POLKIT (object)->questions, g_ptr_array_unref);
  G_OBJECT_CLASS (vmm_authority_polkit_parent_class)->finalize (object);
}

static void
vmm_authority_polkit_class_init (VmmAuthorityPolkitClass *klass)
{
  VmmAuthorityClass *authority_class = VMM_AUTHORITY_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vmm_authority_polkit_finalize;
  authority_class->get_owner = vmm_authority_polkit_get_owner;
  authority_class->admit = vmm_authority_polkit_admit;
  authority_class->grants = vmm_authority_polkit_grants;
  authority_class->ask_async = vmm_authority_polkit_ask_async;
  authority_class->ask_finish = vmm_authority_polkit_ask_finish;
}

static void
vmm_authority_polkit_init (VmmAuthorityPolkit *self)
{
  self->patience = PATIENCE_SECONDS;
  self->questions = g_ptr_array_new ();
}

VmmAuthority *
vmm_authority_polkit_new (void)
{
  return g_object_new (VMM_TYPE_AUTHORITY_POLKIT, NULL);
}

void
vmm_authority_polkit_set_patience (VmmAuthorityPolkit *self, guint seconds)
{
  self->patience = seconds;
}
