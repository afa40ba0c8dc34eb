/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-guest-clipboard.h"

#include "frond-error.h"

/* How much a guest may take of one offer, counted in the largest size there is: it can paste a lot, but one that asks
 * without reading the answers does not have us keep them all. An empty answer counts, too. */
#define MAX_ANSWERS_PER_OFFER 4
#define ANSWER_OVERHEAD       1024

typedef struct
{
  FrondClipboardKinds to_guest;
  FrondClipboardKinds from_guest;
  guint64 answered; /* bytes of the offer to the guest */
} Side;

typedef struct
{
  Side sides[FROND_N_SELECTIONS];
  FrondClipboardPolicy policy;
  gsize max_size;
  gboolean available;
} FrondGuestClipboardPrivate;

enum
{
  PROP_0,
  PROP_AVAILABLE,
  PROP_POLICY,
  PROP_MAX_SIZE,
  N_PROPS
};

enum
{
  SIGNAL_OFFERED,
  SIGNAL_REQUESTED,
  SIGNAL_REFUSED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FrondGuestClipboard, frond_guest_clipboard, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (FrondSelection, frond_selection,
                    G_DEFINE_ENUM_VALUE (FROND_SELECTION_CLIPBOARD, "clipboard"),
                    G_DEFINE_ENUM_VALUE (FROND_SELECTION_PRIMARY, "primary"))

static FrondGuestClipboardPrivate *
get_priv (FrondGuestClipboard *self)
{
  return frond_guest_clipboard_get_instance_private (self);
}

static gboolean
allows_in (FrondClipboardPolicy policy)
{
  return policy == FROND_CLIPBOARD_IN || policy == FROND_CLIPBOARD_BOTH;
}

static gboolean
allows_out (FrondClipboardPolicy policy)
{
  return policy == FROND_CLIPBOARD_OUT || policy == FROND_CLIPBOARD_BOTH;
}

static void
frond_guest_clipboard_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondGuestClipboardPrivate *priv = get_priv (FROND_GUEST_CLIPBOARD (object));

