// The page's ears: which tone each participant's audio track carries.

/** Runs inside the page; adds `listen` and `heard`. */
export function toneReaders(e2e) {
  // Tones: an analyser per participant on the audio track that belongs to the article.
  let audio = null;
  const analysers = {};
  const audioTrackOf = (article) => {
    const streams = [...article.querySelectorAll('video, audio')]
      .map((element) => element.srcObject)
      .filter(Boolean);
    for (const stream of streams) {
      const track = stream.getAudioTracks?.().find((each) => each.readyState === 'live');
      if (track) return track;
    }
    // Otherwise the audio slot paired with the article's video slot: the two share a stream id in the answer.
    const shown = new Set(streams.flatMap((stream) => stream.getVideoTracks().map((track) => track.id)));
    for (const peer of e2e.peers) {
      const sdp = peer.remoteDescription?.sdp;
      if (!sdp || peer.connectionState === 'closed') continue;
      const streamIdOf = (mid) => {
        const section = sdp.split(/\r\nm=/).find((part) => part.includes(`\r\na=mid:${mid}\r\n`));
        return section?.match(/a=msid:(\S+)/)?.[1];
      };
      const transceivers = peer.getTransceivers();
      const video = transceivers.find((each) => shown.has(each.receiver.track.id));
      const streamId = video && streamIdOf(video.mid);
      const pair =
        streamId &&
        transceivers.find(
          (each) => each.receiver.track.kind === 'audio' && streamIdOf(each.mid) === streamId,
        );
      if (pair) return pair.receiver.track;
    }
    return null;
  };
  const note = (name, hz, db) => {
    e2e.tones[name] ??= [];
    const list = e2e.tones[name];
    list.push({ at: performance.now(), hz, db });
    if (list.length > 5000) list.splice(0, 1000);
  };
  const audible = function* () {
    for (const article of document.querySelectorAll('article[data-participant]')) {
      const track = audioTrackOf(article);
      if (track) yield [article.dataset.participant, track];
    }
  };
  const loudestBin = (spectrum, bin) => {
    let loudest = Math.ceil(150 / bin);
    for (let i = loudest; i < 4000 / bin; i++) if (spectrum[i] > spectrum[loudest]) loudest = i;
    return loudest;
  };
  const analyse = () => {
    const spectrum = new Float32Array(4096);
    const bin = audio.sampleRate / 8192;
    for (const [name, track] of audible()) {
      let entry = analysers[name];
      if (entry?.track !== track) {
        entry?.source.disconnect();
        const source = audio.createMediaStreamSource(new MediaStream([track]));
        const analyser = audio.createAnalyser();
        analyser.fftSize = 8192;
        analyser.smoothingTimeConstant = 0;
        source.connect(analyser);
        entry = analysers[name] = { track, source, analyser };
      }
      entry.analyser.getFloatFrequencyData(spectrum);
      const loudest = loudestBin(spectrum, bin);
      note(name, loudest * bin, spectrum[loudest]);
    }
  };
  // Without an audio device Firefox never starts an AudioContext. There one track after the other is recorded for a
  // second, and the recording is decoded and transformed here: sparingly, since the camera is drawn on the same thread.
  let recording = false;
  let turn = 0;
  const recordNext = () => {
    const all = [...audible()];
    if (recording || all.length === 0) return;
    recording = true;
    const [name, track] = all[turn++ % all.length];
    const recorder = new MediaRecorder(new MediaStream([track]));
    recorder.ondataavailable = async ({ data }) => {
      if (data.size === 0) return;
      const decoded = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(
        await data.arrayBuffer(),
      );
      const samples = quarterRate(decoded.getChannelData(0));
      const size = 2048;
      for (let from = 0; from + size <= samples.length; from += size / 2) {
        const spectrum = transform(samples.subarray(from, from + size));
        const loudest = loudestBin(spectrum, 12000 / size);
        note(name, (loudest * 12000) / size, spectrum[loudest]);
      }
    };
    recorder.onstop = () => {
      recording = false;
    };
    recorder.start();
    setTimeout(() => recorder.state !== 'inactive' && recorder.stop(), 1000);
  };
  const quarterRate = (samples) => {
    const fewer = new Float32Array(samples.length >> 2);
    for (let i = 0; i < fewer.length; i++) {
      fewer[i] = (samples[4 * i] + samples[4 * i + 1] + samples[4 * i + 2] + samples[4 * i + 3]) / 4;
    }
    return fewer;
  };
  const transform = (samples) => {
    const size = samples.length;
    const real = new Float64Array(size);
    const imaginary = new Float64Array(size);
    const bits = Math.log2(size);
    for (let i = 0; i < size; i++) {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) if (i & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
      real[reversed] = samples[i] * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
    }
    for (let half = 1; half < size; half *= 2) {
      for (let k = 0; k < half; k++) {
        const [cos, sin] = [Math.cos((-Math.PI * k) / half), Math.sin((-Math.PI * k) / half)];
        for (let i = k; i < size; i += half * 2) {
          const j = i + half;
          const re = real[j] * cos - imaginary[j] * sin;
          const im = real[j] * sin + imaginary[j] * cos;
          real[j] = real[i] - re;
          imaginary[j] = imaginary[i] - im;
          real[i] += re;
          imaginary[i] += im;
        }
      }
    }
    const spectrum = new Float32Array(size / 2);
    for (let i = 0; i < size / 2; i++)
      spectrum[i] = 20 * Math.log10((2 * Math.hypot(real[i], imaginary[i])) / size + 1e-12);
    return spectrum;
  };
  e2e.listen = () => {
    if (audio) return;
    audio = new AudioContext();
    audio.resume();
    setInterval(() => {
      if (audio.state === 'running') return analyse();
      recordNext();
    }, 100);
  };
  /** What was heard of a participant since a time: the median of the loud samples' dominant frequencies. */
  e2e.heard = (name, since = 0) => {
    const all = (e2e.tones[name] ?? []).filter((sample) => sample.at >= since);
    const loud = all.filter((sample) => sample.db > -65);
    const sorted = loud.map((sample) => sample.hz).sort((a, b) => a - b);
    const hz = sorted[sorted.length >> 1] ?? null;
    const agreeing = loud.filter((sample) => Math.abs(sample.hz - hz) < 20).length;
    return {
      samples: all.length,
      loud: loud.length,
      hz: hz && Math.round(hz),
      agreement: loud.length ? Math.round((100 * agreeing) / loud.length) / 100 : 0,
      loudest: Math.round(Math.max(-200, ...all.map((sample) => sample.db))),
      context: audio?.state,
    };
  };
}
