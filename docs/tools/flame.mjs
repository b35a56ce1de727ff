// Draws collapsed stacks (async-profiler's format "collapsed") as a flame graph that fits into a document.
//
//   node docs/tools/flame.mjs stacks.txt [thread name] > flame.svg
//
// Only threads whose names begin with the given one count ("media-loop"). To be readable it leaves out what is below the
// program's own code, such as Netty's loop, what lies between Java and C or between two layers of Linux, and frames of less
// than half a percent. What brings packets to subscribers and what sends them begin a tower each, whoever calls them.
import { readFileSync } from 'node:fs';

const [file, threads = 'media-loop'] = process.argv.slice(2);
const WIDTH = 1200;
const ROW = 17;
const TOP = 48;
const LEAST = 0.005;
const CHARACTER = 6.05;

const KINDS = {
  parley: { label: 'Parley', fill: '#8fce8f' },
  java: { label: 'JDK and Netty', fill: '#9cc4ec' },
  native: { label: 'native libraries', fill: '#e8cf70' },
  kernel: { label: 'Linux', fill: '#f0a58a' },
};

/** What stands between a thread's start and the code that is of interest. */
const BASE = /^(start_thread|clone3?|thread_native_entry|.*JavaThread.*|.*Thread::.*|.*JavaCalls.*|call_stub|.*thread_entry.*)$/;

function kindOf(frame) {
  if (/^org[./]parley/.test(frame)) return 'parley';
  if (/_\[k\]$/.test(frame)) return 'kernel';
  if (/_\[[j0i1]\]$/.test(frame) || /^[a-z0-9]+\/[\w/$]+\./.test(frame)) return 'java';
  return 'native';
}

function nameOf(frame) {
  if (frame.startsWith('/')) return frame.slice(frame.lastIndexOf('/') + 1).replace(/\.so.*/, '');
  const name = frame.replace(/_\[[a-z0-9]\]$/, '').replaceAll('/', '.');
  const ours = /^org\.parley\.media\.(?:\w+\.)*?(\w+\.[A-Z].*)$/.exec(name);
  if (ours) return ours[1];
  const java = /^(?:[a-z0-9_]+\.)+([A-Z].*)$/.exec(name);
  return (java ? java[1] : name).replace(/\$\$?Lambda[^.]*/, '').replace(/\.0x[0-9a-f]+/, '');
}

/** Called from several places, and one thing. */
const TOWERS = ['route.FanOut.run', 'transport.Departures.flush'];

/** Frames that say nothing. */
const BETWEEN =
  /^(LambdaForm|DowncallStub|nep_invoker|DirectMethodHandle|Invokers|entry_|do_syscall|__x64|_+sys_|_*do_softirq|handle_softirq|__local_bh|net_rx|_*napi|process_backlog|__netif|_*ip_|_*dev_|udp_unicast|__udp4)/;

/** The frames of one stack that matter. */
function interesting(stack) {
  const frames = stack.map((frame) => ({ name: nameOf(frame), kind: kindOf(frame) }));
  let first = frames.findLastIndex(({ name }) => TOWERS.includes(name));
  if (first < 0) first = frames.findIndex(({ kind }) => kind === 'parley');
  if (first < 0) first = stack.findIndex((frame) => !BASE.test(frame) && !/^(java|io\/netty\/util\/concurrent)\//.test(frame));
  return first < 0 ? [] : frames.slice(first).filter(({ name }) => !BETWEEN.test(name));
}

const root = { name: '', kind: 'native', samples: 0, children: new Map() };
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const space = line.lastIndexOf(' ');
  const [thread, ...stack] = line.slice(0, space).split(';');
  if (space < 0 || !thread.replace(/^\[/, '').startsWith(threads)) continue;
  const samples = Number(line.slice(space + 1));
  root.samples += samples;
  let node = root;
  for (const { name, kind } of interesting(stack)) {
    // Calls of the same name in a row are one frame.
    if (node.name === name && node.kind === kind) continue;
    const key = kind + name;
    if (!node.children.has(key)) node.children.set(key, { name, kind, samples: 0, children: new Map() });
    node = node.children.get(key);
    node.samples += samples;
  }
}

function depthOf(node) {
  let depth = 0;
  for (const child of node.children.values()) {
    if (child.samples >= LEAST * root.samples) depth = Math.max(depth, 1 + depthOf(child));
  }
  return depth;
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const rows = depthOf(root);
const height = TOP + rows * ROW + 8;
const out = [];

function draw(node, x, row) {
  let left = x;
  const children = [...node.children.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) {
    const share = child.samples / root.samples;
    const width = share * WIDTH;
    if (share >= LEAST) {
      const y = height - 8 - (row + 1) * ROW;
      const fits = Math.floor((width - 6) / CHARACTER);
      const label = child.name.length <= fits ? child.name : `${child.name.slice(0, fits - 1)}…`;
      const percent = `${(share * 100).toFixed(1)}%`;
      out.push(
        `<g><title>${escape(child.name)} ${percent}</title>` +
          `<rect x="${left.toFixed(1)}" y="${y}" width="${Math.max(0.5, width - 0.7).toFixed(1)}" height="${ROW - 1}"` +
          ` rx="1.5" fill="${KINDS[child.kind].fill}"/>` +
          (fits >= 4 ? `<text x="${(left + 3).toFixed(1)}" y="${y + 12}">${escape(label)}</text>` : '') +
          '</g>',
      );
      draw(child, left, row + 1);
    }
    left += width;
  }
}
draw(root, 0, 0);

let legendAt = 0;
const legend = Object.values(KINDS).map(({ label, fill }) => {
  const at = legendAt;
  legendAt += 34 + label.length * 6.6;
  return `<rect x="${at}" y="24" width="12" height="12" rx="2" fill="${fill}"/><text class="l" x="${at + 17}" y="34">${label}</text>`;
});

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<title>Where the media loops spend their time</title>
<style>
text{font:10px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#16181d}
.l{font:12px system-ui,sans-serif;fill:#3a3f47}
@media (prefers-color-scheme:dark){.l{fill:#d5d9e0}}
</style>
<text class="l" x="0" y="14">CPU time of the media loops: who calls, from the bottom up; the width is the share (${root.samples.toLocaleString('en')} samples)</text>
${legend.join('\n')}
${out.join('\n')}
</svg>
`);
