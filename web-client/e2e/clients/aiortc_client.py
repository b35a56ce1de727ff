"""aiortc: WebRTC in Python with FFmpeg's codecs; it draws and reads the pictures itself.

Lines of JSON on stdout, SIGTERM to end, like the other clients.
"""

import argparse
import asyncio
import fractions
import json
import math
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import av
import numpy
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

WIDTH, HEIGHT = 640, 360


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def cells_of(identity, counter):
    gray = counter ^ (counter >> 1)
    bits = [(gray >> (11 - i)) & 1 for i in range(12)]
    id_bits = [(identity >> (5 - i)) & 1 for i in range(6)]
    return [[1, *bits, sum(bits) % 2, 0, 1], [0, 1, *id_bits, *[1 - b for b in id_bits], 1, 0]]


def read_id(luma):
    height, width = luma.shape

    def value(row, column):
        x0, x1 = int((column + 0.35) * width / 16), int((column + 0.65) * width / 16) + 1
        y0, y1 = int((row + 0.35) * height / 6), int((row + 0.65) * height / 6) + 1
        return luma[y0:y1, x0:x1].mean()

    values = [[value(row, column) for column in range(16)] for row in range(2)]
    white = (values[0][0] + values[0][15] + values[1][1] + values[1][14]) / 4
    black = (values[0][14] + values[1][0] + values[1][15]) / 3
    if white - black < 60:
        return None
    bits = [[int(each > (white + black) / 2) for each in row] for row in values]
    if sum(bits[0][1:13]) % 2 != bits[0][13]:
        return None
    if any(bits[1][2 + i] == bits[1][8 + i] for i in range(6)):
        return None
    return sum(bit << (5 - i) for i, bit in enumerate(bits[1][2:8]))


class Camera(MediaStreamTrack):
    kind = "video"

    def __init__(self, identity, counts):
        super().__init__()
        self.identity, self.counts, self.n, self.began = identity, counts, 0, None

    async def recv(self):
        self.began = self.began or time.monotonic()
        await asyncio.sleep(max(0, self.began + self.n / 30 - time.monotonic()))
        planes = numpy.full((HEIGHT * 3 // 2, WIDTH), 128, dtype=numpy.uint8)
        for row, cells in enumerate(cells_of(self.identity, self.n % 4096)):
            for column, bit in enumerate(cells):
                planes[row * HEIGHT // 6:(row + 1) * HEIGHT // 6, column * WIDTH // 16:(column + 1) * WIDTH // 16] = 235 if bit else 16
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = self.n * 3000, fractions.Fraction(1, 90000)
        self.n += 1
        self.counts["frames"] += 1
        return frame


class Microphone(MediaStreamTrack):
    kind = "audio"

    def __init__(self, identity):
        super().__init__()
        self.hz, self.n, self.began = 220 + 220 * identity, 0, None

    async def recv(self):
        self.began = self.began or time.monotonic()
        await asyncio.sleep(max(0, self.began + self.n * 0.02 - time.monotonic()))
        times = (self.n * 960 + numpy.arange(960)) / 48000
        samples = 0.4 * numpy.sin(2 * math.pi * self.hz * times) * ((times % 0.5) < 0.35)
        frame = av.AudioFrame.from_ndarray((samples * 32767).astype(numpy.int16).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48000, self.n * 960, fractions.Fraction(1, 48000)
        self.n += 1
        return frame


async def watch(track, counts):
    while True:
        frame = await track.recv()
        counts["frames"] += 1
        luma = frame.to_ndarray(format="gray")
        identity = read_id(luma)
        if identity is None:
            counts["unreadable"] += 1
        else:
            counts["ids"][identity] = counts["ids"].get(identity, 0) + 1


async def listen(track, counts):
    block = numpy.zeros(0)
    while True:
        frame = await track.recv()
        counts["audio"] += 1
        channels = len(frame.layout.channels)
        block = numpy.append(block, frame.to_ndarray().reshape(-1)[::channels] / 32768)
        if len(block) < frame.sample_rate / 10:
            continue
        if (block**2).mean() > 1e-4:
            spectrum = numpy.abs(numpy.fft.rfft(block * numpy.hanning(len(block))))
            hz = int(numpy.argmax(spectrum)) * frame.sample_rate / len(block)
            near = int(round(hz / 220) * 220)
            counts["tones"][near] = counts["tones"].get(near, 0) + 1
        block = numpy.zeros(0)


def http(method, url, body=None):
    request = urllib.request.Request(url, data=body, method=method, headers={"content-type": "application/sdp"})
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{method} {url}: {error.code} {error.read().decode()}") from error


async def guarded(coroutine):
    try:
        await coroutine
    except Exception as error:  # the end of a track is an exception in aiortc
        say("track-ended", message=repr(error))


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=["publish", "subscribe"])
    parser.add_argument("--url", required=True)
    parser.add_argument("--id", type=int, default=0)
    options, _ = parser.parse_known_args()
    counts = {"frames": 0, "audio": 0, "unreadable": 0, "ids": {}, "tones": {}}
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    if options.mode == "publish":
        for track in (Microphone(options.id), Camera(options.id, counts)):
            peer.addTransceiver(track, direction="sendonly")
    else:
        for kind in ("audio", "video"):
            peer.addTransceiver(kind, direction="recvonly")

    @peer.on("track")
    def on_track(track):
        asyncio.ensure_future(guarded((watch if track.kind == "video" else listen)(track, counts)))

    @peer.on("connectionstatechange")
    def on_state():
        say("state", state=peer.connectionState)

    await peer.setLocalDescription(await peer.createOffer())
    loop = asyncio.get_running_loop()
    status, headers, answer = await loop.run_in_executor(None, http, "POST", options.url, peer.localDescription.sdp.encode())
    if status != 201:
        raise RuntimeError(f"{options.url}: {status}")
    await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    say("answered")
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    while not ended.is_set():
        say("report", **counts)
        try:
            await asyncio.wait_for(ended.wait(), 0.5)
        except asyncio.TimeoutError:
            pass
    await loop.run_in_executor(None, http, "DELETE", urllib.parse.urljoin(options.url, headers["location"]))
    await asyncio.wait_for(peer.close(), 3)


try:
    asyncio.run(main())
except Exception as error:
    say("error", message=repr(error))
    sys.exit(1)
