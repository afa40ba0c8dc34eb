/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frond-machine-rules.h"

G_BEGIN_DECLS

/* The rules of MODEL, out of data/models. Never NULL; MODEL is not FROND_MODEL_AUTO. */
const FrondModelRules *frond_models_get (FrondModel model);

G_END_DECLS