  switch (id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, priv->available);
      break;
    case PROP_POLICY:
      g_value_set_enum (value, priv->policy);
      break;
    case PROP_MAX_SIZE:
      g_value_set_uint (value, (guint) priv->max_size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_guest_clipboard_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FrondGuestClipboard *self = FROND_GUEST_CLIPBOARD (object);

  switch (id)
    {
    case PROP_POLICY:
      frond_guest_clipboard_set_policy (self, g_value_get_enum (value));
      break;
    case PROP_MAX_SIZE:
      frond_guest_clipboard_set_max_size (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_signals (void)
{
  signals[SIGNAL_OFFERED] =
      g_signal_new ("offered", FROND_TYPE_GUEST_CLIPBOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, FROND_TYPE_SELECTION, FROND_TYPE_CLIPBOARD_KINDS);
  signals[SIGNAL_REQUESTED] =
      g_signal_new ("requested", FROND_TYPE_GUEST_CLIPBOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, FROND_TYPE_SELECTION, FROND_TYPE_CLIPBOARD_KINDS);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", FROND_TYPE_GUEST_CLIPBOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
frond_guest_clipboard_class_init (FrondGuestClipboardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = frond_guest_clipboard_get_property;
  object_class->set_property = frond_guest_clipboard_set_property;

  props[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  props[PROP_POLICY] = g_param_spec_enum ("policy", NULL, NULL, FROND_TYPE_CLIPBOARD_POLICY,
                                          FROND_CLIPBOARD_OFF, G_PARAM_READWRITE | flags);
  props[PROP_MAX_SIZE] = g_param_spec_uint ("max-size", NULL, NULL, 1, FROND_GUEST_CLIPBOARD_MAX_SIZE,
                                            FROND_GUEST_CLIPBOARD_MAX_SIZE, G_PARAM_READWRITE | flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  install_signals ();
}

static void
frond_guest_clipboard_init (FrondGuestClipboard *self)
{
  get_priv (self)->max_size = FROND_GUEST_CLIPBOARD_MAX_SIZE;
}

gboolean
frond_guest_clipboard_get_available (FrondGuestClipboard *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_CLIPBOARD (self), FALSE);

  return get_priv (self)->available;
}

FrondClipboardPolicy
frond_guest_clipboard_get_policy (FrondGuestClipboard *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_CLIPBOARD (self), FROND_CLIPBOARD_OFF);

  return get_priv (self)->policy;
}

/* The guest has nothing (any more) that the host may have. */
static void
forget_from_guest (FrondGuestClipboard *self)
{
  FrondGuestClipboardPrivate *priv = get_priv (self);

  FROND_GUEST_CLIPBOARD_GET_CLASS (self)->drop_requests (self);
  for (guint i = 0; i < FROND_N_SELECTIONS; i++)
    {
      if (priv->sides[i].from_guest == 0)
        continue;
      priv->sides[i].from_guest = 0;
      g_signal_emit (self, signals[SIGNAL_OFFERED], 0, i, 0);
    }
}

void
frond_guest_clipboard_set_policy (FrondGuestClipboard *self, FrondClipboardPolicy policy)
{
  FrondGuestClipboardPrivate *priv = get_priv (self);
  FrondClipboardPolicy old = priv->policy;

  g_return_if_fail (FROND_IS_GUEST_CLIPBOARD (self));

  if (policy == old)
    return;
  if (!allows_in (policy))
    for (guint i = 0; i < FROND_N_SELECTIONS; i++)
      frond_guest_clipboard_offer (self, i, 0);
  priv->policy = policy;
  if (!allows_out (policy))
    forget_from_guest (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POLICY]);
}

gsize
frond_guest_clipboard_get_max_size (FrondGuestClipboard *self)
{
  g_return_val_if_fail (FROND_IS_GUEST_CLIPBOARD (self), 0);

  return get_priv (self)->max_size;
}

void
frond_guest_clipboard_set_max_size (FrondGuestClipboard *self, gsize max_size)
{
  g_return_if_fail (FROND_IS_GUEST_CLIPBOARD (self));
  g_return_if_fail (max_size > 0 && max_size <= FROND_GUEST_CLIPBOARD_MAX_SIZE);

  if (get_priv (self)->max_size == max_size)
    return;
  get_priv (self)->max_size = max_size;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_SIZE]);
}

void
frond_guest_clipboard_offer (FrondGuestClipboard *self, FrondSelection selection, FrondClipboardKinds kinds)
{
  FrondGuestClipboardPrivate *priv = get_priv (self);
  Side *side = &priv->sides[selection];

  g_return_if_fail (FROND_IS_GUEST_CLIPBOARD (self));
  g_return_if_fail (selection < FROND_N_SELECTIONS);

  if (!priv->available || !allows_in (priv->policy) || (kinds == 0 && side->to_guest == 0))
    return;
  side->to_guest = kinds;
  side->answered = 0;
  if (kinds != 0)
    side->from_guest = 0;
  FROND_GUEST_CLIPBOARD_GET_CLASS (self)->offer (self, selection, kinds);
}

FrondClipboardKinds
frond_guest_clipboard_get_offered (FrondGuestClipboard *self, FrondSelection selection)
{
  g_return_val_if_fail (FROND_IS_GUEST_CLIPBOARD (self), 0);

  return get_priv (self)->sides[selection].to_guest;
}

void
frond_guest_clipboard_answer (FrondGuestClipboard *self, FrondSelection selection, FrondClipboardKinds kind,
                              GBytes *data)
{
  FrondGuestClipboardPrivate *priv = get_priv (self);
  Side *side = &priv->sides[selection];

  g_return_if_fail (FROND_IS_GUEST_CLIPBOARD (self));

  /* What was taken back needs no answer. */
  if (!priv->available || !allows_in (priv->policy) || side->to_guest == 0)
    return;
  if (data != NULL && ((side->to_guest & kind) == 0 || g_bytes_get_size (data) > priv->max_size))
    data = NULL;
  if (data != NULL)
    side->answered += g_bytes_get_size (data);
  FROND_GUEST_CLIPBOARD_GET_CLASS (self)->answer (self, selection, kind, data);
}

static void
finish_refused (FrondGuestClipboard *self, FrondError code, const char *message, GAsyncReadyCallback callback,
                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;

  frond_set_error (&error, code, NULL, "%s", message);
  g_task_set_source_tag (task, finish_refused);
  g_task_return_error (task, error);
}

void
frond_guest_clipboard_request_async (FrondGuestClipboard *self, FrondSelection selection,
                                     FrondClipboardKinds kind, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  FrondGuestClipboardPrivate *priv = get_priv (self);

  g_return_if_fail (FROND_IS_GUEST_CLIPBOARD (self));

  if (!allows_out (priv->policy))
    finish_refused (self, FROND_ERROR_NOT_AUTHORIZED, "The guest's clipboard may not be read", callback,
                    user_data);
  else if (!priv->available || (priv->sides[selection].from_guest & kind) == 0)
    finish_refused (self, FROND_ERROR_NOT_FOUND, "The guest has nothing of that kind", callback, user_data);
  else
    FROND_GUEST_CLIPBOARD_GET_CLASS (self)->request_async (self, selection, kind, cancellable, callback,
                                                           user_data);
}

GBytes *
frond_guest_clipboard_request_finish (FrondGuestClipboard *self, GAsyncResult *result, GError **error)
{
  if (g_async_result_is_tagged (result, finish_refused))
    return g_task_propagate_pointer (G_TASK (result), error);
  return FROND_GUEST_CLIPBOARD_GET_CLASS (self)->request_finish (self, result, error);
}

void
frond_guest_clipboard_refuse (FrondGuestClipboard *self, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
}

void
frond_guest_clipboard_take_available (FrondGuestClipboard *self, gboolean available)
{
  FrondGuestClipboardPrivate *priv = get_priv (self);

  if (priv->available == available)
    return;
  priv->available = available;
  for (guint i = 0; i < FROND_N_SELECTIONS; i++)
    priv->sides[i].to_guest = 0;
  if (!available)
    forget_from_guest (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AVAILABLE]);
}

/* The guest's own clipboard takes the place of what it was offered, whether or not we want to have it. */
void
frond_guest_clipboard_take_offer (FrondGuestClipboard *self, FrondSelection selection,
                                  FrondClipboardKinds kinds)
{
  FrondGuestClipboardPrivate *priv = get_priv (self);
  Side *side = &priv->sides[selection];

  g_return_if_fail (selection < FROND_N_SELECTIONS);

  if (kinds != 0)
    side->to_guest = 0;
  if (!priv->available || !allows_out (priv->policy) || (kinds == 0 && side->from_guest == 0))
    return;
  side->from_guest = kinds;
  g_signal_emit (self, signals[SIGNAL_OFFERED], 0, selection, kinds);
}

void
frond_guest_clipboard_take_request (FrondGuestClipboard *self, FrondSelection selection,
                                    FrondClipboardKinds kind)
{
  FrondGuestClipboardPrivate *priv = get_priv (self);
  Side *side = &priv->sides[selection];

  g_return_if_fail (selection < FROND_N_SELECTIONS);

  if (!allows_in (priv->policy) || side->to_guest == 0 ||
      side->answered >= MAX_ANSWERS_PER_OFFER * (guint64) priv->max_size)
    return;
  side->answered += ANSWER_OVERHEAD;
  if ((side->to_guest & kind) == 0)
    frond_guest_clipboard_answer (self, selection, kind, NULL);
  else
    g_signal_emit (self, signals[SIGNAL_REQUESTED], 0, selection, kind);
}
