/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "vmm-fates.h"

/* Every occasion with everything that can be wished for it: what is done when that cannot be. */
static void
test_fallback (void)
{
  static const VmmFate expected[VMM_N_OCCASIONS][VMM_N_FATES] = {
    [VMM_OCCASION_LOGOUT] = { [VMM_FATE_SAVE] = VMM_FATE_SHUTDOWN },
    [VMM_OCCASION_SUSPEND] = { [VMM_FATE_SAVE] = VMM_FATE_PAUSE },
    [VMM_OCCASION_LOW_BATTERY] = { [VMM_FATE_SAVE] = VMM_FATE_SHUTDOWN },
  };

  for (guint occasion = 0; occasion < VMM_N_OCCASIONS; occasion++)
    for (guint fate = 0; fate < VMM_N_FATES; fate++)
      {
        VmmFate next = vmm_fate_fallback ((VmmOccasion) occasion, (VmmFate) fate);

        g_assert_cmpint (next, ==, expected[occasion][fate]);
        /* It comes to an end. */
        g_assert_cmpint (vmm_fate_fallback ((VmmOccasion) occasion, next), ==, VMM_FATE_KEEP);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fates/fallback", test_fallback);
  return g_test_run ();
}
