/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-test-network.h"

struct _FrondTestNetwork
{
  GObject parent_instance;

  gboolean available;
  gboolean metered;
};

static gboolean
init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
initable_init (GInitableIface *iface)
{
  iface->init = init;
}

static void
monitor_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FrondTestNetwork, frond_test_network, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, monitor_init))

enum
{
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static void
get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondTestNetwork *self = FROND_TEST_NETWORK (object);

  if (prop_id == PROP_AVAILABLE)
    g_value_set_boolean (value, self->available);
  else if (prop_id == PROP_METERED)
    g_value_set_boolean (value, self->metered);
  else
    g_value_set_enum (value, self->available ? G_NETWORK_CONNECTIVITY_FULL : G_NETWORK_CONNECTIVITY_LOCAL);
}

static void
frond_test_network_class_init (FrondTestNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
frond_test_network_init (FrondTestNetwork *self)
{
}

FrondTestNetwork *
frond_test_network_new (gboolean available, gboolean metered)
{
  FrondTestNetwork *self = g_object_new (FROND_TYPE_TEST_NETWORK, NULL);

  self->available = available;
  self->metered = metered;
  return self;
}

void
frond_test_network_set (FrondTestNetwork *self, gboolean available, gboolean metered)
{
  self->available = available;
  self->metered = metered;
  g_signal_emit_by_name (self, "network-changed", available);
}
