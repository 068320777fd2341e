#!/usr/bin/env python3
"""A script as it was written for EvoStream Media Server: it pulls a file, packages it, looks how it is, and takes it away again.

    16-evostream-api.py <state folder of a service>/control.sock <file> <web root>

The service was started by Start-MSSService -EvoStreamApi. From another machine the same commands go to its port, over TLS and with its password:
http.client.HTTPSConnection(host, 7443), and the header Authorization.
"""
import base64
import http.client
import json
import os
import socket
import sys
import time
import urllib.parse


class ControlSocket(http.client.HTTPConnection):
    """What was HTTPConnection('localhost', 7777)."""

    def __init__(self, path):
        super().__init__("localhost", timeout=100)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def call(command, **settings):
    """Sends a command; gives the data of the answer, or ends the script with its description."""
    params = " ".join(f"{name}={value}" for name, value in settings.items())
    query = urllib.parse.urlencode({"params": base64.b64encode(params.encode())})
    connection = ControlSocket(sys.argv[1])
    connection.request("GET", f"/{command}?{query}")
    answer = json.load(connection.getresponse())
    connection.close()
    print(f"{command}: {answer['status']}, {answer['description']}")
    if answer["status"] != "SUCCESS":
        sys.exit(1)
    return answer["data"]


film, root = os.path.abspath(sys.argv[2]), os.path.abspath(sys.argv[3])
pulled = call("pullStream", uri=film, localStreamName="film")
made = call("createMSSStream", localStreamNames="film", targetFolder=root, groupName="film", isLive=0, chunkLength=2)

end = time.monotonic() + 60
while call("getConfigInfo", id=made["configIds"][0])["status"]["current"]["description"] != "Disconnected":
    if time.monotonic() > end:
        sys.exit("It is not done.")
    time.sleep(0.2)

for config in call("listConfig")["mss"]:
    print(f"{config['configId']} {config['groupName']}: {os.path.join(config['targetFolder'], config['groupName'], config['manifestName'])}")
call("removeConfig", groupName="film")
call("removeConfig", id=pulled["configId"])
