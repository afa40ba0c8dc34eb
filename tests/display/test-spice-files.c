/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that a real SPICE session sends to a double of the guest's agent. */

#include "bench-opener.h"
#include "frond-error.h"
#include "frond-spice-session.h"
#include "synth-client.h"
#include "test-wait.h"

#include <glib/gstdio.h>
#include <spice/vd_agent.h>

#define CAPS_PLAIN    (1u << VD_AGENT_CAP_FILE_XFER_DETAILED_ERRORS)
#define CAPS_DISABLED (1u << VD_AGENT_CAP_FILE_XFER_DISABLED)
#define LARGE         (8 * 1024 * 1024)

typedef struct
{
  SynthClient *server;
  FrondSession *session;
  FrondFileTransfers *files;
  GListStore *chosen;
  char *dir;
} Fixture;

/* The library complains of agents that misbehave, which is what some of these do, even in assertions. */
static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0 && g_strcmp0 (domain, "GSpice") != 0)
    g_error ("%s: %s", domain, message);
  g_test_message ("%s: %s", domain, message);
}

static void
set_agent (Fixture *f, guint caps)
{
  synth_client_do (f->server, "agent 0");
  wait_until (!frond_session_get_agent_connected (f->session));
  if (caps == 0)
    return;
  synth_client_do (f->server, "agent-caps %x", caps);
  synth_client_do (f->server, "agent 1");
  wait_until (frond_session_get_agent_connected (f->session));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (FrondDisplayOpener) opener = NULL;
  g_autoptr (GError) error = NULL;

  g_log_set_default_handler (on_log, NULL);
  f->dir = g_dir_make_tmp ("frond-spice-files-XXXXXX", &error);
  g_assert_no_error (error);
  f->chosen = g_list_store_new (G_TYPE_FILE);
  f->server = synth_client_new (64, 48);
  opener = bench_opener_new (synth_client_get_path (f->server));
  f->session = frond_spice_session_new (opener);
  f->files = frond_session_get_files (f->session);
  frond_session_connect (f->session);
  wait_until (frond_session_get_state (f->session) == FROND_SESSION_CONNECTED);
  set_agent (f, CAPS_PLAIN);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);
  const char *name;

  g_object_add_weak_pointer (G_OBJECT (f->session), (gpointer *) &f->session);
  g_object_unref (f->session);
  wait_until (f->session == NULL);
  synth_client_free (f->server);
  g_clear_object (&f->chosen);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (f->dir);
  g_free (f->dir);
}

/* Chooses a file of SIZE bytes; returns what the agent says of it when it has all. (transfer full) */
static char *
choose (Fixture *f, gsize size)
{
  g_autofree char *name = g_strdup_printf ("file %zu €.bin", size);
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  g_autofree char *text = g_malloc (size + 1);
  g_autofree char *sum = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);

  for (gsize i = 0; i < size; i++)
    text[i] = (char) (i * 31 + size + i / 251);
  g_assert_true (g_file_set_contents (path, text, (gssize) size, NULL));
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) text, size);
  g_list_store_append (f->chosen, file);
  return g_strdup_printf ("agent file-end %s %zu %s", name, size, sum);
}

static void
send (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  frond_file_transfers_send (f->files, G_LIST_MODEL (f->chosen), &error);
  g_assert_no_error (error);
  g_list_store_remove_all (f->chosen);
}

/* Borrowed. */
static FrondFileTransfer *
nth (Fixture *f, guint n)
{
  g_autoptr (FrondFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (f->files), n);

  return transfer;
}

static void
wait_over (Fixture *f)
{
  wait_until (frond_file_transfers_get_n_active (f->files) == 0);
}

static void
test_sent (Fixture *f, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 65535, 65536, 65537, LARGE };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_ptr_array_add (lines, choose (f, sizes[i]));
  send (f);
  wait_over (f);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_assert_cmpint (frond_file_transfer_get_state (nth (f, i)), ==, FROND_FILE_SENT);
      g_assert_cmpuint (frond_file_transfer_get_done (nth (f, i)), ==, sizes[i]);
      wait_until (synth_client_saw (f->server, g_ptr_array_index (lines, i)));
    }
}

static void
test_answers (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint result;
    FrondError code;
  } answers[] = {
    { VD_AGENT_FILE_XFER_STATUS_CANCELLED, FROND_ERROR_FILES_GUEST_ENDED },
    { VD_AGENT_FILE_XFER_STATUS_ERROR, FROND_ERROR_FILES_GUEST },
    { VD_AGENT_FILE_XFER_STATUS_NOT_ENOUGH_SPACE, FROND_ERROR_FILES_GUEST_FULL },
    { VD_AGENT_FILE_XFER_STATUS_SESSION_LOCKED, FROND_ERROR_FILES_LOCKED },
    { VD_AGENT_FILE_XFER_STATUS_VDAGENT_NOT_CONNECTED, FROND_ERROR_FILES_NO_SESSION },
    { VD_AGENT_FILE_XFER_STATUS_DISABLED, FROND_ERROR_FILES_REFUSED },
    { 4000000000, FROND_ERROR_FILES_GUEST },
  };

  synth_client_do (f->server, "agent-file-answer -1");
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *line = choose (f, 10);

      synth_client_forget (f->server);
      send (f);
      wait_until (synth_client_count (f->server, "agent file ") == 1);
      g_assert_cmpint (frond_file_transfer_get_state (nth (f, 0)), ==, FROND_FILE_WAITING);
      synth_client_do (f->server, "agent-file-say %u", answers[i].result);
      wait_over (f);
      g_assert_error (frond_file_transfer_get_error (nth (f, 0)), FROND_ERROR, (int) answers[i].code);
      g_assert_false (synth_client_saw (f->server, line));
    }
}

