/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "kms-picture.h"

#include <stdio.h>

#include "kms-log.h"

enum
{
  GLYPH_WIDTH = 5,
  GLYPH_HEIGHT = 7,
  CELL = 6,
  CELLS = 32,
};

/* One byte a column, least significant bit on top: 0 to 9, then A to Z. */
static const uint8_t glyphs[36][GLYPH_WIDTH] = {
  { 0x3e, 0x51, 0x49, 0x45, 0x3e }, { 0x00, 0x42, 0x7f, 0x40, 0x00 }, { 0x42, 0x61, 0x51, 0x49, 0x46 },
  { 0x21, 0x41, 0x45, 0x4b, 0x31 }, { 0x18, 0x14, 0x12, 0x7f, 0x10 }, { 0x27, 0x45, 0x45, 0x45, 0x39 },
  { 0x3c, 0x4a, 0x49, 0x49, 0x30 }, { 0x01, 0x71, 0x09, 0x05, 0x03 }, { 0x36, 0x49, 0x49, 0x49, 0x36 },
  { 0x06, 0x49, 0x49, 0x29, 0x1e }, { 0x7e, 0x11, 0x11, 0x11, 0x7e }, { 0x7f, 0x49, 0x49, 0x49, 0x36 },
  { 0x3e, 0x41, 0x41, 0x41, 0x22 }, { 0x7f, 0x41, 0x41, 0x22, 0x1c }, { 0x7f, 0x49, 0x49, 0x49, 0x41 },
  { 0x7f, 0x09, 0x09, 0x09, 0x01 }, { 0x3e, 0x41, 0x49, 0x49, 0x7a }, { 0x7f, 0x08, 0x08, 0x08, 0x7f },
  { 0x00, 0x41, 0x7f, 0x41, 0x00 }, { 0x20, 0x40, 0x41, 0x3f, 0x01 }, { 0x7f, 0x08, 0x14, 0x22, 0x41 },
  { 0x7f, 0x40, 0x40, 0x40, 0x40 }, { 0x7f, 0x02, 0x0c, 0x02, 0x7f }, { 0x7f, 0x04, 0x08, 0x10, 0x7f },
  { 0x3e, 0x41, 0x41, 0x41, 0x3e }, { 0x7f, 0x09, 0x09, 0x09, 0x06 }, { 0x3e, 0x41, 0x51, 0x21, 0x5e },
  { 0x7f, 0x09, 0x19, 0x29, 0x46 }, { 0x46, 0x49, 0x49, 0x49, 0x31 }, { 0x01, 0x01, 0x7f, 0x01, 0x01 },
  { 0x3f, 0x40, 0x40, 0x40, 0x3f }, { 0x1f, 0x20, 0x40, 0x20, 0x1f }, { 0x3f, 0x40, 0x38, 0x40, 0x3f },
  { 0x63, 0x14, 0x08, 0x14, 0x63 }, { 0x07, 0x08, 0x70, 0x08, 0x07 }, { 0x61, 0x51, 0x49, 0x45, 0x43 },
};

static void
fill (const KmsCanvas *canvas, int x, int y, int width, int height, uint32_t colour)
{
  int right = x + width < canvas->width ? x + width : canvas->width;
  int bottom = y + height < canvas->height ? y + height : canvas->height;

  for (int row = y > 0 ? y : 0; row < bottom; row++)
    for (int column = x > 0 ? x : 0; column < right; column++)
      canvas->pixels[(size_t) row * canvas->pitch + (size_t) column] = colour;
}

static int
glyph_of (char letter)
{
  if (letter >= '0' && letter <= '9')
    return letter - '0';
  if (letter >= 'A' && letter <= 'Z')
    return letter - 'A' + 10;
  if (letter >= 'a' && letter <= 'z')
    return letter - 'a' + 10;
  return -1;
}

static void
write_text (const KmsCanvas *canvas, int x, int y, int scale, uint32_t colour, const char *text)
{
  for (; *text != '\0'; text++, x += (GLYPH_WIDTH + 1) * scale)
    {
      int glyph = glyph_of (*text);

      if (*text == '.')
        fill (canvas, x + 2 * scale, y + 6 * scale, scale, scale, colour);
      if (glyph < 0)
        continue;
      for (int column = 0; column < GLYPH_WIDTH; column++)
        for (int row = 0; row < GLYPH_HEIGHT; row++)
          if (glyphs[glyph][column] >> row & 1)
            fill (canvas, x + column * scale, y + row * scale, scale, scale, colour);
    }
}

static int
text_scale (const KmsCanvas *canvas)
{
  return canvas->height >= 600 ? 4 : 2;
}

void
kms_picture_draw_background (const KmsCanvas *canvas, int head)
{
  static const uint32_t bars[8] = { 0xffffff, 0xffff00, 0x00ffff, 0x00ff00,
                                    0xff00ff, 0xff0000, 0x0000ff, 0x202020 };
  int width = canvas->width, height = canvas->height;
  char text[64];

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      canvas->pixels[(size_t) y * canvas->pitch + (size_t) x] =
          0x101828 + ((uint32_t) (x * 64 / width) << 8) + (uint32_t) (y * 96 / height);
  for (int i = 0; i < 8; i++)
    fill (canvas, i * width / 8, height - height / 8, width / 8 + 1, height / 8, bars[i]);
  fill (canvas, 0, 0, width, 2, 0xffffff);
  fill (canvas, 0, height - 2, width, 2, 0xffffff);
  fill (canvas, 0, 0, 2, height, 0xffffff);
  fill (canvas, width - 2, 0, 2, height, 0xffffff);
  if (head > 1)
    snprintf (text, sizeof text, "SCREEN %d KMS GUEST %dX%d", head, width, height);
  else
    snprintf (text, sizeof text, "KMS GUEST %dX%d", width, height);
  write_text (canvas, 24, 24, text_scale (canvas), 0xffffff, text);
}

void
kms_picture_draw_frame (const KmsCanvas *canvas, unsigned frame, bool flash, const char *status)
{
  int top = canvas->height / 3, band = canvas->height / 3, scale = text_scale (canvas);
  int room = canvas->width - 8 - band / 2;
  int x = room > 0 ? (int) (frame * 8 % (2 * (unsigned) room)) : 0;
  char text[96];

  fill (canvas, 4, top, canvas->width - 8, band, flash ? 0xff00ff : 0x182030);
  fill (canvas, 4 + (x > room ? 2 * room - x : x), top + band / 4, band / 2, band / 2, 0xff8000);
  fill (canvas, 24, 24 + 10 * scale, canvas->width / 2, 9 * scale, 0x101010);
  snprintf (text, sizeof text, "FRAME %u T %.2f %s", frame, kms_now (), status);
  write_text (canvas, 26, 25 + 10 * scale, scale, 0x80ff80, text);
  for (int i = 0; i < CELLS; i++)
    fill (canvas, 4 + i * CELL, 4, CELL, CELL, frame >> (CELLS - 1 - i) & 1 ? 0xffffff : 0x000000);
}

void
kms_picture_draw_cross (const KmsCanvas *canvas, int x, int y)
{
  fill (canvas, x - 8, y, 17, 1, 0xffff00);
  fill (canvas, x, y - 8, 1, 17, 0xffff00);
}
