/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-doctor.h"
#include "frond-library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FROND_TYPE_DOCTOR_DIALOG (frond_doctor_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FrondDoctorDialog, frond_doctor_dialog, FROND, DOCTOR_DIALOG, AdwDialog)

/* What is well and what is not with the computer of HOST, and how to mend it. Looks when it is made, and again when the
 * host changes. */
AdwDialog *frond_doctor_dialog_new (FrondLibrary *library);

G_END_DECLS
