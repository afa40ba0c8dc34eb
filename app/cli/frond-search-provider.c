/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-search"

#include "frond-search-provider.h"

#include "frond-guest-words.h"
#include "frond-profile.h"
#include "frond-remote.h"
#include "frond-search-index.h"
#include "frond-search-states.h"

#include "frond-config.h"

#include <glib/gi18n.h>

#define INTERFACE "org.gnome.Shell.SearchProvider2"

/* What a person has found and looks at for that long may still be asked for. */
#define LIFE_MS 10000

/* GNOME Shell asks for as many as it shows. */
#define MAX_METAS 50

static const char introspection[] = "<node><interface name='" INTERFACE "'>"
                                    "<method name='GetInitialResultSet'>"
                                    "<arg type='as' name='terms' direction='in'/>"
                                    "<arg type='as' name='results' direction='out'/></method>"
                                    "<method name='GetSubsearchResultSet'>"
                                    "<arg type='as' name='previous_results' direction='in'/>"
                                    "<arg type='as' name='terms' direction='in'/>"
                                    "<arg type='as' name='results' direction='out'/></method>"
                                    "<method name='GetResultMetas'>"
                                    "<arg type='as' name='identifiers' direction='in'/>"
                                    "<arg type='aa{sv}' name='metas' direction='out'/></method>"
                                    "<method name='ActivateResult'>"
                                    "<arg type='s' name='identifier' direction='in'/>"
                                    "<arg type='as' name='terms' direction='in'/>"
                                    "<arg type='u' name='timestamp' direction='in'/></method>"
                                    "<method name='LaunchSearch'>"
                                    "<arg type='as' name='terms' direction='in'/>"
                                    "<arg type='u' name='timestamp' direction='in'/></method>"
                                    "</interface></node>";

struct _FrondSearchProvider
{
  GApplication parent_instance;

  FrondSearchIndex *index;
  FrondSearchStates *states;
  GCancellable *search; /* of the latest one */
  guint registration;
};

G_DEFINE_FINAL_TYPE (FrondSearchProvider, frond_search_provider, G_TYPE_APPLICATION)

/* A call that is being answered; the service lives as long. */
typedef struct
{
  FrondSearchProvider *self;
  GDBusMethodInvocation *invocation;
  char **ids;
} Call;

static Call *
call_new (FrondSearchProvider *self, GDBusMethodInvocation *invocation)
{
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);
  call->invocation = invocation;
  g_application_hold (G_APPLICATION (self));
  return call;
}

static void
call_free (Call *call)
{
  g_application_release (G_APPLICATION (call->self));
  g_object_unref (call->self);
  g_strfreev (call->ids);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
return_ids (Call *call, const char *const *ids)
{
  g_dbus_method_invocation_return_value (call->invocation, g_variant_new ("(^as)", ids));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = frond_search_index_find_finish (FROND_SEARCH_INDEX (source), result, &error);

  /* Of an older search nobody wants to know, and a library that cannot be read is told of by the windows. */
  if (ids == NULL)
    g_debug ("Searching: %s", error->message);
  return_ids (call, ids != NULL ? (const char *const *) ids : none);
}

static void
search (FrondSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *terms,
        const char *const *among)
{
  g_cancellable_cancel (self->search);
  g_set_object (&self->search, NULL);
  self->search = g_cancellable_new ();
  frond_search_index_find_async (self->index, terms, among, self->search, found_cb,
                                 call_new (self, invocation));
}

static void
add_meta (FrondSearchProvider *self, GVariantBuilder *metas, const char *id)
{
  FrondProfile *profile = frond_search_index_lookup (self->index, id);
  g_autoptr (GIcon) icon = g_themed_icon_new (FROND_APP_ID);
  g_autoptr (GVariant) serialized = g_icon_serialize (icon);
  const char *system;
  const char *state;
  g_autofree char *both = NULL;

  if (profile == NULL)
    return;

  system = frond_guest_words_system (profile);
  state = frond_search_states_get_words (self->states, frond_profile_get_machine_uuid (profile));
  /* Translators: what GNOME Shell's search says of a machine: its system and what it does, "Debian 13 · Running" */
  both = state != NULL ? g_strdup_printf (_ ("%s · %s"), system, state) : g_strdup (system);
  g_variant_builder_open (metas, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (metas, "{sv}", "id", g_variant_new_string (id));
  g_variant_builder_add (metas, "{sv}", "name", g_variant_new_string (frond_profile_get_name (profile)));
  g_variant_builder_add (metas, "{sv}", "description", g_variant_new_string (both));
  g_variant_builder_add (metas, "{sv}", "icon", serialized);
  g_variant_builder_close (metas);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  GVariantBuilder metas;

  frond_search_states_refresh_finish (FROND_SEARCH_STATES (source), result);
  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; call->ids[i] != NULL && i < MAX_METAS; i++)
    add_meta (call->self, &metas, call->ids[i]);
  g_dbus_method_invocation_return_value (call->invocation, g_variant_new ("(aa{sv})", &metas));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_auto (GStrv) none = frond_search_index_find_finish (FROND_SEARCH_INDEX (source), result, NULL);

  if (call->self->states == NULL)
    call->self->states = frond_search_states_new ();
  frond_search_states_refresh_async (call->self->states, NULL, refreshed_cb, call);
}

/* They may be asked for after the service that found them has ended. */
static void
describe (FrondSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *ids)
{
  const char *const nothing[] = { NULL };
  Call *call = call_new (self, invocation);

  call->ids = g_strdupv ((char **) ids);
  frond_search_index_find_async (self->index, nothing, NULL, NULL, read_cb, call);
}

static void
activated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;

  if (frond_remote_activate_finish (result, &error))
    g_dbus_method_invocation_return_value (call->invocation, NULL);
  else
    g_dbus_method_invocation_return_gerror (call->invocation, error);
}

