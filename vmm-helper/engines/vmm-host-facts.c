/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-host-facts.h"

#include <string.h>

/* virtio-sound came with 8.2 */
#define QEMU_VIRTIO_SOUND (8 * 1000000 + 2 * 1000)

/* and virtio-iommu lets firmware start with 7.0. */
#define QEMU_VIRTIO_IOMMU (7 * 1000000)

struct _VmmHostFacts
{
  gatomicrefcount ref_count;
  GHashTable *software; /* set of facts */
  GHashTable *kvm;      /* set of facts, or NULL */
  gulong qemu_version;
  gulong libvirt_version;
  gboolean has_passt;
  gboolean passt_fails;
  gboolean has_pc;
  char *render_node;
  const char *gl_reason;
  gboolean is_root;
  const char *security_model;
  uid_t qemu_user;
};

typedef struct
{
  const char *feature;
  const char *fact;   /* NULL: only rules speak against it */
  const char *reason; /* when the fact is not there */
} Feature;

/* In the order in which a person is told of them. */
static const Feature features[] = {
  { VMM_IPC_FEATURE_SPICE, "devices/graphics/type=spice", VMM_IPC_LEFT_OUT_NOT_INSTALLED },
  { VMM_IPC_FEATURE_VIRTIO_GPU, "devices/video/modelType=virtio", VMM_IPC_LEFT_OUT_NOT_INSTALLED },
  { VMM_IPC_FEATURE_GL, "devices/graphics/type=egl-headless", VMM_IPC_LEFT_OUT_NOT_INSTALLED },
  { VMM_IPC_FEATURE_UEFI, "os/firmware=efi", VMM_IPC_LEFT_OUT_NOT_INSTALLED },
  { VMM_IPC_FEATURE_SECURE_BOOT, "os/loader/secure=yes", VMM_IPC_LEFT_OUT_NOT_INSTALLED },
  { VMM_IPC_FEATURE_TPM, "devices/tpm/backendModel=emulator", VMM_IPC_LEFT_OUT_NOT_INSTALLED },
  { VMM_IPC_FEATURE_PASST, "devices/interface/backendType=passt", VMM_IPC_LEFT_OUT_NOT_SUPPORTED },
  { VMM_IPC_FEATURE_SOUND, "devices/graphics/type=spice", VMM_IPC_LEFT_OUT_NOT_INSTALLED },
  { VMM_IPC_FEATURE_RNG, "devices/rng/model=virtio", VMM_IPC_LEFT_OUT_NOT_SUPPORTED },
  { VMM_IPC_FEATURE_MEMFD, "memoryBacking/sourceType=memfd", VMM_IPC_LEFT_OUT_NOT_SUPPORTED },
  { VMM_IPC_FEATURE_HYPERV, "features/hyperv/features=relaxed", VMM_IPC_LEFT_OUT_NOT_SUPPORTED },
  { VMM_IPC_FEATURE_IOMMU, NULL, VMM_IPC_LEFT_OUT_NOT_SUPPORTED },
  { VMM_IPC_FEATURE_LEGACY, NULL, VMM_IPC_LEFT_OUT_NOT_SUPPORTED },
};

typedef struct
{
  GHashTable *facts;
  GPtrArray *path; /* names of the open elements below the root */
  GString *text;
} Reader;

static const char *
attribute (const char **names, const char **values, const char *name)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return values[i];

  return "";
}

static char *
dup_path (Reader *reader)
{
  GString *path = g_string_new (NULL);

  for (guint i = 0; i < reader->path->len; i++)
    {
      const char *step = g_ptr_array_index (reader->path, i);

      if (path->len > 0 && strcmp (step, "=") != 0)
        g_string_append_c (path, '/');
      g_string_append (path, step);
    }

  return g_string_free (path, FALSE);
}

/* <enum name='type'><value>x</value> reads as "…/type=x" and <mode name='m' supported='yes'> as "…/m". */
static char *
dup_step (const char *element, const char *name)
{
  if (strcmp (element, "enum") == 0 || strcmp (element, "mode") == 0)
    return g_strdup (name);
  if (strcmp (element, "value") == 0)
    return g_strdup ("=");

  return g_strdup (element);
}

