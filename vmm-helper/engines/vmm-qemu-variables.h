/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vmm-domain-xml.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* On the system's libvirt, which gives the variables of a firmware to the monitors: makes them of the firmware's template
 * before it does, with an access control list that lets us read them for good, so that they can be given out with the
 * machine. Where that cannot be, libvirt makes them, and they stay with this computer. Blocks. */
void vmm_qemu_variables_prepare (const VmmEngineStart *start, virConnectPtr connection, VmmHostFacts *facts,
                                 const VmmDomainXml *xml);

G_END_DECLS
