/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-file-transfers.h"

#include "frond-error.h"

#define MAX_AT_ONCE 4

/* Often enough for the eye, seldom enough for a list of hundreds. */
#define PULSE_MSEC 33

typedef struct
{
  GPtrArray *transfers;
  guint next; /* the first one that was not looked at yet */
  guint n_running;
  guint n_active;
  guint pulse_source;
  double fraction;
} FrondFileTransfersPrivate;

enum
{
  PROP_0,
  PROP_N_ACTIVE,
  PROP_FRACTION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (FrondFileTransfers, frond_file_transfers, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (FrondFileTransfers)
                                      G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void pump (FrondFileTransfers *self);

static FrondFileTransfersPrivate *
get_priv (FrondFileTransfers *self)
{
  return frond_file_transfers_get_instance_private (self);
}

static GType
get_item_type (GListModel *model)
{
  return FROND_TYPE_FILE_TRANSFER;
}

static guint
get_n_items (GListModel *model)
{
  return get_priv (FROND_FILE_TRANSFERS (model))->transfers->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *transfers = get_priv (FROND_FILE_TRANSFERS (model))->transfers;

  return position < transfers->len ? g_object_ref (g_ptr_array_index (transfers, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* What failed or was cancelled does not hold the others back; an empty file counts once it is through. */
static double
compute_fraction (FrondFileTransfers *self)
{
  FrondFileTransfersPrivate *priv = get_priv (self);
  double done = 0, total = 0;

  for (guint i = 0; i < priv->transfers->len; i++)
    {
      FrondFileTransfer *transfer = g_ptr_array_index (priv->transfers, i);
      double size = (double) frond_file_transfer_get_total (transfer) + 1;

      total += size;
      done +=
          frond_file_transfer_is_over (transfer) ? size : (double) frond_file_transfer_get_done (transfer);
    }

  return total > 0 ? done / total : 0;
}

static void
flush (FrondFileTransfers *self)
{
  FrondFileTransfersPrivate *priv = get_priv (self);
  double fraction = compute_fraction (self);

  g_clear_handle_id (&priv->pulse_source, g_source_remove);
  for (guint i = 0; i < priv->transfers->len; i++)
    frond_file_transfer_flush (g_ptr_array_index (priv->transfers, i));
  if (fraction != priv->fraction)
    {
      priv->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
    }
}

static gboolean
pulse_cb (gpointer user_data)
{
  FrondFileTransfers *self = user_data;

  get_priv (self)->pulse_source = 0;
  flush (self);
  return G_SOURCE_REMOVE;
}

static void
arm_pulse (FrondFileTransfers *self)
{
  FrondFileTransfersPrivate *priv = get_priv (self);

  if (priv->pulse_source == 0)
    priv->pulse_source = g_timeout_add (PULSE_MSEC, pulse_cb, self);
}

static void
state_changed_cb (FrondFileTransfers *self, GParamSpec *pspec, FrondFileTransfer *transfer)
{
  FrondFileTransfersPrivate *priv = get_priv (self);

  if (!frond_file_transfer_is_over (transfer))
    return;

  g_signal_handlers_disconnect_by_func (transfer, state_changed_cb, self);
  if (g_object_steal_data (G_OBJECT (transfer), "frond-running") != NULL)
    priv->n_running--;
  priv->n_active--;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ACTIVE]);
  if (priv->n_active == 0)
    flush (self);
  else
    arm_pulse (self);
  pump (self);
}

/* What a file system of another system, or the agent's protocol, may not be able to carry. */
static gboolean
is_good_name (const char *name)
{
  if (name == NULL || *name == '\0' || strlen (name) > FROND_FILE_NAME_MAX ||
      !g_utf8_validate (name, -1, NULL))
    return FALSE;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)) || *p == '\\' || *p == '/')
      return FALSE;

  return !g_str_equal (name, ".") && !g_str_equal (name, "..");
}

static gboolean
check_file (GFileInfo *info, GError **error)
{
  const GFileType type = g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_STANDARD_TYPE);

  if (type == G_FILE_TYPE_DIRECTORY)
    frond_set_error (error, FROND_ERROR_FILES_FOLDER, NULL, "It is a folder");
  else if (type != G_FILE_TYPE_REGULAR)
    frond_set_error (error, FROND_ERROR_FILES_SPECIAL, NULL, "It is not a regular file");
  else if (!is_good_name (g_file_info_get_name (info)))
    frond_set_error (error, FROND_ERROR_FILES_NAME, NULL, "Its name is not one for every system");
  else if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ) &&
           !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ))
    frond_set_error (error, FROND_ERROR_FILES_UNREADABLE, NULL, "It cannot be read");
  else
    return TRUE;

  return FALSE;
}

typedef struct
{
  FrondFileTransfers *transfers;
  FrondFileTransfer *transfer;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->transfers);
  g_object_unref (look->transfer);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Look) look = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (frond_file_transfer_is_over (look->transfer))
    return;

  if (info == NULL)
    frond_set_error (&refusal, FROND_ERROR_FILES_UNREADABLE, NULL, "%s", error->message);
  else if (check_file (info, &refusal))
    frond_file_transfers_check (look->transfers, &refusal);

  if (refusal != NULL)
    {
      frond_file_transfer_end (look->transfer, g_steal_pointer (&refusal));
      return;
    }
  frond_file_transfer_set_total (look->transfer,
                                 g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_STANDARD_SIZE));
  FROND_FILE_TRANSFERS_GET_CLASS (look->transfers)->start (look->transfers, look->transfer);
}

