// Changes to the page's world that a test asks for. Each function is whole in itself: it travels into the page as text.

/** Replaces the camera by a drawn picture (Firefox has no files for its fake devices). */
export function drawnMedia({ id, width, height, portrait: person = false }) {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const tracks = [];
    if (constraints.video) {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d', { alpha: false });
      let counter = 0;
      const draw = () => {
        if (person) portrait(context, id, performance.now() / 1000, width, height);
        else paint(context, id, counter++ % 90, width, height);
      };
      draw();
      // Without a rate of its own: a limit of 30 on top of a timer of 30 Hz lets every other frame fall.
      const [track] = canvas.captureStream().getVideoTracks();
      const timer = setInterval(() => (track.readyState === 'live' ? draw() : clearInterval(timer)), 32);
      tracks.push(track);
    }
    if (constraints.audio) tracks.push(...(await real({ audio: constraints.audio })).getAudioTracks());
    return new MediaStream(tracks);
  };
}

/** Replaces the fake devices' names, which are paths of files. */
export function plainDeviceNames() {
  const names = { audioinput: 'Headset microphone', videoinput: 'Built-in camera', audiooutput: 'Headset' };
  const label = Object.getOwnPropertyDescriptor(MediaDeviceInfo.prototype, 'label');
  Object.defineProperty(MediaDeviceInfo.prototype, 'label', {
    ...label,
    get() {
      return label.get.call(this) && names[this.kind];
    },
  });
}

/** A browser that opens no data channels. */
export function noDataChannels() {
  RTCPeerConnection.prototype.createDataChannel = () => {
    throw new DOMException('There are none.', 'OperationError');
  };
}

/** Turns one hex digit of every fingerprint in answers. */
export function wrongFingerprint() {
  const real = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const sdp = description.sdp.replace(/(a=fingerprint:\S+ )([0-9A-Fa-f])/g, (_, head, digit) => {
      return head + ((parseInt(digit, 16) + 1) % 16).toString(16).toUpperCase();
    });
    return real.call(this, { type: description.type, sdp });
  };
}
