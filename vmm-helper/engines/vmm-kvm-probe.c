/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-kvm-probe-private.h"

#include "vmm-kvm-verdict-cache.h"

#include <errno.h>
#include <fcntl.h>

#include <glib/gstdio.h>

#define DEADLINE 3000

/* The data of the caller's task. */
typedef struct
{
  char *device;
  char *program;
  char *cache_dir;
  gboolean trusted; /* FROND_ACCEL=kvm */
  guint deadline;
  GSubprocess *process;
  GCancellable *stop; /* ends the reading at the deadline or with the caller's cancellable */
  GSource *timer;
  GSource *cancelled;
  gboolean late;
  char answer[VMM_KVM_PROBE_MAX_ANSWER + 1]; /* one byte more, to see that there is too much */
  gsize answer_length;
  VmmKvmVerdict *verdict;
} Probe;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
probe_free (Probe *self)
{
  clear_source (&self->timer);
  clear_source (&self->cancelled);
  g_clear_object (&self->process);
  g_clear_object (&self->stop);
  g_clear_pointer (&self->verdict, vmm_kvm_verdict_free);
  g_free (self->device);
  g_free (self->program);
  g_free (self->cache_dir);
  g_free (self);
}

static void
return_verdict (GTask *task, VmmKvmVerdict *verdict)
{
  g_task_return_pointer (task, verdict, (GDestroyNotify) vmm_kvm_verdict_free);
}

/* Runs FUNC in a worker for the caller's TASK, which it finds as its own task data; DONE goes on with it. */
static void
run_step (GTask *task, GTaskThreadFunc func, GAsyncReadyCallback done)
{
  g_autoptr (GTask) step = g_task_new (NULL, NULL, done, g_object_ref (task));

  g_task_set_source_tag (step, run_step);
  g_task_set_task_data (step, g_object_ref (task), g_object_unref);
  g_task_run_in_thread (step, func);
}

static void
save_in_thread (GTask *step, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Probe *self = g_task_get_task_data (G_TASK (task_data));
  g_autoptr (GError) error = NULL;

  if (!vmm_kvm_verdict_cache_save (self->cache_dir, self->verdict, &error))
    g_info ("Cannot keep the verdict about KVM: %s", error->message);
  g_task_return_boolean (step, TRUE);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Probe *self = g_task_get_task_data (task);

  return_verdict (task, g_steal_pointer (&self->verdict));
}

/* Why there is no answer that makes sense. Such a verdict is not kept: a host that was only busy gets another chance
 * with the next helper. */
static VmmKvmVerdict *
explain (Probe *self)
{
  g_autofree char *detail = NULL;

  if (self->late)
    detail = g_strdup_printf ("no answer within %u ms", self->deadline);
  else if (g_subprocess_get_if_signaled (self->process))
    detail = g_strdup_printf ("the probe ended by signal %d", g_subprocess_get_term_sig (self->process));
  else if (g_subprocess_get_exit_status (self->process) != 0)
    detail = g_strdup_printf ("the probe failed with %d", g_subprocess_get_exit_status (self->process));
  else
    detail = g_strdup ("the probe's answer makes no sense");
  return vmm_kvm_verdict_new (VMM_IPC_ACCEL_REASON_BROKEN, detail);
}

static void
on_exited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Probe *self = g_task_get_task_data (task);

  g_subprocess_wait_finish (self->process, result, NULL);
  clear_source (&self->timer);
  clear_source (&self->cancelled);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (!self->late && g_subprocess_get_successful (self->process))
    self->verdict = vmm_kvm_verdict_parse_answer (self->answer, self->answer_length);
  if (self->verdict == NULL)
    return_verdict (task, explain (self));
  else
    run_step (task, save_in_thread, on_saved);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Probe *self = g_task_get_task_data (task);
  gboolean ended =
      g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &self->answer_length, NULL);

  if (!ended || self->answer_length > VMM_KVM_PROBE_MAX_ANSWER)
    g_subprocess_force_exit (self->process);
  g_subprocess_wait_async (self->process, NULL, on_exited, g_steal_pointer (&task));
}