static void
activate (FrondSearchProvider *self, GDBusMethodInvocation *invocation, const char *action,
          const char *parameter)
{
  frond_remote_activate_async (action, parameter, NULL, activated_cb, call_new (self, invocation));
}

static void
method_call (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
             const char *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer user_data)
{
  FrondSearchProvider *self = user_data;
  g_autofree const char **terms = NULL;
  g_autofree const char **ids = NULL;
  const char *id;

  if (g_str_equal (method, "GetInitialResultSet"))
    {
      g_variant_get (parameters, "(^a&s)", &terms);
      search (self, invocation, terms, NULL);
    }
  else if (g_str_equal (method, "GetSubsearchResultSet"))
    {
      g_variant_get (parameters, "(^a&s^a&s)", &ids, &terms);
      search (self, invocation, terms, ids);
    }
  else if (g_str_equal (method, "GetResultMetas"))
    {
      g_variant_get (parameters, "(^a&s)", &ids);
      describe (self, invocation, ids);
    }
  else if (g_str_equal (method, "ActivateResult"))
    {
      g_variant_get (parameters, "(&s^a&su)", &id, &terms, NULL);
      activate (self, invocation, "start-machine", id);
    }
  else
    {
      g_autofree char *text = NULL;

      g_variant_get (parameters, "(^a&su)", &terms, NULL);
      text = g_strjoinv (" ", (char **) terms);
      activate (self, invocation, "search-machines", text);
    }
}

static gboolean
frond_search_provider_dbus_register (GApplication *application, GDBusConnection *bus, const char *path,
                                     GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_call };
  FrondSearchProvider *self = FROND_SEARCH_PROVIDER (application);
  g_autoptr (GDBusNodeInfo) node = NULL;

  if (!G_APPLICATION_CLASS (frond_search_provider_parent_class)
           ->dbus_register (application, bus, path, error))
    return FALSE;

  node = g_dbus_node_info_new_for_xml (introspection, error);
  if (node == NULL)
    return FALSE;
  self->registration =
      g_dbus_connection_register_object (bus, path, node->interfaces[0], &vtable, self, NULL, error);
  return self->registration != 0;
}

static void
frond_search_provider_dbus_unregister (GApplication *application, GDBusConnection *bus, const char *path)
{
  FrondSearchProvider *self = FROND_SEARCH_PROVIDER (application);

  if (self->registration != 0)
    g_dbus_connection_unregister_object (bus, g_steal_handle_id (&self->registration));
  G_APPLICATION_CLASS (frond_search_provider_parent_class)->dbus_unregister (application, bus, path);
}

static void
frond_search_provider_finalize (GObject *object)
{
  FrondSearchProvider *self = FROND_SEARCH_PROVIDER (object);

  g_clear_object (&self->index);
  g_clear_object (&self->states);
  g_clear_object (&self->search);
  G_OBJECT_CLASS (frond_search_provider_parent_class)->finalize (object);
}

static void
frond_search_provider_activate (GApplication *application)
{
}

static void
frond_search_provider_class_init (FrondSearchProviderClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = frond_search_provider_finalize;
  application_class->activate = frond_search_provider_activate;
  application_class->dbus_register = frond_search_provider_dbus_register;
  application_class->dbus_unregister = frond_search_provider_dbus_unregister;
}

static void
frond_search_provider_init (FrondSearchProvider *self)
{
  g_autofree char *path =
      g_build_filename (g_get_user_data_dir (), FROND_DEVEL ? "frond-devel" : "frond", "frond.db", NULL);

  self->index = frond_search_index_new (path);
}

GApplication *
frond_search_provider_new (void)
{
  return g_object_new (FROND_TYPE_SEARCH_PROVIDER, "application-id", FROND_APP_ID ".SearchProvider", "flags",
                       G_APPLICATION_IS_SERVICE, "inactivity-timeout", LIFE_MS, NULL);
}
