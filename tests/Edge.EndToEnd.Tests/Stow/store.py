"""store.py URL TOKEN FILE...: sends files in one Store transaction (PS3.18 10.5), chunked, with python3-requests; prints the status and the answer."""
import sys
import uuid

import requests

url, token, files = sys.argv[1], sys.argv[2], sys.argv[3:]
boundary = uuid.uuid4().hex


def parts():
    for name in files:
        yield f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()
        with open(name, "rb") as file:
            while piece := file.read(1 << 20):
                yield piece
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


answer = requests.post(url, data=parts(), timeout=300, headers={
    "Authorization": f"Bearer {token}",
    "Content-Type": f'multipart/related; type="application/dicom"; boundary={boundary}',
    "Accept": "application/dicom+json",
})
print(answer.status_code)
print(answer.text)
