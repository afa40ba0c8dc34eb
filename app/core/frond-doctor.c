/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-doctor.h"

#include "frond-error.h"
#include "frond-host-capabilities.h"
#include "frond-machine-host.h"

struct _FrondDoctor
{
  GObject parent_instance;

  FrondMachineHost *host;
  FrondMachineHost *service; /* or NULL */
  GPtrArray *checks;
  GCancellable *cancellable;
  gboolean asked; /* at least once */
  gboolean checking;
  gboolean again; /* the host has changed under a look */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondDoctor, frond_doctor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_CHECKING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint checked_signal;

static GType
get_item_type (GListModel *list)
{
  return FROND_TYPE_CHECK;
}

static guint
get_n_items (GListModel *list)
{
  return FROND_DOCTOR (list)->checks->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  FrondDoctor *self = FROND_DOCTOR (list);

  return position < self->checks->len ? g_object_ref (g_ptr_array_index (self->checks, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
frond_doctor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, FROND_DOCTOR (object)->checking);
}

static void
frond_doctor_dispose (GObject *object)
{
  FrondDoctor *self = FROND_DOCTOR (object);

  g_cancellable_cancel (self->cancellable);
  if (self->host != NULL)
    g_signal_handlers_disconnect_by_data (self->host, self);
  if (self->service != NULL)
    g_signal_handlers_disconnect_by_data (self->service, self);
  g_clear_object (&self->host);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (frond_doctor_parent_class)->dispose (object);
}

static void
frond_doctor_finalize (GObject *object)
{
  FrondDoctor *self = FROND_DOCTOR (object);

  g_ptr_array_unref (self->checks);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (frond_doctor_parent_class)->finalize (object);
}

static void
frond_doctor_class_init (FrondDoctorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = frond_doctor_get_property;
  object_class->dispose = frond_doctor_dispose;
  object_class->finalize = frond_doctor_finalize;
  properties[PROP_CHECKING] =
      g_param_spec_boolean ("checking", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  checked_signal = g_signal_new ("checked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
frond_doctor_init (FrondDoctor *self)
{
  self->checks = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

static void
host_changed_cb (FrondDoctor *self)
{
  if (self->checking)
    self->again = TRUE;
  else if (self->asked)
    frond_doctor_check (self);
}

FrondDoctor *
frond_doctor_new (FrondMachineHost *host)
{
  FrondDoctor *self = g_object_new (FROND_TYPE_DOCTOR, NULL);

  g_set_object (&self->host, host);
  g_signal_connect_swapped (host, "notify::state", G_CALLBACK (host_changed_cb), self);
  g_signal_connect_swapped (host, "notify::capabilities", G_CALLBACK (host_changed_cb), self);
  return self;
}

void
frond_doctor_set_service (FrondDoctor *self, FrondMachineHost *service)
{
  g_return_if_fail (FROND_IS_DOCTOR (self));
  g_return_if_fail (self->service == NULL);

  if (g_set_object (&self->service, service))
    g_signal_connect_swapped (service, "notify::state", G_CALLBACK (host_changed_cb), self);
}

static FrondCheck *
check_service (FrondMachineHost *service)
{
  g_autoptr (GError) error = frond_machine_host_dup_error (service);
  const char *detail = error != NULL ? error->message : NULL;

  switch (frond_machine_host_get_state (service))
    {
    case FROND_HOST_READY:
      return frond_check_new ("service", FROND_CHECK_OK, "ok", NULL);
    case FROND_HOST_CONNECTING:
      return frond_check_new ("service", FROND_CHECK_UNKNOWN, "unknown", NULL);
    case FROND_HOST_UNAVAILABLE:
    default:
      break;
    }
  /* Everything but what it is for works without. */
  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_HELPER_MISSING))
    return frond_check_new ("service", FROND_CHECK_NOTE, "not-installed", detail);
  if (g_error_matches (error, FROND_ERROR, FROND_ERROR_HELPER_OLD))
    return frond_check_new ("service", FROND_CHECK_WARNING, "too-old", detail);
  return frond_check_new ("service", FROND_CHECK_WARNING, "silent", detail);
}

static void
diagnosed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FrondDoctor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks =
      frond_machine_host_diagnose_finish (FROND_MACHINE_HOST (source), result, &error);
  guint n_before = self->checks->len;

  if (frond_error_is_cancelled (error))
    return;
  if (checks == NULL)
    {
      checks = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (checks, frond_check_new ("helper", FROND_CHECK_PROBLEM, "silent", error->message));
    }

  if (self->service != NULL)
    g_ptr_array_add (checks, check_service (self->service));
  g_ptr_array_unref (self->checks);
  self->checks = g_steal_pointer (&checks);
  self->checking = FALSE;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->checks->len);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKING]);
  g_signal_emit (self, checked_signal, 0);
  if (self->again)
    frond_doctor_check (self);
}

