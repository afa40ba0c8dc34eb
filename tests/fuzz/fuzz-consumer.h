/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fuzz-script.h"

#include "frond-session.h"

G_BEGIN_DECLS

/* Somebody who looks at all screens of a session as the widget does, but without a window: copies what was damaged,
 * looks at pointers, uses keys and mouse. */
typedef struct _FuzzConsumer FuzzConsumer;

FuzzConsumer *fuzz_consumer_new (FrondSession *session);
void fuzz_consumer_free (FuzzConsumer *self);

/* Draws a frame. */
void fuzz_consumer_draw (FuzzConsumer *self);
/* Does what a FUZZ_INPUT says. */
void fuzz_consumer_input (FuzzConsumer *self, const FuzzRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FuzzConsumer, fuzz_consumer_free)

G_END_DECLS