static void
on_start (GMarkupParseContext *context, const char *element, const char **names, const char **values,
          gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  const GSList *stack = g_markup_parse_context_get_element_stack (context);

  g_string_truncate (reader->text, 0);
  if (stack->next == NULL)
    return;

  g_ptr_array_add (reader->path, dup_step (element, attribute (names, values, "name")));
  if (strcmp (attribute (names, values, "supported"), "yes") == 0)
    g_hash_table_add (reader->facts, dup_path (reader));
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reader *reader = user_data;

  if (strcmp (element, "value") == 0)
    {
      g_autofree char *path = dup_path (reader);

      g_hash_table_add (reader->facts, g_strconcat (path, reader->text->str, NULL));
    }
  if (reader->path->len > 0)
    g_ptr_array_set_size (reader->path, (int) reader->path->len - 1);
  g_string_truncate (reader->text, 0);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Reader *reader = user_data;

  g_string_append_len (reader->text, text, (gssize) length);
}

static GHashTable *
read_facts (const char *xml, GError **error)
{
  static const GMarkupParser parser = { .start_element = on_start, .end_element = on_end, .text = on_text };
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  Reader reader = { facts, path, text };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  g_autoptr (GError) broken = NULL;

  if (!g_markup_parse_context_parse (context, xml, -1, &broken) ||
      !g_markup_parse_context_end_parse (context, &broken))
    {
      g_set_error (error, VMM_IPC_ERROR, VMM_IPC_ERROR_INTERNAL,
                   "The capabilities of the hypervisor cannot be read: %s", broken->message);
      return NULL;
    }

  return g_steal_pointer (&facts);
}

