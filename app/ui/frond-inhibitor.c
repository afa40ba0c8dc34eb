/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-inhibitor.h"

struct _FrondInhibitor
{
  GObject parent_instance;

  GtkApplication *application; /* borrowed: it owns this; NULL once it has ended */
  GHashTable *causes;          /* name → Cause */
};

typedef struct
{
  GtkApplication *application;
  GtkApplicationInhibitFlags flags;
  char *reason;
  guint cookie; /* 0: nobody could be asked */
} Cause;

/* An object that is looked at: it may go before the inhibitor, and the other way round. */
typedef struct
{
  GWeakRef inhibitor;
  char *property;
  char *cause;
  GtkApplicationInhibitFlags flags;
  char *reason;
} Follow;

G_DEFINE_FINAL_TYPE (FrondInhibitor, frond_inhibitor, G_TYPE_OBJECT)

static void
cause_free (gpointer data)
{
  Cause *cause = data;

  if (cause->cookie != 0)
    gtk_application_uninhibit (cause->application, cause->cookie);
  g_free (cause->reason);
  g_free (cause);
}

void
frond_inhibitor_set (FrondInhibitor *self, const char *name, GtkApplicationInhibitFlags flags,
                     const char *reason)
{
  Cause *cause;

  g_return_if_fail (FROND_IS_INHIBITOR (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (flags == 0 || reason != NULL);

  cause = g_hash_table_lookup (self->causes, name);
  if (self->application == NULL || (cause == NULL && flags == 0))
    return;
  if (cause != NULL && cause->flags == flags && g_str_equal (cause->reason, reason))
    return;
  if (flags == 0)
    {
      g_hash_table_remove (self->causes, name);
      return;
    }

  cause = g_new0 (Cause, 1);
  cause->application = self->application;
  cause->flags = flags;
  cause->reason = g_strdup (reason);
  /* The new one is there before the old one goes. */
  cause->cookie =
      gtk_application_inhibit (self->application, gtk_application_get_active_window (self->application),
                               flags, reason);
  g_hash_table_replace (self->causes, g_strdup (name), cause);
}

void
frond_inhibitor_stop (FrondInhibitor *self)
{
  g_return_if_fail (FROND_IS_INHIBITOR (self));

  g_hash_table_remove_all (self->causes);
  self->application = NULL;
}

static void
follow_free (gpointer data, GClosure *closure)
{
  Follow *follow = data;
  g_autoptr (FrondInhibitor) self = g_weak_ref_get (&follow->inhibitor);

  /* The object is going: whatever it did, it does no more. */
  if (self != NULL)
    frond_inhibitor_set (self, follow->cause, 0, NULL);
  g_weak_ref_clear (&follow->inhibitor);
  g_free (follow->property);
  g_free (follow->cause);
  g_free (follow->reason);
  g_free (follow);
}

static void
followed_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  Follow *follow = user_data;
  g_autoptr (FrondInhibitor) self = g_weak_ref_get (&follow->inhibitor);
  guint value = 0;

  if (self == NULL)
    return;

  g_object_get (object, follow->property, &value, NULL);
  frond_inhibitor_set (self, follow->cause, value > 0 ? follow->flags : 0, follow->reason);
}

void
frond_inhibitor_follow (FrondInhibitor *self, GObject *object, const char *property,
                        GtkApplicationInhibitFlags flags, const char *reason)
{
  Follow *follow;
  g_autofree char *signal = NULL;

  g_return_if_fail (FROND_IS_INHIBITOR (self));
  g_return_if_fail (G_IS_OBJECT (object));

  follow = g_new0 (Follow, 1);
  g_weak_ref_init (&follow->inhibitor, self);
  follow->property = g_strdup (property);
  follow->cause = g_strdup_printf ("%s of %p", property, (void *) object);
  follow->flags = flags;
  follow->reason = g_strdup (reason);
  signal = g_strconcat ("notify::", property, NULL);
  g_signal_connect_data (object, signal, G_CALLBACK (followed_cb), follow, follow_free, 0);
  followed_cb (object, NULL, follow);
}

GtkApplicationInhibitFlags
frond_inhibitor_get_flags (FrondInhibitor *self, const char *name)
{
  GtkApplicationInhibitFlags flags = 0;
  GHashTableIter iter;
  gpointer key, value;

  g_return_val_if_fail (FROND_IS_INHIBITOR (self), 0);

  g_hash_table_iter_init (&iter, self->causes);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (name == NULL || g_str_equal (key, name))
      flags |= ((Cause *) value)->flags;

  return flags;
}

const char *
frond_inhibitor_get_reason (FrondInhibitor *self, const char *name)
{
  Cause *cause;

  g_return_val_if_fail (FROND_IS_INHIBITOR (self), NULL);

  cause = g_hash_table_lookup (self->causes, name);

  return cause != NULL ? cause->reason : NULL;
}

static void
frond_inhibitor_finalize (GObject *object)
{
  g_hash_table_unref (FROND_INHIBITOR (object)->causes);
  G_OBJECT_CLASS (frond_inhibitor_parent_class)->finalize (object);
}

static void
frond_inhibitor_class_init (FrondInhibitorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = frond_inhibitor_finalize;
}

static void
frond_inhibitor_init (FrondInhibitor *self)
{
  self->causes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, cause_free);
}

FrondInhibitor *
frond_inhibitor_new (GtkApplication *application)
{
  FrondInhibitor *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);

  self = g_object_new (FROND_TYPE_INHIBITOR, NULL);
  self->application = application;

  return self;
}
