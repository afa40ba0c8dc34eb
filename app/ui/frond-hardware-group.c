/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "frond-ui"

#include "frond-hardware-group.h"

#include "frond-guest-words.h"
#include "frond-host-capabilities.h"
#include "frond-profile.h"
#include "frond-size-row.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIB               (G_GUINT64_CONSTANT (1024) * 1024)
#define GIB               (1024 * MIB)
#define MIN_MEMORY        (64 * MIB)
#define MEMORY_STEP       (512 * MIB)
#define MIN_DISK          GIB
#define DISK_STEP         (5 * GIB)
#define FALLBACK_MEMORY   (64 * GIB)
#define FALLBACK_DISK     (2048 * GIB)
#define FALLBACK_MAX_CPUS 8

struct _FrondHardwareGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template widgets */
  AdwSpinRow *memory_row;
  AdwSpinRow *vcpus_row;
  AdwSpinRow *disk_row;

  FrondProfile *profile;
  gboolean filling; /* values come from the profile, not from a person */
};

G_DEFINE_FINAL_TYPE (FrondHardwareGroup, frond_hardware_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_0,
  PROP_SHOW_DISK,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
is_changed_by_person (FrondHardwareGroup *self)
{
  return self->profile != NULL && !self->filling;
}

static void
memory_changed_cb (FrondHardwareGroup *self)
{
  if (!is_changed_by_person (self))
    return;

  frond_profile_set_memory (self->profile, frond_size_row_get_bytes (self->memory_row));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
vcpus_changed_cb (FrondHardwareGroup *self)
{
  if (!is_changed_by_person (self))
    return;

  frond_profile_set_vcpus (self->profile, (guint) llround (adw_spin_row_get_value (self->vcpus_row)));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
disk_changed_cb (FrondHardwareGroup *self)
{
  if (!is_changed_by_person (self))
    return;

  frond_profile_set_disk_size (self->profile, frond_size_row_get_bytes (self->disk_row));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What the host has, in whole GiB, and for a new machine what its system recommends. */
static char *
memory_words (FrondHardwareGroup *self, FrondHostCapabilities *capabilities)
{
  guint64 whole = capabilities->host_memory / GIB * GIB;
  g_autofree char *host = frond_guest_words_size (whole > 0 ? whole : capabilities->host_memory);
  g_autofree char *recommended = frond_guest_words_size (frond_profile_get_memory (self->profile));

  if (!gtk_widget_get_visible (GTK_WIDGET (self->disk_row)))
    /* Translators: %s is an amount, like “16 GiB” */
    return g_strdup_printf (_ ("This computer has %s"), host);

  /* Translators: both %s are amounts: “2 GiB recommended, this computer has 16 GiB” */
  return g_strdup_printf (_ ("%s recommended, this computer has %s"), recommended, host);
}

static void
fill_memory (FrondHardwareGroup *self, FrondHostCapabilities *capabilities)
{
  guint64 value = frond_profile_get_memory (self->profile);
  guint64 upper = FALLBACK_MEMORY;

  if (capabilities != NULL && capabilities->host_memory >= MIN_MEMORY)
    {
      g_autofree char *subtitle = memory_words (self, capabilities);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->memory_row), subtitle);
      upper = capabilities->max_memory > 0 ? MIN (capabilities->max_memory, capabilities->host_memory)
                                           : capabilities->host_memory;
    }

  frond_size_row_configure (self->memory_row, MIN (MIN_MEMORY, value), MAX (upper / MIB * MIB, value),
                            MEMORY_STEP, value);
}

static void
fill_vcpus (FrondHardwareGroup *self, FrondHostCapabilities *capabilities)
{
  guint value = frond_profile_get_vcpus (self->profile);
  guint upper = FALLBACK_MAX_CPUS;

  if (capabilities != NULL && capabilities->host_cpus > 0)
    {
      g_autofree char *subtitle =
          g_strdup_printf (ngettext ("This computer has %u", "This computer has %u", capabilities->host_cpus),
                           capabilities->host_cpus);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->vcpus_row), subtitle);
      upper = capabilities->max_vcpus > 0 ? MIN (capabilities->max_vcpus, capabilities->host_cpus)
                                          : capabilities->host_cpus;
    }

  gtk_adjustment_configure (adw_spin_row_get_adjustment (self->vcpus_row), value, 1, MAX (upper, value), 1, 1,
                            0);
}

static void
fill_disk (FrondHardwareGroup *self, FrondHostCapabilities *capabilities)
{
  guint64 value = frond_profile_get_disk_size (self->profile);
  guint64 upper =
      capabilities != NULL && capabilities->max_disk >= MIN_DISK ? capabilities->max_disk : FALLBACK_DISK;

  frond_size_row_configure (self->disk_row, value == 0 ? 0 : MIN (MIN_DISK, value),
                            MAX (upper / MIB * MIB, value), DISK_STEP, value);
}

void
frond_hardware_group_set_profile (FrondHardwareGroup *self, FrondProfile *profile,
                                  FrondHostCapabilities *capabilities)
{
  g_return_if_fail (FROND_IS_HARDWARE_GROUP (self));
  g_return_if_fail (FROND_IS_PROFILE (profile));

  g_set_object (&self->profile, profile);
  self->filling = TRUE;
  fill_memory (self, capabilities);
  fill_vcpus (self, capabilities);
  fill_disk (self, capabilities);
  self->filling = FALSE;
}

static void
frond_hardware_group_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FrondHardwareGroup *self = FROND_HARDWARE_GROUP (object);

  switch (prop_id)
    {
    case PROP_SHOW_DISK:
      g_value_set_boolean (value, gtk_widget_get_visible (GTK_WIDGET (self->disk_row)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_hardware_group_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FrondHardwareGroup *self = FROND_HARDWARE_GROUP (object);

  switch (prop_id)
    {
    case PROP_SHOW_DISK:
      gtk_widget_set_visible (GTK_WIDGET (self->disk_row), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
frond_hardware_group_dispose (GObject *object)
{
  FrondHardwareGroup *self = FROND_HARDWARE_GROUP (object);

  g_clear_object (&self->profile);
  gtk_widget_dispose_template (GTK_WIDGET (self), FROND_TYPE_HARDWARE_GROUP);
  G_OBJECT_CLASS (frond_hardware_group_parent_class)->dispose (object);
}

static void
frond_hardware_group_class_init (FrondHardwareGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = frond_hardware_group_get_property;
  object_class->set_property = frond_hardware_group_set_property;
  object_class->dispose = frond_hardware_group_dispose;

  properties[PROP_SHOW_DISK] =
      g_param_spec_boolean ("show-disk", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/me/phyllo/Frond/ui/frond-hardware-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FrondHardwareGroup, memory_row);
  gtk_widget_class_bind_template_child (widget_class, FrondHardwareGroup, vcpus_row);
  gtk_widget_class_bind_template_child (widget_class, FrondHardwareGroup, disk_row);
  gtk_widget_class_bind_template_callback (widget_class, memory_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, vcpus_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, disk_changed_cb);
}

static void
frond_hardware_group_init (FrondHardwareGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  frond_size_row_setup (self->memory_row);
  frond_size_row_setup (self->disk_row);
}

GtkWidget *
frond_hardware_group_new (void)
{
  return g_object_new (FROND_TYPE_HARDWARE_GROUP, NULL);
}
