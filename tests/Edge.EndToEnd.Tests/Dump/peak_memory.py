"""Runs a program on each file and prints what it cost.

usage: peak_memory.py PROGRAM ARGUMENT... < FILES (one path a line). One line each: peak resident KiB, exit code, bytes on standard output,
path, first line on standard error, with tabs between. Programs run one after another, so that each peak is its own.
"""
import os
import sys
import tempfile


def run(arguments):
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            os.execv(arguments[0], arguments)
        _, status, usage = os.wait4(child, 0)
        written = os.fstat(output.fileno()).st_size
        errors.seek(0)
        line = errors.readline().decode("utf-8", "replace").rstrip("\n")
        return usage.ru_maxrss, os.waitstatus_to_exitcode(status), written, line


def main():
    for path in [line.rstrip("\n") for line in sys.stdin]:
        peak, code, written, line = run([*sys.argv[1:], path])
        print(peak, code, written, path, line, sep="\t", flush=True)


main()
