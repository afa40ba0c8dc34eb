/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frond-answers-windows-tables.h"

/* A layout of Windows is a number whose lower half is a language. */
static const struct
{
  const char *layout;
  const char *variant;
  guint32 id;
} keyboards[] = {
  { "us", "", 0x00000409 }, { "us", "intl", 0x00020409 }, { "us", "dvorak", 0x00010409 },
  { "gb", "", 0x00000809 }, { "de", "", 0x00000407 },     { "at", "", 0x00000407 },
  { "ch", "", 0x00000807 }, { "ch", "de", 0x00000807 },   { "ch", "fr", 0x0000100c },
  { "fr", "", 0x0000040c }, { "fr", "bepo", 0x0002040c }, { "be", "", 0x0000080c },
  { "es", "", 0x0000040a }, { "latam", "", 0x0000080a },  { "it", "", 0x00000410 },
  { "pt", "", 0x00000816 }, { "br", "", 0x00000416 },     { "nl", "", 0x00000413 },
  { "dk", "", 0x00000406 }, { "no", "", 0x00000414 },     { "se", "", 0x0000041d },
  { "fi", "", 0x0000040b }, { "pl", "", 0x00000415 },     { "cz", "", 0x00000405 },
  { "sk", "", 0x0000041b }, { "hu", "", 0x0000040e },     { "ro", "", 0x00000418 },
  { "hr", "", 0x0000041a }, { "si", "", 0x00000424 },     { "gr", "", 0x00000408 },
  { "tr", "", 0x0000041f }, { "ru", "", 0x00000419 },     { "ua", "", 0x00000422 },
  { "jp", "", 0x00000411 }, { "kr", "", 0x00000412 },     { "ca", "", 0x00001009 },
  { "ee", "", 0x00000425 }, { "lv", "", 0x00000426 },     { "lt", "", 0x00010427 },
  { "bg", "", 0x00030402 }, { "il", "", 0x0000040d },     { "is", "", 0x0000040f },
  { "ie", "", 0x00001809 },
};

/* From CLDR's table: the zones that most people live in. */
static const char *const zones[][2] = {
  { "Europe/London", "GMT Standard Time" },
  { "Europe/Dublin", "GMT Standard Time" },
  { "Europe/Lisbon", "GMT Standard Time" },
  { "Europe/Zurich", "W. Europe Standard Time" },
  { "Europe/Berlin", "W. Europe Standard Time" },
  { "Europe/Vienna", "W. Europe Standard Time" },
  { "Europe/Rome", "W. Europe Standard Time" },
  { "Europe/Amsterdam", "W. Europe Standard Time" },
  { "Europe/Stockholm", "W. Europe Standard Time" },
  { "Europe/Oslo", "W. Europe Standard Time" },
  { "Europe/Luxembourg", "W. Europe Standard Time" },
  { "Europe/Paris", "Romance Standard Time" },
  { "Europe/Brussels", "Romance Standard Time" },
  { "Europe/Copenhagen", "Romance Standard Time" },
  { "Europe/Madrid", "Romance Standard Time" },
  { "Europe/Prague", "Central Europe Standard Time" },
  { "Europe/Budapest", "Central Europe Standard Time" },
  { "Europe/Bratislava", "Central Europe Standard Time" },
  { "Europe/Ljubljana", "Central Europe Standard Time" },
  { "Europe/Belgrade", "Central Europe Standard Time" },
  { "Europe/Warsaw", "Central European Standard Time" },
  { "Europe/Zagreb", "Central European Standard Time" },
  { "Europe/Athens", "GTB Standard Time" },
  { "Europe/Bucharest", "GTB Standard Time" },
  { "Europe/Helsinki", "FLE Standard Time" },
  { "Europe/Kyiv", "FLE Standard Time" },
  { "Europe/Kiev", "FLE Standard Time" },
  { "Europe/Sofia", "FLE Standard Time" },
  { "Europe/Riga", "FLE Standard Time" },
  { "Europe/Vilnius", "FLE Standard Time" },
  { "Europe/Tallinn", "FLE Standard Time" },
  { "Europe/Istanbul", "Turkey Standard Time" },
  { "Europe/Moscow", "Russian Standard Time" },
  { "Africa/Cairo", "Egypt Standard Time" },
  { "Africa/Johannesburg", "South Africa Standard Time" },
  { "Africa/Lagos", "W. Central Africa Standard Time" },
  { "Africa/Nairobi", "E. Africa Standard Time" },
  { "Asia/Jerusalem", "Israel Standard Time" },
  { "Asia/Dubai", "Arabian Standard Time" },
  { "Asia/Tehran", "Iran Standard Time" },
  { "Asia/Karachi", "Pakistan Standard Time" },
  { "Asia/Kolkata", "India Standard Time" },
  { "Asia/Calcutta", "India Standard Time" },
  { "Asia/Dhaka", "Bangladesh Standard Time" },
  { "Asia/Bangkok", "SE Asia Standard Time" },
  { "Asia/Jakarta", "SE Asia Standard Time" },
  { "Asia/Ho_Chi_Minh", "SE Asia Standard Time" },
  { "Asia/Shanghai", "China Standard Time" },
  { "Asia/Hong_Kong", "China Standard Time" },
  { "Asia/Singapore", "Singapore Standard Time" },
  { "Asia/Manila", "Singapore Standard Time" },
  { "Asia/Taipei", "Taipei Standard Time" },
  { "Asia/Tokyo", "Tokyo Standard Time" },
  { "Asia/Seoul", "Korea Standard Time" },
  { "Australia/Perth", "W. Australia Standard Time" },
  { "Australia/Brisbane", "E. Australia Standard Time" },
  { "Australia/Sydney", "AUS Eastern Standard Time" },
  { "Australia/Melbourne", "AUS Eastern Standard Time" },
  { "Pacific/Auckland", "New Zealand Standard Time" },
  { "Pacific/Honolulu", "Hawaiian Standard Time" },
  { "America/Anchorage", "Alaskan Standard Time" },
  { "America/Los_Angeles", "Pacific Standard Time" },
  { "America/Vancouver", "Pacific Standard Time" },
  { "America/Denver", "Mountain Standard Time" },
  { "America/Phoenix", "US Mountain Standard Time" },
  { "America/Chicago", "Central Standard Time" },
  { "America/Mexico_City", "Central Standard Time (Mexico)" },
  { "America/New_York", "Eastern Standard Time" },
  { "America/Toronto", "Eastern Standard Time" },
  { "America/Bogota", "SA Pacific Standard Time" },
  { "America/Lima", "SA Pacific Standard Time" },
  { "America/Caracas", "Venezuela Standard Time" },
  { "America/Halifax", "Atlantic Standard Time" },
  { "America/Santiago", "Pacific SA Standard Time" },
  { "America/Sao_Paulo", "E. South America Standard Time" },
  { "America/Argentina/Buenos_Aires", "Argentina Standard Time" },
  { "America/Buenos_Aires", "Argentina Standard Time" },
  { "America/St_Johns", "Newfoundland Standard Time" },
  { "Etc/UTC", "UTC" },
};

char *
frond_answers_windows_keyboard (const char *layout, const char *variant)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keyboards); i++)
    if (g_str_equal (keyboards[i].layout, layout) && g_str_equal (keyboards[i].variant, variant))
      return g_strdup_printf ("%04x:%08x", keyboards[i].id & 0xffff, keyboards[i].id);
  return NULL;
}

const char *
frond_answers_windows_timezone (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    if (g_str_equal (zones[i][0], name))
      return zones[i][1];
  return NULL;
}
