"""aiortc as one end of the channel tests: commands as lines of JSON on stdin, answers on stdout (see peer.mjs)."""

import asyncio
import json
import socket
import sys
import time
import zlib

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

ALPHABET = "abcdefghijklmnopqrstuvwxyzäöüß漢字😀"
OPTIONS = {
    "ordered": "ordered",
    "maxRetransmits": "maxRetransmits",
    "maxPacketLifeTime": "maxPacketLifeTime",
    "protocol": "protocol",
    "negotiated": "negotiated",
    "id": "id",
}

ACTIONS = {"incoming": "incoming_count"}


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def fill(kind, size, seed):
    if kind == "binary":
        return bytes((seed * 31 + i * 7 + (i >> 8) * 13) & 255 for i in range(size))
    of = 26 if kind == "ascii" else len(ALPHABET)
    return "".join(ALPHABET[(seed + i * 7 + (i >> 4)) % of] for i in range(size))


async def until(what, probe, timeout=15_000):
    deadline = time.monotonic() + timeout / 1000
    while not probe():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what}: not within {timeout} ms")
        await asyncio.sleep(0.005)


class Entry:
    def __init__(self, channel):
        self.channel, self.received, self.count, self.keep = channel, [], 0, True
        channel.on("message", self.take)

    @property
    def closed(self):
        return self.channel.readyState == "closed"

    def take(self, data):
        self.count += 1
        if not self.keep:
            return
        text = isinstance(data, str)
        content = data.encode() if text else data
        item = {"t": "s" if text else "b", "n": len(content), "c": zlib.crc32(content), "at": time.time() * 1000}
        if text and len(data) <= 120:
            item["x"] = data
        elif 0 < len(content) <= 120:
            item["h"] = list(content)
        self.received.append(item)


class Peer:
    def __init__(self):
        self.pc, self.channels, self.incoming = None, {}, {}

    def begin(self):
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))

        @self.pc.on("datachannel")
        def on_channel(channel):
            number = self.incoming.get(channel.label, 0)
            self.incoming[channel.label] = number + 1
            self.channels[f"in:{channel.label}:{number}"] = Entry(channel)

    def create(self, key, label, options):
        entry = Entry(self.pc.createDataChannel(label, **{OPTIONS[name]: value for name, value in options.items()}))
        self.channels[key] = entry
        return entry

    async def local(self):
        # aiortc announces 65,536 but takes messages of any size.
        return self.pc.localDescription.sdp.replace("a=max-message-size:65536", "a=max-message-size:262144")

    async def offer(self, audio=False, **_):
        self.begin()
        if audio:
            self.pc.addTransceiver("audio", direction="recvonly")
        self.create("first", "first", {})
        await self.pc.setLocalDescription(await self.pc.createOffer())
        self.enlarge_buffers()
        return await self.local()

    async def accept(self, sdp, **_):
        self.begin()
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        self.enlarge_buffers()
        return await self.local()

    def enlarge_buffers(self):
        """Room for bursts while others have the processor: aiortc never repeats a lost request to reset a stream."""
        for protocol in self.pc.sctp.transport.transport.iceGatherer._connection._protocols:
            udp = protocol.transport and protocol.transport.get_extra_info("socket")
            if udp:
                udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)

    async def answer(self, sdp, **_):
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    async def connected(self, timeout=15_000, **_):
        await until("connected", lambda: self.pc.connectionState == "connected", timeout)
        return self.pc.connectionState

    async def open(self, key, label, options=None, wait=True, timeout=15_000, **_):
        entry = self.create(key, label, options or {})
        if wait:
            await until(f"{label[:100]} open", lambda: entry.channel.readyState in ("open", "closed"), timeout)
            if entry.closed:
                raise RuntimeError(f"{label[:100]} was closed")
        return {"id": entry.channel.id}

    async def churn(self, label, count, together, options=None, **_):
        ids = set()
        for done in range(0, count, together):
            batch = [f"{label}:{done + i}" for i in range(min(together, count - done))]
            for each in await asyncio.gather(*(self.open(key, label, options) for key in batch)):
                ids.add(each["id"])
            for key in batch:
                self.channels[key].channel.close()
            await until(f"{label} closed", lambda: all(self.channels[key].closed for key in batch))
            for key in batch:
                del self.channels[key]
        return len(ids)

    async def send(self, key, kind="text", size=0, seed=0, text=None, count=1, prefix="", **_):
        channel = self.channels[key].channel
        for i in range(count):
            channel.send(text if text is not None else f"{prefix}{i}" if count > 1 else fill(kind, size, seed))
            if channel.bufferedAmount > 1_000_000:
                await until("drained", lambda: channel.bufferedAmount < 200_000)

    async def raw(self, stream, ppid, hexes, **_):
        """SCTP messages as they are, past aiortc's own data channels."""
        for each in hexes:
            await self.pc.sctp._send(stream, ppid, bytes.fromhex(each))

    async def pace(self, key, perSecond, seconds, prefix="", **_):
        channel, began, n = self.channels[key].channel, time.monotonic(), 0
        while time.monotonic() - began < seconds:
            while n < (time.monotonic() - began) * perSecond:
                channel.send(f"{prefix}{n} {time.time() * 1000}")
                n += 1
            await asyncio.sleep(0.002)
        return n

    async def incoming_count(self, label, **_):
        return self.incoming.get(label, 0)

    async def count(self, key, **_):
        return self.channels[key].count if key in self.channels else 0

    async def received(self, key, clear=True, **_):
        entry = self.channels[key]
        got = entry.received
        if clear:
            entry.received = []
        return got

    async def state(self, key, **_):
        entry = self.channels.get(key)
        if entry is None:
            return None
        channel = entry.channel
        return {
            "id": channel.id,
            "label": channel.label,
            "protocol": channel.protocol,
            "ordered": channel.ordered,
            "maxRetransmits": channel.maxRetransmits,
            "maxPacketLifeTime": channel.maxPacketLifeTime,
            "state": channel.readyState,
            "closed": entry.closed,
            "error": None,
            "count": entry.count,
            "buffered": channel.bufferedAmount,
        }

    async def close(self, key, **_):
        self.channels[key].channel.close()

    async def remove(self, key, **_):
        self.channels.pop(key, None)

    async def end(self, **_):
        await asyncio.wait_for(self.pc.close(), 3)


async def main():
    peer = Peer()
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**22)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    say({"ready": True})
    running = set()

    async def run(command):
        n, action = command.pop("n"), command.pop("do")
        try:
            say({"n": n, "value": await getattr(peer, ACTIONS.get(action, action))(**command)})
        except Exception as error:  # whatever went wrong is the answer
            say({"n": n, "error": f"{type(error).__name__}: {error}"})
        return action

    while line := await reader.readline():
        task = asyncio.ensure_future(run(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)
        if json.loads(line)["do"] == "end":
            await task
            return


asyncio.run(main())
