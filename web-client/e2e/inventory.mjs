// What a running server holds.

import { readdirSync } from 'node:fs';
import { check, observe } from './check.mjs';
import { runCommand } from './lifetime.mjs';
import { metric } from './metrics.mjs';
import { ROOT } from './server.mjs';

/** What the server holds once idle connections are closed. */
export async function inventory(server) {
  await observe(1);
  // The objects that are reachable: what the heap takes up depends on when it was last tidied.
  const { code, stdout, stderr } = await runCommand('jcmd', [`${server.pid}`, 'GC.class_histogram'], {
    env: await jdkPath(),
  });
  check(code === 0, `jcmd: ${stderr}`);
  const total = /^Total\s+\d+\s+(\d+)/m.exec(stdout);
  check(total, 'the histogram has no total');
  return {
    heapMiB: Math.round((Number(total[1]) / 1024 / 1024) * 10) / 10,
    threads: await metric(server, 'jvm_threads_current'),
    descriptors: readdirSync(`/proc/${server.pid}/fd`).length,
  };
}

let jdk;
async function jdkPath() {
  if (!jdk) {
    const script = `. '${ROOT}/bin/jdk.sh'; find_jdk 25 && echo "$java_home"`;
    const { stdout } = await runCommand('bash', ['-c', script]);
    jdk = stdout.trim().split('\n').at(-1);
  }
  return { ...process.env, PATH: `${jdk}/bin:${process.env.PATH}` };
}
