/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-types.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* What libvirt and the host say that a guest can have. Immutable, reference counted. */
typedef struct _VmmHostFacts VmmHostFacts;

/* What the facts are made of. Strings are borrowed. */
typedef struct
{
  const char *software_xml; /* domain capabilities for q35 with the "qemu" type */
  const char *kvm_xml;      /* the same for "kvm"; NULL: libvirt has no KVM */
  gulong qemu_version;      /* as virConnectGetVersion() */
  gulong libvirt_version;   /* as virConnectGetLibVersion() */
  gboolean has_passt;       /* its program was found */
  gboolean has_pc;          /* QEMU has the machine "pc" */
  const char *render_node;  /* the path of a GPU for guests, or NULL */
  const char
      *gl_reason; /* VMM_IPC_LEFT_OUT_*, static: why there is no 3D; NULL when nothing speaks against it */
  gboolean is_root;
  const char *security_model; /* VMM_IPC_SECURITY_*, static; NULL: none is known */
  uid_t qemu_user;            /* whose the monitors are on the system's libvirt; not read in a session */
} VmmHostSources;

/* Parses. Returns NULL with VMM_IPC_ERROR_INTERNAL where the XML is broken. */
VmmHostFacts *vmm_host_facts_new (const VmmHostSources *sources, GError **error);
/* The same host, with a passt that turned out not to work (VMM_IPC_LEFT_OUT_NOT_SUPPORTED). */
VmmHostFacts *vmm_host_facts_new_without_passt (VmmHostFacts *base);

/* The same host, with a 3D that turned out not to work. */
VmmHostFacts *vmm_host_facts_new_without_gl (VmmHostFacts *base);

VmmHostFacts *vmm_host_facts_ref (VmmHostFacts *self);
void vmm_host_facts_unref (VmmHostFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmHostFacts, vmm_host_facts_unref)

gboolean vmm_host_facts_has_kvm (VmmHostFacts *self);

/* Whether the capabilities name it: "devices/graphics/type=spice" for a value, "devices/tpm" for an element with
 * supported='yes', "cpu/host-model" for a mode. */
gboolean vmm_host_facts_has (VmmHostFacts *self, gboolean kvm, const char *fact);

/* NULL where a guest can have FEATURE (VMM_IPC_FEATURE_*) when it runs with KVM or without it; else the
 * VMM_IPC_LEFT_OUT_* token that says why not. */
const char *vmm_host_facts_missing (VmmHostFacts *self, gboolean kvm, const char *feature);

/* a(ss): every feature of the machine model that is missing. Floating. */
GVariant *vmm_host_facts_left_out (VmmHostFacts *self, gboolean kvm);

/* NULL without VMM_IPC_FEATURE_GL's. */
const char *vmm_host_facts_get_render_node (VmmHostFacts *self);

/* Whether the virtio sound card is there: it is younger than the floor of other distributions. */
gboolean vmm_host_facts_has_virtio_sound (VmmHostFacts *self);

/* VMM_IPC_SECURITY_*, static. */
const char *vmm_host_facts_get_security_model (VmmHostFacts *self);

/* The user that QEMU runs as on the system's libvirt; (uid_t) -1: it does not say. */
uid_t vmm_host_facts_get_qemu_user (VmmHostFacts *self);

/* In libvirt's way of counting; 0: not known. */
gulong vmm_host_facts_get_qemu_version (VmmHostFacts *self);
gulong vmm_host_facts_get_libvirt_version (VmmHostFacts *self);

G_END_DECLS