static void
run (FrondFileTransfers *self, FrondFileTransfer *transfer)
{
  Look *look = g_new (Look, 1);

  look->transfers = g_object_ref (self);
  look->transfer = g_object_ref (transfer);
  g_object_set_data (G_OBJECT (transfer), "frond-running", self);
  get_priv (self)->n_running++;
  g_file_query_info_async (frond_file_transfer_get_file (transfer),
                           G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE
                                                          "," G_FILE_ATTRIBUTE_STANDARD_NAME
                                                          "," G_FILE_ATTRIBUTE_ACCESS_CAN_READ,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           frond_file_transfer_get_cancellable (transfer), looked_cb, look);
}

static void
pump (FrondFileTransfers *self)
{
  FrondFileTransfersPrivate *priv = get_priv (self);

  while (priv->n_running < MAX_AT_ONCE && priv->next < priv->transfers->len)
    {
      FrondFileTransfer *transfer = g_ptr_array_index (priv->transfers, priv->next++);

      if (!frond_file_transfer_is_over (transfer))
        run (self, transfer);
    }
}

static void
frond_file_transfers_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondFileTransfersPrivate *priv = get_priv (FROND_FILE_TRANSFERS (object));

  switch (id)
    {
    case PROP_N_ACTIVE:
      g_value_set_uint (value, priv->n_active);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, priv->fraction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_file_transfers_dispose (GObject *object)
{
  FrondFileTransfers *self = FROND_FILE_TRANSFERS (object);
  FrondFileTransfersPrivate *priv = get_priv (self);

  for (guint i = 0; i < priv->transfers->len; i++)
    {
      FrondFileTransfer *transfer = g_ptr_array_index (priv->transfers, i);

      g_signal_handlers_disconnect_by_data (transfer, self);
      frond_file_transfer_cancel (transfer);
    }
  g_clear_handle_id (&priv->pulse_source, g_source_remove);
  G_OBJECT_CLASS (frond_file_transfers_parent_class)->dispose (object);
}

static void
frond_file_transfers_finalize (GObject *object)
{
  g_ptr_array_unref (get_priv (FROND_FILE_TRANSFERS (object))->transfers);
  G_OBJECT_CLASS (frond_file_transfers_parent_class)->finalize (object);
}

static void
frond_file_transfers_class_init (FrondFileTransfersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = frond_file_transfers_get_property;
  object_class->dispose = frond_file_transfers_dispose;
  object_class->finalize = frond_file_transfers_finalize;

  props[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
frond_file_transfers_init (FrondFileTransfers *self)
{
  get_priv (self)->transfers = g_ptr_array_new_with_free_func (g_object_unref);
}

gboolean
frond_file_transfers_check (FrondFileTransfers *self, GError **error)
{
  g_return_val_if_fail (FROND_IS_FILE_TRANSFERS (self), FALSE);

  return FROND_FILE_TRANSFERS_GET_CLASS (self)->check (self, error);
}

static void
clear_ended (FrondFileTransfers *self)
{
  FrondFileTransfersPrivate *priv = get_priv (self);
  guint n = priv->transfers->len;

  if (priv->n_active > 0 || n == 0)
    return;
  g_ptr_array_set_size (priv->transfers, 0);
  priv->next = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

gboolean
frond_file_transfers_send (FrondFileTransfers *self, GListModel *files, GError **error)
{
  FrondFileTransfersPrivate *priv = get_priv (self);
  guint n_files = g_list_model_get_n_items (files), position;

  g_return_val_if_fail (FROND_IS_FILE_TRANSFERS (self), FALSE);

  if (!frond_file_transfers_check (self, error))
    return FALSE;
  if (n_files > FROND_FILE_TRANSFERS_MAX - MIN (priv->n_active, FROND_FILE_TRANSFERS_MAX))
    {
      frond_set_error (error, FROND_ERROR_FILES_TOO_MANY, NULL, "%u files at a time, %u are the most",
                       n_files, FROND_FILE_TRANSFERS_MAX);
      return FALSE;
    }

  clear_ended (self);
  position = priv->transfers->len;
  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      FrondFileTransfer *transfer = frond_file_transfer_new (file);

      g_signal_connect_object (transfer, "notify::state", G_CALLBACK (state_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_ptr_array_add (priv->transfers, transfer);
    }
  priv->n_active += n_files;
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n_files);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ACTIVE]);
  flush (self);
  pump (self);
  return TRUE;
}

static gpointer
ref_item (gconstpointer item, gpointer user_data)
{
  return g_object_ref ((gpointer) item);
}

void
frond_file_transfers_fail_all (FrondFileTransfers *self, const GError *error)
{
  FrondFileTransfersPrivate *priv = get_priv (self);
  g_autoptr (GPtrArray) transfers = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_extend (transfers, priv->transfers, ref_item, NULL);
  /* None of those that wait gets its turn meanwhile. */
  priv->next = priv->transfers->len;
  for (guint i = 0; i < transfers->len; i++)
    frond_file_transfer_end (g_ptr_array_index (transfers, i), g_error_copy (error));
}

void
frond_file_transfers_cancel_all (FrondFileTransfers *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  g_return_if_fail (FROND_IS_FILE_TRANSFERS (self));

  frond_file_transfers_fail_all (self, error);
}

guint
frond_file_transfers_get_n_active (FrondFileTransfers *self)
{
  g_return_val_if_fail (FROND_IS_FILE_TRANSFERS (self), 0);

  return get_priv (self)->n_active;
}

double
frond_file_transfers_get_fraction (FrondFileTransfers *self)
{
  g_return_val_if_fail (FROND_IS_FILE_TRANSFERS (self), 0);

  return get_priv (self)->fraction;
}

void
frond_file_transfers_take_progress (FrondFileTransfers *self, FrondFileTransfer *transfer, guint64 done)
{
  frond_file_transfer_set_sending (transfer);
  if (frond_file_transfer_set_done (transfer, done))
    arm_pulse (self);
}