void
frond_doctor_check (FrondDoctor *self)
{
  g_return_if_fail (FROND_IS_DOCTOR (self));

  if (self->checking)
    return;

  self->asked = TRUE;
  self->again = FALSE;
  self->checking = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKING]);
  frond_machine_host_diagnose_async (self->host, self->cancellable, diagnosed_cb, g_object_ref (self));
}

gboolean
frond_doctor_get_checking (FrondDoctor *self)
{
  g_return_val_if_fail (FROND_IS_DOCTOR (self), FALSE);

  return self->checking;
}

gboolean
frond_doctor_get_settled (FrondDoctor *self)
{
  g_autoptr (FrondHostCapabilities) capabilities = NULL;

  g_return_val_if_fail (FROND_IS_DOCTOR (self), FALSE);

  if (self->checks->len == 0 || self->checking)
    return FALSE;
  if (self->service != NULL && frond_machine_host_get_state (self->service) == FROND_HOST_CONNECTING)
    return FALSE;
  if (frond_machine_host_get_state (self->host) == FROND_HOST_UNAVAILABLE)
    return TRUE;

  capabilities = frond_machine_host_dup_capabilities (self->host);
  return capabilities != NULL &&
         (capabilities->backend || g_strcmp0 (capabilities->backend_error, "none") != 0) &&
         g_strcmp0 (capabilities->accel_reason, "pending") != 0;
}

FrondVerdict
frond_doctor_get_verdict (FrondDoctor *self)
{
  FrondCheckState worst = FROND_CHECK_OK;

  g_return_val_if_fail (FROND_IS_DOCTOR (self), FROND_VERDICT_READY);

  for (guint i = 0; i < self->checks->len; i++)
    worst = MAX (worst, frond_check_get_state (g_ptr_array_index (self->checks, i)));

  return worst == FROND_CHECK_PROBLEM   ? FROND_VERDICT_UNABLE
         : worst == FROND_CHECK_WARNING ? FROND_VERDICT_LIMITED
                                        : FROND_VERDICT_READY;
}

static void
append_string (GString *json, const char *name, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_printf (json, "\"%s\": \"", name);
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (json, "\\%c", *p);
      else if ((guchar) *p < 0x20 || *p == 0x7f)
        g_string_append_printf (json, "\\u%04x", (guint) (guchar) *p);
      else
        g_string_append_c (json, *p);
    }
  g_string_append_c (json, '"');
}

static void
append_check (GString *json, FrondCheck *check)
{
  g_string_append (json, "    { ");
  append_string (json, "id", frond_check_get_id (check));
  g_string_append (json, ", ");
  append_string (json, "state", frond_check_state_to_token (frond_check_get_state (check)));
  g_string_append (json, ", ");
  append_string (json, "reason", frond_check_get_reason (check));
  g_string_append (json, ", ");
  append_string (json, "detail", frond_check_get_detail (check));
  if (frond_check_get_total (check) > 0)
    g_string_append_printf (json, ", \"free\": %" G_GUINT64_FORMAT ", \"total\": %" G_GUINT64_FORMAT,
                            frond_check_get_free (check), frond_check_get_total (check));
  g_string_append (json, " }");
}

char *
frond_doctor_to_json (FrondDoctor *self)
{
  static const char *const verdicts[] = {
    [FROND_VERDICT_READY] = "ready",
    [FROND_VERDICT_LIMITED] = "limited",
    [FROND_VERDICT_UNABLE] = "unable",
  };
  GString *json = g_string_new ("{\n  \"version\": 1,\n  ");

  g_return_val_if_fail (FROND_IS_DOCTOR (self), NULL);

  append_string (json, "verdict", verdicts[frond_doctor_get_verdict (self)]);
  g_string_append (json, ",\n  \"checks\": [");
  for (guint i = 0; i < self->checks->len; i++)
    {
      g_string_append (json, i > 0 ? ",\n" : "\n");
      append_check (json, g_ptr_array_index (self->checks, i));
    }
  g_string_append (json, "\n  ]\n}\n");
  return g_string_free_and_steal (json);
}
