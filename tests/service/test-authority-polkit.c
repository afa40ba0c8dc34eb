/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What polkit may say, and what it may not: with one that the test plays, because the real one is never so wrong. */
#include "service-client.h"

#include "vmm-authority-polkit.h"

#define TRAP_USEC (60 * G_USEC_PER_SEC)

typedef enum
{
  SAY_YES,
  SAY_NO,
  SAY_CHALLENGE,
  SAY_DISMISSED,
  SAY_ERROR,
  SAY_NONSENSE, /* a tuple of another type */
  SAY_NOTHING,
} Say;

typedef struct
{
  GDBusConnection *polkit;
  guint object;
  guint name;
  Say say;
  char *no_action;  /* the answer to it is no, whatever the others are */
  GPtrArray *asked; /* action ids */
  GPtrArray *open;  /* GDBusMethodInvocation */
  char *subject;
  guint flags;
  guint n_cancelled;
  VmmAuthority *authority;
} Fixture;

static const char xml[] =
    "<node><interface name='org.freedesktop.PolicyKit1.Authority'>"
    "<method name='CheckAuthorization'><arg type='(sa{sv})' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='a{ss}' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='(bba{ss})' direction='out'/></method>"
    "<method name='CancelCheckAuthorization'><arg type='s' direction='in'/></method>"
    "</interface></node>";

static void
answer (GDBusMethodInvocation *invocation, Say say)
{
  GVariantBuilder details = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  if (say == SAY_DISMISSED)
    g_variant_builder_add (&details, "{ss}", "polkit.dismissed", "true");
  if (say == SAY_ERROR)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.PolicyKit1.Error.Failed", "no");
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("((bba{ss}))", say == SAY_YES,
                                                                      say == SAY_CHALLENGE, &details));
}

/* Past what GDBus would check. */
static void
answer_nonsense (GDBusConnection *connection, GDBusMethodInvocation *invocation)
{
  g_autoptr (GDBusMessage) reply =
      g_dbus_message_new_method_reply (g_dbus_method_invocation_get_message (invocation));

  g_dbus_message_set_body (reply, g_variant_new ("(bs)", TRUE, "yes"));
  g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  g_object_unref (invocation);
}

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GVariant) subject = NULL;
  const char *kind, *action;
  Say say = f->say;

  if (g_str_equal (method, "CancelCheckAuthorization"))
    {
      f->n_cancelled++;
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_variant_get (parameters, "((&s@a{sv})&s@a{ss}u&s)", &kind, &subject, &action, NULL, &f->flags, NULL);
  g_assert_cmpstr (kind, ==, "system-bus-name");
  g_clear_pointer (&f->subject, g_free);
  g_assert_true (g_variant_lookup (subject, "name", "s", &f->subject));
  g_ptr_array_add (f->asked, g_strdup (action));
  if (f->no_action != NULL && g_str_has_suffix (action, f->no_action))
    say = SAY_NO;
  if (say == SAY_NOTHING)
    g_ptr_array_add (f->open, invocation);
  else if (say == SAY_NONSENSE)
    answer_nonsense (connection, invocation);
  else
    answer (invocation, say);
}

static void
on_owned (GDBusConnection *connection, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GError) error = NULL;
  gboolean owned = FALSE;

  f->asked = g_ptr_array_new_with_free_func (g_free);
  f->open = g_ptr_array_new ();
  f->polkit = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
                                                      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                      NULL, NULL, &error);
  g_assert_no_error (error);
  f->object = g_dbus_connection_register_object (f->polkit, "/org/freedesktop/PolicyKit1/Authority",
                                                 info->interfaces[0], &vtable, f, NULL, &error);
  g_assert_no_error (error);
  f->name = g_bus_own_name_on_connection (f->polkit, "org.freedesktop.PolicyKit1",
                                          G_BUS_NAME_OWNER_FLAGS_NONE, on_owned, NULL, &owned, NULL);
  service_wait_for (is_true, &owned);
  f->authority = vmm_authority_polkit_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->authority);
  g_clear_handle_id (&f->name, g_bus_unown_name);
  g_dbus_connection_unregister_object (f->polkit, f->object);
  g_ptr_array_set_free_func (f->open, g_object_unref);
  g_ptr_array_unref (f->open);
  g_ptr_array_unref (f->asked);
  g_dbus_connection_close_sync (f->polkit, NULL, NULL);
  g_clear_object (&f->polkit);
  g_free (f->subject);
  g_clear_pointer (&f->no_action, g_free);
}

