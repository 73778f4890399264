"""The machine code that a zeroed function gets."""
from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from .rules import FILL, FILL_1, FILL_2

MESSAGE = b"built-in convolution and pooling are switched off here\0"


@dataclass(frozen=True)
class Machine:
    """The few instructions that we need of one processor."""

    jump: Callable[[int], bytes]  # to any address, without touching an argument or the stack
    count: Callable[[int], bytes]  # add one to the 32-bit number at the address
    message: Callable[[int], bytes]  # load the first argument
    shift: dict[str, bytes]  # move req and outputs to where FillCompute expects them
    ret: bytes
    trap: bytes
    fill: bytes  # a function: FillCompute for each output; its address follows in 8 bytes


# fill, in words: with one output, jump to FillCompute. Otherwise call it in a loop with vectors of one element, which
# are just three pointers {begin, end, end} on the stack; the size of a TBlob is (end - begin) / number of outputs.
X86_64 = Machine(
    jump=lambda address: b"\x49\xbb" + struct.pack("<Q", address) + b"\x41\xff\xe3",  # mov r11, imm64; jmp r11
    count=lambda address: b"\x49\xbb" + struct.pack("<Q", address) + b"\xf0\x41\xff\x03",  # ...; lock inc dword [r11]
    message=lambda address: b"\x48\xbf" + struct.pack("<Q", address),  # mov rdi, imm64
    shift={
        FILL: b"",
        FILL_1: b"\x4c\x89\xc1\x4d\x89\xc8",  # mov rcx, r8; mov r8, r9
        FILL_2: b"\x4c\x89\xc9\x4c\x8b\x44\x24\x08",  # mov rcx, r9; mov r8, [rsp+8]
    },
    ret=b"\xc3",
    trap=b"\xcc",  # int3
    fill=bytes.fromhex(
        "4c8b11 488b4108 4c29d0"  # mov r10,[rcx]; mov rax,[rcx+8]; sub rax,r10         bytes of req
        "4883f804 0f8298000000 0f8493000000"  # cmp rax,4; jb none; je one
        "53 55 4154 4155 4156 4157 4883ec48"  # push rbx,rbp,r12-r15; sub rsp,72
        "48897c2430 4889f3 4889d5"  # mov [rsp+48],rdi; mov rbx,rsi; mov rbp,rdx
        "4d89d4 4c8b6908 4d8b30"  # mov r12,r10; mov r13,[rcx+8]; mov r14,[r8]
        "48c1e802 4889c1 498b4008 4c29f0"  # shr rax,2; mov rcx,rax; mov rax,[r8+8]; sub rax,r14
        "31d2 48f7f1 4989c7"  # xor edx,edx; div rcx; mov r15,rax                       size of a TBlob
        "4c892424 498d442404 4889442408 4889442410"  # next: req = {r12, r12+4, r12+4}
        "4c89742418 4b8d043e 4889442420 4889442428"  # outputs = {r14, r14+r15, r14+r15}
        "488b7c2430 4889de 4889ea 4889e1 4c8d442418"  # rdi, rsi, rdx as saved; rcx=req; r8=outputs
        "ff1526000000"  # call [target]
        "4983c404 4d01fe 4d39ec 72b5"  # add r12,4; add r14,r15; cmp r12,r13; jb next
        "4883c448 415f 415e 415d 415c 5d 5b"  # add rsp,72; pop r15-r12,rbp,rbx
        "c3"  # none: ret
        "ff2505000000 0f1f440000"  # one: jmp [target]; nop                             target: .quad follows
    ),
)
