/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <stdlib.h>

/* Runs the main context until CONDITION holds; fails the test when that takes too long. */
#define wait_until(condition) wait_until_within (test_wait_patience (), condition)

#define wait_until_within(msec, condition)                                                                   \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gboolean wait_late = FALSE;                                                                              \
    guint wait_id = g_timeout_add (msec, test_wait_late, &wait_late);                                        \
                                                                                                             \
    while (!(condition) && !wait_late)                                                                       \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    if (wait_late)                                                                                           \
      g_error ("%s:%d: never: %s", __FILE__, __LINE__, #condition);                                          \
    g_source_remove (wait_id);                                                                               \
  }                                                                                                          \
  G_STMT_END

/* Milliseconds; FROND_TEST_PATIENCE says how many times slower than here the tests run, in a guest under emulation. */
static inline guint
test_wait_patience (void)
{
  const char *times = g_getenv ("FROND_TEST_PATIENCE");

  return 60000 * (times != NULL ? CLAMP (atoi (times), 1, 100) : 1);
}

static inline gboolean
test_wait_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main context for MS: for what must not happen. */
static inline void
test_wait_ms (guint ms)
{
  gboolean late = FALSE;

  g_timeout_add (ms, test_wait_late, &late);
  while (!late)
    g_main_context_iteration (NULL, TRUE);
}