/* Killing the process is not enough to end the reading: a child of it could hold the pipe open. */
static gboolean
on_deadline (gpointer user_data)
{
  Probe *self = user_data;

  self->late = TRUE;
  g_subprocess_force_exit (self->process);
  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Probe *self = user_data;

  g_subprocess_force_exit (self->process);
  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

static void
watch (GTask *task)
{
  Probe *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->stop = g_cancellable_new ();
  self->timer = g_timeout_source_new (self->deadline);
  g_source_set_callback (self->timer, on_deadline, self, NULL);
  g_source_attach (self->timer, g_task_get_context (task));

  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, g_task_get_context (task));
}

static void
launch (GTask *task)
{
  Probe *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                    &error, self->program, self->device, NULL);
  if (self->process == NULL)
    {
      g_message ("Cannot run the KVM probe: %s", error->message);
      return_verdict (task, vmm_kvm_verdict_new (VMM_IPC_ACCEL_REASON_BROKEN, "the probe cannot be run"));
      return;
    }

  watch (task);
  g_input_stream_read_all_async (g_subprocess_get_stdout_pipe (self->process), self->answer,
                                 sizeof self->answer, G_PRIORITY_DEFAULT, self->stop, on_answer,
                                 g_object_ref (task));
}

/* What is known without running anything, or NULL. */
static VmmKvmVerdict *
look (Probe *self)
{
  g_autofd int fd = open (self->device, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd < 0 && (errno == ENOENT || errno == ENODEV || errno == ENXIO))
    return vmm_kvm_verdict_new (VMM_IPC_ACCEL_REASON_NO_DEVICE, g_strerror (errno));
  if (fd < 0)
    return vmm_kvm_verdict_new (VMM_IPC_ACCEL_REASON_NO_ACCESS, g_strerror (errno));
  if (self->trusted)
    return vmm_kvm_verdict_new (VMM_IPC_ACCEL_REASON_OK, "trusted, not probed: FROND_ACCEL=kvm");
  return vmm_kvm_verdict_cache_load (self->cache_dir);
}

static void
look_in_thread (GTask *step, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Probe *self = g_task_get_task_data (G_TASK (task_data));

  self->verdict = look (self);
  g_task_return_boolean (step, TRUE);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Probe *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->verdict != NULL)
    return_verdict (task, g_steal_pointer (&self->verdict));
  else
    launch (task);
}

void
vmm_kvm_probe_with_setup_async (const VmmKvmProbeSetup *setup, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Probe *self = g_new0 (Probe, 1);

  g_task_set_source_tag (task, vmm_kvm_probe_async);
  self->device = g_strdup (setup->device);
  self->program = g_strdup (setup->program);
  self->cache_dir = g_strdup (setup->cache_dir);
  self->deadline = setup->deadline;
  self->trusted = g_strcmp0 (setup->accel, VMM_IPC_ACCEL_KVM) == 0;
  g_task_set_task_data (task, self, (GDestroyNotify) probe_free);

  if (g_strcmp0 (setup->accel, VMM_IPC_ACCEL_SOFTWARE) == 0)
    return_verdict (task, vmm_kvm_verdict_new (VMM_IPC_ACCEL_REASON_FORCED, "FROND_ACCEL=software"));
  else if (setup->program == NULL)
    return_verdict (task, vmm_kvm_verdict_new (VMM_IPC_ACCEL_REASON_UNSUPPORTED,
                                               "there is no probe for this processor"));
  else
    run_step (task, look_in_thread, on_looked);
}

void
vmm_kvm_probe_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  const char *program = g_getenv ("FROND_KVM_PROBE");
  g_autofree char *cache_dir = g_build_filename (g_get_user_runtime_dir (), "frond", NULL);
  VmmKvmProbeSetup setup = {
    .device = "/dev/kvm", .cache_dir = cache_dir, .accel = g_getenv ("FROND_ACCEL"), .deadline = DEADLINE
  };

#ifdef __x86_64__
  setup.program = program != NULL ? program : VMM_KVM_PROBE_PROGRAM;
#else
  setup.program = program;
#endif
  vmm_kvm_probe_with_setup_async (&setup, cancellable, callback, user_data);
}

VmmKvmVerdict *
vmm_kvm_probe_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vmm_kvm_probe_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