VmmHostFacts *
vmm_host_facts_new (const VmmHostSources *sources, GError **error)
{
  g_autoptr (GHashTable) software = NULL;
  g_autoptr (GHashTable) kvm = NULL;
  VmmHostFacts *self;

  g_return_val_if_fail (sources != NULL && sources->software_xml != NULL, NULL);

  software = read_facts (sources->software_xml, error);
  if (software == NULL)
    return NULL;
  if (sources->kvm_xml != NULL)
    {
      kvm = read_facts (sources->kvm_xml, error);
      if (kvm == NULL)
        return NULL;
    }

  self = g_new0 (VmmHostFacts, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->software = g_steal_pointer (&software);
  self->kvm = g_steal_pointer (&kvm);
  self->qemu_version = sources->qemu_version;
  self->libvirt_version = sources->libvirt_version;
  self->has_passt = sources->has_passt;
  self->is_root = sources->is_root;
  self->has_pc = sources->has_pc;
  self->security_model = sources->security_model != NULL ? sources->security_model : VMM_IPC_SECURITY_NONE;
  self->qemu_user = sources->qemu_user;
  self->render_node = g_strdup (sources->render_node);
  self->gl_reason = sources->gl_reason;
  if (self->render_node == NULL && self->gl_reason == NULL)
    self->gl_reason = VMM_IPC_LEFT_OUT_NO_DEVICE;
  return self;
}

static VmmHostFacts *
copy (VmmHostFacts *base)
{
  VmmHostFacts *self = g_new (VmmHostFacts, 1);

  *self = *base;
  g_atomic_ref_count_init (&self->ref_count);
  self->software = g_hash_table_ref (base->software);
  self->kvm = base->kvm != NULL ? g_hash_table_ref (base->kvm) : NULL;
  self->render_node = g_strdup (base->render_node);
  return self;
}

VmmHostFacts *
vmm_host_facts_new_without_passt (VmmHostFacts *base)
{
  VmmHostFacts *self;

  g_return_val_if_fail (base != NULL, NULL);

  self = copy (base);
  self->passt_fails = TRUE;
  return self;
}

VmmHostFacts *
vmm_host_facts_new_without_gl (VmmHostFacts *base)
{
  VmmHostFacts *self;

  g_return_val_if_fail (base != NULL, NULL);

  self = copy (base);
  self->gl_reason = VMM_IPC_LEFT_OUT_NOT_SUPPORTED;
  return self;
}

VmmHostFacts *
vmm_host_facts_ref (VmmHostFacts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vmm_host_facts_unref (VmmHostFacts *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->software);
  g_clear_pointer (&self->kvm, g_hash_table_unref);
  g_free (self->render_node);
  g_free (self);
}

gboolean
vmm_host_facts_has_kvm (VmmHostFacts *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->kvm != NULL;
}

gboolean
vmm_host_facts_has (VmmHostFacts *self, gboolean kvm, const char *fact)
{
  GHashTable *facts;

  g_return_val_if_fail (self != NULL && fact != NULL, FALSE);

  facts = kvm ? self->kvm : self->software;
  return facts != NULL && g_hash_table_contains (facts, fact);
}

/* Reasons that do not come out of the capabilities, before those that do. */
static const char *
missing_by_rule (VmmHostFacts *self, gboolean kvm, const char *feature)
{
  if (strcmp (feature, VMM_IPC_FEATURE_PASST) == 0)
    {
      if (self->is_root)
        return VMM_IPC_LEFT_OUT_AS_ROOT;
      if (!self->has_passt)
        return VMM_IPC_LEFT_OUT_NOT_INSTALLED;
      if (self->passt_fails)
        return VMM_IPC_LEFT_OUT_NOT_SUPPORTED;
    }
  /* In software the guest's own IOMMU would only slow it. */
  if ((strcmp (feature, VMM_IPC_FEATURE_HYPERV) == 0 || strcmp (feature, VMM_IPC_FEATURE_IOMMU) == 0) && !kvm)
    return VMM_IPC_LEFT_OUT_NEEDS_KVM;
  if (strcmp (feature, VMM_IPC_FEATURE_IOMMU) == 0 && self->qemu_version < QEMU_VIRTIO_IOMMU)
    return VMM_IPC_LEFT_OUT_NOT_SUPPORTED;
  if (strcmp (feature, VMM_IPC_FEATURE_LEGACY) == 0 && !self->has_pc)
    return VMM_IPC_LEFT_OUT_NOT_SUPPORTED;
  if (strcmp (feature, VMM_IPC_FEATURE_GL) == 0)
    return self->gl_reason;

  return NULL;
}

const char *
vmm_host_facts_missing (VmmHostFacts *self, gboolean kvm, const char *feature)
{
  const char *reason;

  g_return_val_if_fail (self != NULL && feature != NULL, NULL);

  reason = missing_by_rule (self, kvm, feature);
  if (reason != NULL)
    return reason;

  for (gsize i = 0; i < G_N_ELEMENTS (features); i++)
    if (strcmp (features[i].feature, feature) == 0)
      return features[i].fact == NULL || vmm_host_facts_has (self, kvm, features[i].fact)
                 ? NULL
                 : features[i].reason;

  return VMM_IPC_LEFT_OUT_NOT_SUPPORTED;
}

GVariant *
vmm_host_facts_left_out (VmmHostFacts *self, gboolean kvm)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));

  g_return_val_if_fail (self != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (features); i++)
    {
      const char *reason = vmm_host_facts_missing (self, kvm, features[i].feature);

      if (reason != NULL)
        g_variant_builder_add (&builder, "(ss)", features[i].feature, reason);
    }

  return g_variant_builder_end (&builder);
}

const char *
vmm_host_facts_get_render_node (VmmHostFacts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->render_node;
}

gboolean
vmm_host_facts_has_virtio_sound (VmmHostFacts *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->qemu_version >= QEMU_VIRTIO_SOUND;
}

const char *
vmm_host_facts_get_security_model (VmmHostFacts *self)
{
  g_return_val_if_fail (self != NULL, VMM_IPC_SECURITY_NONE);

  return self->security_model;
}

uid_t
vmm_host_facts_get_qemu_user (VmmHostFacts *self)
{
  g_return_val_if_fail (self != NULL, (uid_t) -1);

  return self->qemu_user;
}

gulong
vmm_host_facts_get_qemu_version (VmmHostFacts *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->qemu_version;
}

gulong
vmm_host_facts_get_libvirt_version (VmmHostFacts *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->libvirt_version;
}
