#!/usr/bin/python3
"""Runs a program as a kernel without some system calls would: each named one answers ENOSYS.

    old_kernel.py landlock|seccomp PROGRAM [ARGUMENT...]
"""

import ctypes
import os
import platform
import struct
import sys

NUMBERS = {
    "x86_64": {"landlock": 444, "seccomp": 317},
    "aarch64": {"landlock": 444, "seccomp": 277},
}
PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_SET_NO_NEW_PRIVS = 22, 2, 38
ENOSYS, ALLOW = 0x00050000 | 38, 0x7FFF0000


def main(missing, program):
    number = NUMBERS[platform.machine()][missing]
    instructions = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, ENOSYS), (0x06, 0, 0, ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in instructions))
    prog = struct.pack("HxxxxxxQ", len(instructions), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(prog), 0, 0):
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    os.execv(program[0], program)


main(sys.argv[1], sys.argv[2:])
