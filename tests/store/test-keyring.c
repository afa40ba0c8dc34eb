/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-keyring.h"

#include "frond-secret.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define FIRST  "11111111-2222-4333-8444-555555555555"
#define SECOND "11111111-2222-4333-8444-666666666666"

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
store (const char *uuid, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int fd = frond_secret_seal (text, &error);

  g_assert_no_error (error);
  frond_keyring_store_async (uuid, "Näme", fd, NULL, on_done, &result);
  g_assert_true (frond_keyring_store_finish (wait_for (&result), &error));
  g_assert_no_error (error);
}

static void
check (const char *uuid, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char text[FROND_SECRET_MAX + 1] = "";
  g_autofd int fd = -1;

  frond_keyring_lookup_async (uuid, NULL, on_done, &result);
  fd = frond_keyring_lookup_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_true ((fd >= 0) == (expected != NULL));
  if (expected == NULL)
    return;
  g_assert_true (frond_secret_read (fd, text, sizeof text));
  g_assert_cmpstr (text, ==, expected);
}

static void
forget (const char *uuid)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  frond_keyring_clear_async (uuid, NULL, on_done, &result);
  g_assert_true (frond_keyring_clear_finish (wait_for (&result), &error));
  g_assert_no_error (error);
}

static void
test_life (void)
{
  check (FIRST, NULL);
  store (FIRST, "a first passphrase, ü");
  store (SECOND, "of another machine");
  check (FIRST, "a first passphrase, ü");
  store (FIRST, "a second passphrase");
  check (FIRST, "a second passphrase");
  forget (FIRST);
  check (FIRST, NULL);
  check (SECOND, "of another machine");
  forget (FIRST);
}

static void
test_seal (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *long_text = g_strnfill (FROND_SECRET_MAX + 1, 'x');
  g_autofd int fd = -1;

  g_assert_cmpint (frond_secret_seal ("", NULL), ==, -1);
  g_assert_cmpint (frond_secret_seal (long_text, NULL), ==, -1);
  fd = frond_secret_seal ("text", &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (fd, "more", 4), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/life", test_life);
  g_test_add_func ("/keyring/seal", test_seal);
  return g_test_run ();
}