/* One question and what came of it. */
typedef struct
{
  gboolean done;
  gboolean given;
  GError *error;
} Outcome;

static void
on_asked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  g_assert_false (outcome->done);
  outcome->given = vmm_authority_ask_finish (VMM_AUTHORITY (object), result, &outcome->error);
  outcome->done = TRUE;
}

static void
begin (Fixture *f, const char *name, uid_t uid, VmmActions actions, gboolean interactive,
       GCancellable *cancellable, Outcome *outcome)
{
  const VmmQuestion question = { name, uid, actions, NULL, interactive };

  *outcome = (Outcome) { 0 };
  vmm_authority_ask_async (f->authority, &question, cancellable, on_asked, outcome);
}

static void
end (Outcome *outcome, int code)
{
  service_wait_for (is_true, &outcome->done);
  if (code < 0)
    {
      g_assert_no_error (outcome->error);
      g_assert_true (outcome->given);
      return;
    }
  g_assert_false (outcome->given);
  g_assert_error (outcome->error, VMM_IPC_ERROR, code);
  g_clear_error (&outcome->error);
}

#define GIVEN -1

static void
ask (Fixture *f, uid_t uid, Say say, int code)
{
  Outcome outcome;

  f->say = say;
  begin (f, ":1.77", uid, VMM_ACTION_USE, FALSE, NULL, &outcome);
  end (&outcome, code);
}

static void
test_answers (Fixture *f, gconstpointer data)
{
  ask (f, 1001, SAY_YES, GIVEN);
  g_assert_cmpstr (f->subject, ==, ":1.77");
  g_assert_cmpuint (f->flags, ==, 0);
  ask (f, 1001, SAY_NO, VMM_IPC_ERROR_NOT_AUTHORIZED);
  ask (f, 1001, SAY_CHALLENGE, VMM_IPC_ERROR_CAN_OBTAIN);
  ask (f, 1001, SAY_DISMISSED, VMM_IPC_ERROR_DISMISSED);
  service_log_expect ("polkit gave no answer*");
  ask (f, 1001, SAY_ERROR, VMM_IPC_ERROR_NO_AUTHORITY);
  service_log_assert ();
  ask (f, 0, SAY_ERROR, GIVEN);
  /* A no is a no for root as well. */
  ask (f, 0, SAY_NO, VMM_IPC_ERROR_NOT_AUTHORIZED);
}

static void
test_every_action (Fixture *f, gconstpointer data)
{
  Outcome outcome;

  f->say = SAY_YES;
  begin (f, ":1.7", 1001, VMM_ACTION_USE | VMM_ACTION_ATTACH_PCI | VMM_ACTION_SET_LIMITS, TRUE, NULL,
         &outcome);
  end (&outcome, GIVEN);
  g_assert_cmpuint (f->asked->len, ==, 3);
  g_assert_cmpuint (f->flags, ==, 1);
  f->no_action = g_strdup (".attach-pci");
  begin (f, ":1.7", 1001, VMM_ACTION_USE | VMM_ACTION_ATTACH_PCI | VMM_ACTION_SET_LIMITS, TRUE, NULL,
         &outcome);
  end (&outcome, VMM_IPC_ERROR_NOT_AUTHORIZED);
  /* A bit that stands for nothing is not given with the others. */
  begin (f, ":1.7", 1001, VMM_ACTION_USE | 1 << 20, FALSE, NULL, &outcome);
  end (&outcome, VMM_IPC_ERROR_NOT_AUTHORIZED);
  for (guint bit = 0; bit < 10; bit++)
    g_assert_true (g_str_has_prefix (vmm_authority_polkit_get_action_id (1 << bit), VMM_IPC_INTERFACE "."));
  g_assert_null (vmm_authority_polkit_get_action_id (1 << 10));
}

