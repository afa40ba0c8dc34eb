/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "pulse-server.h"

#include "test-wait.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#define RATE    48000
#define SILENCE 500

struct _PulseServer
{
  char *dir;
  char *path;
  GSubprocess *process;
};

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  *(gboolean *) data = TRUE;
}

static void
wait_for_end (GSubprocess *process)
{
  gboolean done = FALSE;

  g_subprocess_wait_async (process, NULL, on_done, &done);
  wait_until (done);
}

typedef struct
{
  gboolean done;
  GBytes *output;
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  g_subprocess_communicate_finish (G_SUBPROCESS (source), result, &answer->output, NULL, NULL);
  answer->done = TRUE;
}

/* What ARGV says on its standard output. (transfer full) */
static GBytes *
ask (const char *const *argv)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_async (process, NULL, NULL, on_answer, &answer);
  wait_until (answer.done);
  return answer.output;
}

static gboolean
answers (void)
{
  const char *const argv[] = { "pactl", "info", NULL };
  g_autoptr (GBytes) output = ask (argv);

  return output != NULL && g_bytes_get_size (output) > 0;
}

void
pulse_server_start (PulseServer *self)
{
  g_autofree char *protocol =
      g_strdup_printf ("--load=module-native-protocol-unix auth-anonymous=1 socket=%s", self->path);
  g_autofree char *microphone =
      g_strdup_printf ("--load=module-sine-source source_name=microphone rate=%d frequency=%d", RATE,
                       PULSE_SERVER_MICROPHONE);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", self->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", self->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", self->dir, TRUE);
  self->process =
      g_subprocess_launcher_spawn (launcher, &error, "pulseaudio", "--daemonize=no", "-n",
                                   "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes",
                                   "--load=module-null-sink sink_name=nowhere rate=48000", microphone,
                                   protocol, NULL);
  g_assert_no_error (error);
  pulse_server_ask_until (answers ());
}

void
pulse_server_kill (PulseServer *self)
{
  g_subprocess_force_exit (self->process);
  wait_for_end (self->process);
  g_clear_object (&self->process);
  g_unlink (self->path);
}

PulseServer *
pulse_server_new (void)
{
  PulseServer *self = g_new0 (PulseServer, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;

  self->dir = g_dir_make_tmp ("frond-pulse-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->dir, "native", NULL);
  address = g_strconcat ("unix:", self->path, NULL);
  g_setenv ("PULSE_SERVER", address, TRUE);
  pulse_server_start (self);
  return self;
}

void
pulse_server_free (PulseServer *self)
{
  const char *const argv[] = { "rm", "-rf", self->dir, NULL };

  pulse_server_kill (self);
  g_bytes_unref (ask (argv));
  g_free (self->dir);
  g_free (self->path);
  g_free (self);
}

guint
pulse_server_listen (PulseServer *self)
{
  const char *const argv[] = {
    "sh",
    "-c",
    "parec -d nowhere.monitor --raw --format=s16le --rate=48000 --channels=1 --latency-msec=20 | head -c "
    "48000",
    NULL,
  };
  g_autoptr (GBytes) output = ask (argv);
  gsize length;
  const gint16 *samples = g_bytes_get_data (output, &length);
  guint n_crossings = 0, n = length / sizeof (gint16);
  gint16 loudest = 0;

  /* The second half: the first may begin before parec does. */
  g_assert_cmpuint (n, ==, RATE / 2);
  for (guint i = n / 2; i < n; i++)
    {
      n_crossings += samples[i - 1] < 0 && samples[i] >= 0;
      loudest = MAX (loudest, samples[i]);
    }
  return loudest > SILENCE ? n_crossings * 4 : 0;
}

gboolean
pulse_server_is_recorded (PulseServer *self)
{
  const char *const argv[] = { "pactl", "list", "short", "source-outputs", NULL };
  g_autoptr (GBytes) output = ask (argv);

  return g_bytes_get_size (output) > 0;
}
