/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-engine.h"
#include "vmm-host-facts.h"

G_BEGIN_DECLS

#define VMM_DOMAIN_NAMESPACE "https://phyllo.me/frond/1"

/* The element of that namespace which marks a domain as Frond's. A guest that is held until its drive is filled carries
 * held='HOLDER' until it has been let go: whoever finds it paused with another's mark finds a start that was cut off. */
#define VMM_DOMAIN_MARK        "<machine/>"
#define VMM_DOMAIN_NAME_PREFIX "frond-"

/* A libvirt domain made out of a spec and what the host has, and what came of it. */
typedef struct
{
  char *xml;
  const char *firmware; /* VMM_IPC_FIRMWARE_*, never "auto" */
  const char *network;  /* "passt", "slirp" or "none" */
  const char *model;    /* VMM_IPC_MODEL_*, never "auto" */
  gboolean gl;          /* with 3D graphics */
  GVariant *left_out;   /* a(ss), not floating */
} VmmDomainXml;

/* The machine model (design, section 6). Pure: reads nothing but its arguments. KVM says whether to run with it, and
 * is to be checked before. The drive is empty, the guest not paused: both are the start's to do.
 * Fails with VMM_IPC_ERROR_UNSUPPORTED, "FEATURE: reason", where the spec insists on what the host lacks. */
VmmDomainXml *vmm_domain_xml_new (const VmmEngineStart *start, VmmHostFacts *facts, gboolean kvm,
                                  GError **error);
void vmm_domain_xml_free (VmmDomainXml *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmmDomainXml, vmm_domain_xml_free)

/* The drive's element for a change of medium, out of a live domain's XML; NULL where it has no drive. FD_GROUP: the name
 * under which the descriptor was given to libvirt, NULL for an empty drive. */
char *vmm_domain_xml_new_drive (const char *xml, const char *fd_group);

/* "frond-UUID" and back; NULL where NAME is not one of ours. */
char *vmm_domain_xml_dup_name (const char *uuid);
char *vmm_domain_xml_dup_uuid (const char *name);

/* The terminal of the guest's first serial port out of a live domain's XML, or NULL. */
char *vmm_domain_xml_dup_console (const char *xml);

/* Names this life of the helper. */
const char *vmm_domain_xml_get_holder (void);

G_END_DECLS
