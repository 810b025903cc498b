# Stands between edgectl and the inference program: passes every message on, and ends itself with SIGKILL at a job that names a certain file.
# argv: the inference program, the file.
import os
import signal
import struct
import subprocess
import threading

program, poison = sys.argv[1], sys.argv[2].encode()
child = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def answers():
    while True:
        data = os.read(child.stdout.fileno(), 65536)
        if not data:
            os._exit(0)
        os.write(1, data)


threading.Thread(target=answers, daemon=True).start()
source = os.fdopen(0, "rb")
while True:
    header = source.read(4)
    if len(header) < 4:
        child.kill()
        os._exit(0)
    body = source.read(struct.unpack("<i", header)[0])
    if poison in body and b'"run-job"' in body:
        child.kill()
        os.kill(os.getpid(), signal.SIGKILL)
    child.stdin.write(header + body)
    child.stdin.flush()
