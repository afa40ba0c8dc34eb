/* SPDX-FileCopyrightText: Frond contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A guest of 512 bytes: a line on the first serial port, FRAMES moving pictures in VGA mode 13h with an "F" on
 * the port for each, "DONE", halt. It boots as a disk and as a CD without emulation, in less than a second.
 * With LOOP it also counts 16.8 million loops, to see how fast the host runs it. */

#ifndef FRAMES
#define FRAMES 60
#endif

        .code16
        .globl  _start
_start:
        cli
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %ss
        movw    $0x7c00, %sp
        sti
        cld
        movw    $0x3fb, %dx             /* line control: 8 bits, no parity, 1 stop bit */
        movb    $3, %al
        outb    %al, %dx
        movw    $hello, %si
        call    puts

#ifdef LOOP
        movw    $loop_start, %si
        call    puts
        movw    $256, %bx
1:      xorw    %cx, %cx
2:      decw    %cx
        jnz     2b
        decw    %bx
        jnz     1b
        movw    $loop_end, %si
        call    puts
#endif

        movw    $0x13, %ax              /* 320x200, 256 colours */
        int     $0x10
        movw    $0xa000, %ax
        movw    %ax, %es
        xorw    %bp, %bp                /* frame number */
frame:
        xorw    %di, %di
        xorw    %dx, %dx                /* y */
3:      xorw    %cx, %cx                /* x */
4:      movw    %cx, %ax
        addw    %bp, %ax
        xorb    %dl, %al
        stosb
        incw    %cx
        cmpw    $320, %cx
        jne     4b
        incw    %dx
        cmpw    $200, %dx
        jne     3b
        incw    %bp
        movw    $tick, %si
        call    puts
        cmpw    $FRAMES, %bp
        jne     frame
        movw    $done, %si
        call    puts
5:      hlt
        jmp     5b

/* Writes the text at %si, to its zero byte. */
puts:
        pushw   %ax
        pushw   %dx
6:      lodsb
        orb     %al, %al
        jz      8f
        pushw   %ax
        movw    $0x3fd, %dx             /* line status: wait for room */
7:      inb     %dx, %al
        testb   $0x20, %al
        jz      7b
        popw    %ax
        movw    $0x3f8, %dx
        outb    %al, %dx
        jmp     6b
8:      popw    %dx
        popw    %ax
        ret

hello:  .asciz  "BOOTSEC hello\r\n"
#ifdef LOOP
loop_start:
        .asciz  "LOOP start\r\n"
loop_end:
        .asciz  "LOOP end 16777216\r\n"
#endif
tick:   .asciz  "F"
done:   .asciz  "\r\nDONE\r\n"

        .org    510
        .word   0xaa55
