/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-host-advice.h"
#include "frond-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows MESSAGE over PARENT: words first, the technical text (selectable) in an expander. */
void frond_details_dialog_present_message (const FrondMessage *message, GtkWidget *parent);

/* The same for ADVICE, with its command to copy. */
void frond_details_dialog_present_advice (const FrondHostAdvice *advice, GtkWidget *parent);

/* A toast in OVERLAY with the title of what happened and a "Details" button. Says nothing where ERROR only tells
 * that it was cancelled. */
void frond_details_toast (AdwToastOverlay *overlay, FrondTask task, const char *subject, const GError *error);

/* What the dialog shows for MESSAGE. (transfer floating) */
GtkWidget *frond_details_message_new (const FrondMessage *message);

/* An expander "Details" with TEXT, selectable. (transfer floating) */
GtkWidget *frond_details_expander_new (const char *text);

/* A line for a terminal with a copy button. (transfer floating) */
GtkWidget *frond_details_command_new (const char *command);

G_END_DECLS