/* C19: an answer that is not one. libpolkit reads what is not there, and that ends the helper (main.c): whatever it would
 * have read is nobody's leave. */
static void
test_nonsense (Fixture *f, gconstpointer data)
{
  Outcome outcome;

  if (g_test_subprocess ())
    {
      f->say = SAY_NONSENSE;
      begin (f, ":1.7", 1001, VMM_ACTION_USE, FALSE, NULL, &outcome);
      service_wait_for (is_true, &outcome.done);
      return;
    }
  /* The name is for the one that is about to be started. */
  g_clear_handle_id (&f->name, g_bus_unown_name);
  g_assert_true (g_dbus_connection_flush_sync (f->polkit, NULL, NULL));
  g_test_trap_subprocess (NULL, TRAP_USEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_assert_false (g_test_trap_reached_timeout ());
}

static gboolean
is_open (gpointer data)
{
  Fixture *f = data;

  return f->open->len > 0;
}

static gboolean
is_cancelled (gpointer data)
{
  return ((Fixture *) data)->n_cancelled > 0;
}

static gboolean
are_two_cancelled (gpointer data)
{
  return ((Fixture *) data)->n_cancelled == 2;
}

/* C19: nobody answers; and then somebody does, twice, too late. */
static void
test_patience (Fixture *f, gconstpointer data)
{
  GDBusMethodInvocation *late;
  Outcome outcome;

  vmm_authority_polkit_set_patience (VMM_AUTHORITY_POLKIT (f->authority), 1);
  f->say = SAY_NOTHING;
  begin (f, ":1.7", 1001, VMM_ACTION_USE, TRUE, NULL, &outcome);
  service_wait_for (is_open, f);
  end (&outcome, VMM_IPC_ERROR_NOT_AUTHORIZED);
  service_wait_for (is_cancelled, f);
  late = g_ptr_array_steal_index (f->open, 0);
  answer_nonsense (f->polkit, g_object_ref (late));
  answer (late, SAY_YES);
  /* Its place is free, and the next question has its own answer. */
  f->say = SAY_NO;
  begin (f, ":1.7", 1001, VMM_ACTION_USE, TRUE, NULL, &outcome);
  end (&outcome, VMM_IPC_ERROR_NOT_AUTHORIZED);
  /* Root does not wait for ever either, and silence is no leave. */
  f->say = SAY_NOTHING;
  begin (f, ":1.8", 0, VMM_ACTION_USE, FALSE, NULL, &outcome);
  end (&outcome, VMM_IPC_ERROR_NOT_AUTHORIZED);
  service_wait_for (are_two_cancelled, f);
}

/* C18 */
static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome;

  f->say = SAY_NOTHING;
  begin (f, ":1.7", 1001, VMM_ACTION_USE, TRUE, cancellable, &outcome);
  service_wait_for (is_open, f);
  g_cancellable_cancel (cancellable);
  end (&outcome, VMM_IPC_ERROR_NOT_AUTHORIZED);
  service_wait_for (is_cancelled, f);
  /* One that is gone before it is asked about. */
  f->say = SAY_YES;
  begin (f, ":1.7", 1001, VMM_ACTION_USE, TRUE, cancellable, &outcome);
  end (&outcome, VMM_IPC_ERROR_NOT_AUTHORIZED);
}

static gboolean
are_three (gpointer data)
{
  return ((Fixture *) data)->open->len == 3;
}

static gboolean
are_all (gpointer data)
{
  return ((Fixture *) data)->open->len == 33;
}