/* The amount of room is in the library's words then. */
static void
test_full (Fixture *f, gconstpointer data)
{
  g_autofree char *line = choose (f, 10);

  synth_client_do (f->server, "agent-file-answer -1");
  send (f);
  wait_until (synth_client_count (f->server, "agent file ") == 1);
  synth_client_do (f->server, "agent-file-full 5");
  wait_over (f);
  g_assert_error (frond_file_transfer_get_error (nth (f, 0)), FROND_ERROR, FROND_ERROR_FILES_GUEST_FULL);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = choose (f, 10);

  set_agent (f, 0);
  g_assert_false (frond_file_transfers_send (f->files, G_LIST_MODEL (f->chosen), &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_FILES_NO_AGENT);
  g_clear_error (&error);

  set_agent (f, CAPS_DISABLED);
  wait_until (!frond_file_transfers_check (f->files, NULL));
  g_assert_false (frond_file_transfers_send (f->files, G_LIST_MODEL (f->chosen), &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_FILES_REFUSED);
  g_clear_error (&error);

  frond_session_disconnect (f->session);
  g_assert_false (frond_file_transfers_send (f->files, G_LIST_MODEL (f->chosen), &error));
  g_assert_error (error, FROND_ERROR, FROND_ERROR_FILES_NO_AGENT);
}

/* Starts a large file, and stops the guest's agent where it has some of it. */
static void
send_half (Fixture *f)
{
  g_autofree char *line = choose (f, LARGE);

  send (f);
  wait_until (frond_file_transfer_get_done (nth (f, 0)) > 0);
  synth_client_do (f->server, "agent-stall 1");
}

/* The guest has to be told, or it keeps the half. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *line = NULL;

  send_half (f);
  frond_file_transfer_cancel (nth (f, 0));
  g_assert_cmpint (frond_file_transfer_get_state (nth (f, 0)), ==, FROND_FILE_CANCELLED);
  g_assert_cmpuint (frond_file_transfers_get_n_active (f->files), ==, 0);
  synth_client_do (f->server, "agent-stall 0");
  wait_until (synth_client_saw (f->server, "agent file-status 1"));
  g_assert_cmpuint (synth_client_count (f->server, "agent file-end"), ==, 0);

  /* The next one has the line for itself. */
  line = choose (f, 1000);
  send (f);
  wait_over (f);
  wait_until (synth_client_saw (f->server, line));
}

/* It has announced the file, and the agent thinks about it for ever. */
static void
test_cancel_unanswered (Fixture *f, gconstpointer data)
{
  g_autofree char *line = choose (f, 10);

  synth_client_do (f->server, "agent-file-answer -1");
  send (f);
  wait_until (synth_client_count (f->server, "agent file ") == 1);
  frond_file_transfers_cancel_all (f->files);
  g_assert_cmpuint (frond_file_transfers_get_n_active (f->files), ==, 0);
  synth_client_do (f->server, "agent-file-say 0");
  wait_until (synth_client_saw (f->server, "agent file-status 1"));
  g_assert_cmpint (frond_file_transfer_get_state (nth (f, 0)), ==, FROND_FILE_CANCELLED);
}

static void
test_lost (Fixture *f, gconstpointer data)
{
  const guint how = GPOINTER_TO_UINT (data);

  send_half (f);
  if (how == 0)
    synth_client_do (f->server, "agent 0");
  else if (how == 1)
    frond_session_disconnect (f->session);
  else
    synth_client_kill (f->server);
  wait_over (f);
  g_assert_error (frond_file_transfer_get_error (nth (f, 0)), FROND_ERROR, FROND_ERROR_FILES_LOST);
}

/* An agent that answers out of turn ends a file at most. */
static void
test_hostile (Fixture *f, gconstpointer data)
{
  g_autofree char *first = choose (f, 10), *second = NULL;

  synth_client_do (f->server, "agent-file-answer -1");
  for (guint i = 0; i < 50; i++)
    synth_client_do (f->server, "agent-file-say-of %u %u", i * 1000003, i % 9);
  send (f);
  wait_until (synth_client_count (f->server, "agent file ") == 1);
  for (guint i = 0; i < 5; i++)
    synth_client_do (f->server, "agent-file-say 0");
  synth_client_do (f->server, "agent-file-say 3");
  synth_client_do (f->server, "agent-file-say 3");
  synth_client_do (f->server, "agent-file-say 4");
  wait_over (f);

  /* Done before it was sent. */
  synth_client_do (f->server, "agent-file-answer 3");
  second = choose (f, LARGE);
  send (f);
  wait_over (f);
  g_assert_cmpint (frond_session_get_state (f->session), ==, FROND_SESSION_CONNECTED);
}

#define TEST(name, data, func)                                                                               \
  g_test_add ("/display/spice-files/" name, Fixture, GUINT_TO_POINTER (data), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* on_log decides. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR);

  TEST ("sent", 0, test_sent);
  TEST ("answers", 0, test_answers);
  TEST ("full", 0, test_full);
  TEST ("refused", 0, test_refused);
  TEST ("cancel", 0, test_cancel);
  TEST ("cancel-unanswered", 0, test_cancel_unanswered);
  TEST ("lost/agent", 0, test_lost);
  TEST ("lost/disconnected", 1, test_lost);
  TEST ("lost/server", 2, test_lost);
  TEST ("hostile", 0, test_hostile);

  return g_test_run ();
}
