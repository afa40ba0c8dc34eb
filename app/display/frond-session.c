/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-session-private.h"

typedef struct
{
  FrondSessionState state;
  GError *error;
  GListStore *screens;
  FrondFileTransfers *files;
  gboolean agent_connected;
  gboolean inhibit_grab;
  gboolean sound;
  gboolean microphone;
  gboolean recording;
} FrondSessionPrivate;

enum
{
  PROP_0,
  PROP_STATE,
  PROP_ERROR,
  PROP_SCREENS,
  PROP_AGENT_CONNECTED,
  PROP_INHIBIT_GRAB,
  PROP_SOUND,
  PROP_MICROPHONE,
  PROP_RECORDING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FrondSession, frond_session, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (FrondSessionState, frond_session_state, G_DEFINE_ENUM_VALUE (FROND_SESSION_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (FROND_SESSION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (FROND_SESSION_CONNECTED, "connected"),
                    G_DEFINE_ENUM_VALUE (FROND_SESSION_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (FROND_SESSION_LOST, "lost"))

static FrondSessionPrivate *
get_priv (FrondSession *self)
{
  return frond_session_get_instance_private (self);
}

static void
frond_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FrondSessionPrivate *priv = get_priv (FROND_SESSION (object));

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, priv->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, priv->error);
      break;
    case PROP_SCREENS:
      g_value_set_object (value, priv->screens);
      break;
    case PROP_AGENT_CONNECTED:
      g_value_set_boolean (value, priv->agent_connected);
      break;
    case PROP_INHIBIT_GRAB:
      g_value_set_boolean (value, priv->inhibit_grab);
      break;
    case PROP_SOUND:
      g_value_set_boolean (value, priv->sound);
      break;
    case PROP_MICROPHONE:
      g_value_set_boolean (value, priv->microphone);
      break;
    case PROP_RECORDING:
      g_value_set_boolean (value, priv->recording);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FrondSession *self = FROND_SESSION (object);

  switch (id)
    {
    case PROP_SOUND:
      frond_session_set_sound (self, g_value_get_boolean (value));
      break;
    case PROP_MICROPHONE:
      frond_session_set_microphone (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
frond_session_finalize (GObject *object)
{
  FrondSessionPrivate *priv = get_priv (FROND_SESSION (object));

  g_clear_error (&priv->error);
  g_clear_object (&priv->screens);
  g_clear_object (&priv->files);
  G_OBJECT_CLASS (frond_session_parent_class)->finalize (object);
}

static void
frond_session_class_init (FrondSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = frond_session_get_property;
  object_class->set_property = frond_session_set_property;
  object_class->finalize = frond_session_finalize;

  props[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, FROND_TYPE_SESSION_STATE, FROND_SESSION_IDLE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_SCREENS] = g_param_spec_object ("screens", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_AGENT_CONNECTED] = g_param_spec_boolean ("agent-connected", NULL, NULL, FALSE, flags);
  props[PROP_INHIBIT_GRAB] = g_param_spec_boolean ("inhibit-grab", NULL, NULL, FALSE, flags);
  props[PROP_SOUND] = g_param_spec_boolean ("sound", NULL, NULL, TRUE, flags | G_PARAM_WRITABLE);
  props[PROP_MICROPHONE] = g_param_spec_boolean ("microphone", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  props[PROP_RECORDING] = g_param_spec_boolean ("recording", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
frond_session_init (FrondSession *self)
{
  get_priv (self)->screens = g_list_store_new (FROND_TYPE_SCREEN);
  get_priv (self)->sound = TRUE;
}

FrondSessionState
frond_session_get_state (FrondSession *self)
{
  g_return_val_if_fail (FROND_IS_SESSION (self), FROND_SESSION_IDLE);

  return get_priv (self)->state;
}

const GError *
frond_session_get_error (FrondSession *self)
{
  g_return_val_if_fail (FROND_IS_SESSION (self), NULL);

  return get_priv (self)->error;
}

GListModel *
frond_session_get_screens (FrondSession *self)
{
  g_return_val_if_fail (FROND_IS_SESSION (self), NULL);

  return G_LIST_MODEL (get_priv (self)->screens);
}

FrondFileTransfers *
frond_session_get_files (FrondSession *self)
{
  g_return_val_if_fail (FROND_IS_SESSION (self), NULL);

  return get_priv (self)->files;
}

gboolean
frond_session_get_agent_connected (FrondSession *self)
{
  g_return_val_if_fail (FROND_IS_SESSION (self), FALSE);

  return get_priv (self)->agent_connected;
}

FrondUsb *
frond_session_get_usb (FrondSession *self)
{
  FrondSessionClass *klass;

  g_return_val_if_fail (FROND_IS_SESSION (self), NULL);

  klass = FROND_SESSION_GET_CLASS (self);
  return klass->get_usb != NULL ? klass->get_usb (self) : NULL;
}

static void
set_flag (FrondSession *self, gboolean *flag, gboolean value, guint prop)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
frond_session_set_sound (FrondSession *self, gboolean sound)
{
  g_return_if_fail (FROND_IS_SESSION (self));

  set_flag (self, &get_priv (self)->sound, sound, PROP_SOUND);
}

gboolean
frond_session_get_sound (FrondSession *self)
{
  g_return_val_if_fail (FROND_IS_SESSION (self), FALSE);

  return get_priv (self)->sound;
}

void
frond_session_set_microphone (FrondSession *self, gboolean microphone)
{
  g_return_if_fail (FROND_IS_SESSION (self));

  set_flag (self, &get_priv (self)->microphone, microphone, PROP_MICROPHONE);
}

gboolean
frond_session_get_microphone (FrondSession *self)
{
  g_return_val_if_fail (FROND_IS_SESSION (self), FALSE);

  return get_priv (self)->microphone;
}

gboolean
frond_session_get_recording (FrondSession *self)
{
  g_return_val_if_fail (FROND_IS_SESSION (self), FALSE);

  return get_priv (self)->recording;
}

FrondGuestClipboard *
frond_session_get_clipboard (FrondSession *self)
{
  FrondSessionClass *klass;

  g_return_val_if_fail (FROND_IS_SESSION (self), NULL);

  klass = FROND_SESSION_GET_CLASS (self);
  return klass->get_clipboard != NULL ? klass->get_clipboard (self) : NULL;
}

void
frond_session_connect (FrondSession *self)
{
  g_return_if_fail (FROND_IS_SESSION (self));

  FROND_SESSION_GET_CLASS (self)->connect (self);
}

void
frond_session_disconnect (FrondSession *self)
{
  g_return_if_fail (FROND_IS_SESSION (self));

  FROND_SESSION_GET_CLASS (self)->disconnect (self);
}

void
frond_session_take_state (FrondSession *self, FrondSessionState state, GError *error)
{
  FrondSessionPrivate *priv = get_priv (self);
  GObject *object = G_OBJECT (self);

  g_return_if_fail ((state == FROND_SESSION_LOST) == (error != NULL));

  g_object_freeze_notify (object);
  if (priv->error != error)
    g_object_notify_by_pspec (object, props[PROP_ERROR]);
  g_clear_error (&priv->error);
  priv->error = error;
  if (priv->state != state)
    g_object_notify_by_pspec (object, props[PROP_STATE]);
  priv->state = state;
  g_object_thaw_notify (object);
}

void
frond_session_take_files (FrondSession *self, FrondFileTransfers *files)
{
  g_return_if_fail (get_priv (self)->files == NULL);

  get_priv (self)->files = files;
}

void
frond_session_take_agent_connected (FrondSession *self, gboolean connected)
{
  if (get_priv (self)->agent_connected == connected)
    return;
  get_priv (self)->agent_connected = connected;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AGENT_CONNECTED]);
}

void
frond_session_take_inhibit_grab (FrondSession *self, gboolean inhibit)
{
  if (get_priv (self)->inhibit_grab == inhibit)
    return;
  get_priv (self)->inhibit_grab = inhibit;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INHIBIT_GRAB]);
}

void
frond_session_take_recording (FrondSession *self, gboolean recording)
{
  set_flag (self, &get_priv (self)->recording, recording, PROP_RECORDING);
}

void
frond_session_insert_screen (FrondSession *self, guint position, FrondScreen *screen)
{
  GListStore *screens = get_priv (self)->screens;

  g_list_store_insert (screens, MIN (position, g_list_model_get_n_items (G_LIST_MODEL (screens))), screen);
}

void
frond_session_remove_screen (FrondSession *self, FrondScreen *screen)
{
  GListStore *screens = get_priv (self)->screens;
  guint position;

  if (g_list_store_find (screens, screen, &position))
    g_list_store_remove (screens, position);
}