static void
test_prompts (Fixture *f, gconstpointer data)
{
  Outcome open[3], refused, quiet;

  f->say = SAY_NOTHING;
  begin (f, ":1.1", 1001, VMM_ACTION_USE, TRUE, NULL, &open[0]);
  begin (f, ":1.1", 1001, VMM_ACTION_USE, TRUE, NULL, &refused);
  end (&refused, VMM_IPC_ERROR_BUSY);
  begin (f, ":1.2", 1001, VMM_ACTION_USE, TRUE, NULL, &open[1]);
  begin (f, ":1.3", 1001, VMM_ACTION_USE, TRUE, NULL, &refused);
  end (&refused, VMM_IPC_ERROR_BUSY);
  begin (f, ":1.4", 1002, VMM_ACTION_USE, TRUE, NULL, &open[2]);
  service_wait_for (are_three, f);
  /* What nobody would see is not kept away by them. */
  f->say = SAY_YES;
  begin (f, ":1.1", 1001, VMM_ACTION_USE, FALSE, NULL, &quiet);
  end (&quiet, GIVEN);
  for (guint i = 0; i < 3; i++)
    answer (g_ptr_array_index (f->open, i), SAY_YES);
  g_ptr_array_set_size (f->open, 0);
  for (guint i = 0; i < 3; i++)
    end (&open[i], GIVEN);
}

static void
test_questions (Fixture *f, gconstpointer data)
{
  Outcome open[33], refused;

  f->say = SAY_NOTHING;
  for (guint i = 0; i < 32; i++)
    begin (f, ":1.1", 1001, VMM_ACTION_USE, FALSE, NULL, &open[i]);
  begin (f, ":1.2", 1001, VMM_ACTION_USE, FALSE, NULL, &refused);
  end (&refused, VMM_IPC_ERROR_BUSY);
  begin (f, ":1.3", 1002, VMM_ACTION_USE, FALSE, NULL, &open[32]);
  service_wait_for (are_all, f);
  for (guint i = 0; i < 33; i++)
    answer (g_ptr_array_index (f->open, i), SAY_YES);
  g_ptr_array_set_size (f->open, 0);
  for (guint i = 0; i < 33; i++)
    end (&open[i], GIVEN);
}

static void
test_gone (Fixture *f, gconstpointer data)
{
  Outcome outcome;

  f->say = SAY_NOTHING;
  begin (f, ":1.7", 1001, VMM_ACTION_USE, FALSE, NULL, &outcome);
  service_wait_for (is_open, f);
  service_log_expect ("polkit gave no answer*");
  g_dbus_connection_close_sync (f->polkit, NULL, NULL);
  end (&outcome, VMM_IPC_ERROR_NO_AUTHORITY);
  service_log_assert ();
  service_log_expect ("polkit gave no answer*");
  begin (f, ":1.7", 1001, VMM_ACTION_USE, FALSE, NULL, &outcome);
  end (&outcome, VMM_IPC_ERROR_NO_AUTHORITY);
  service_log_assert ();
  begin (f, ":1.8", 0, VMM_ACTION_USE, FALSE, NULL, &outcome);
  end (&outcome, GIVEN);
}

static void
test_rules (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (vmm_authority_get_owner (f->authority), ==, VMM_OWNER_ANY);
  g_assert_true (vmm_authority_admit (f->authority, 1001, NULL));
  g_assert_true (vmm_authority_grants (f->authority, 1001, VMM_ACTION_NONE));
  g_assert_false (vmm_authority_grants (f->authority, 1001, VMM_ACTION_USE));
  g_assert_false (vmm_authority_grants (f->authority, 0, VMM_ACTION_USE));
}

int
main (int argc, char *argv[])
{
  /* For all of them: libpolkit has one connection to the system's bus as long as it lives. */
  g_autoptr (GTestDBus) bus = NULL;

  service_log_init ();
  g_test_init (&argc, &argv, NULL);
  /* One that is started by a test has the bus of that test: a bus of its own would outlive its crash, and hold the pipe
   * that the test reads to the end. */
  if (!g_test_subprocess ())
    {
      bus = g_test_dbus_new (G_TEST_DBUS_NONE);
      g_test_dbus_up (bus);
      g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (bus), TRUE);
    }

#define ADD(name, function) g_test_add ("/authority-polkit/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("answers", test_answers);
  ADD ("every-action", test_every_action);
  ADD ("nonsense", test_nonsense);
  ADD ("patience", test_patience);
  ADD ("cancelled", test_cancelled);
  ADD ("prompts", test_prompts);
  ADD ("questions", test_questions);
  ADD ("gone", test_gone);
  ADD ("rules", test_rules);
  return g_test_run ();
}
