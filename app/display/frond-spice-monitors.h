/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <spice-client.h>

G_BEGIN_DECLS

/* As many as spice-glib keeps. */
#define FROND_SPICE_MONITORS_MAX 16

/* Which monitors the guest is to have. SPICE tells all of them in one message, and a monitor that is left out goes dark:
 * so the sizes of those that nobody asked about have to be known too. Numbers are SPICE's display ids, sizes are in
 * device pixels, millimetres are 0 where they are not known. */
typedef struct _FrondSpiceMonitors FrondSpiceMonitors;

FrondSpiceMonitors *frond_spice_monitors_new (void);
void frond_spice_monitors_free (FrondSpiceMonitors *self);

/* Another connection: nothing is known. */
void frond_spice_monitors_clear (FrondSpiceMonitors *self);

/* The guest shows this size now. What was asked for lately stays: the guest may be on its way there. */
void frond_spice_monitors_note (FrondSpiceMonitors *self, int id, int width, int height);
void frond_spice_monitors_ask (FrondSpiceMonitors *self, int id, int width, int height, int width_mm,
                               int height_mm);
void frond_spice_monitors_switch_off (FrondSpiceMonitors *self, int id);

/* Tells the guest's agent, which has to be connected. FALSE while the size of the first monitor is not known. */
gboolean frond_spice_monitors_send (FrondSpiceMonitors *self, SpiceMainChannel *main);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrondSpiceMonitors, frond_spice_monitors_free)

G_END_DECLS
