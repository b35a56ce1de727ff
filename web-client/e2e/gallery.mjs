// The page with a conversation that is staged (test/gallery): every state at once, which no two browsers would show.

import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onEnd } from './lifetime.mjs';

const WEB_CLIENT = dirname(dirname(fileURLToPath(import.meta.url)));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** Builds the gallery into `folder` and serves it with the policy that the server gives its page. */
export async function openGallery(t, policy) {
  const folder = join(t.folder, 'gallery');
  const config = join(WEB_CLIENT, 'test', 'gallery', 'vite.config.ts');
  const vite = join(WEB_CLIENT, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = ['build', '--config', config, '--outDir', folder, '--logLevel', 'warn'];
  const build = spawnSync(process.execPath, [vite, ...args], { encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`the gallery is not built: ${build.stderr}`);
  const web = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://gallery').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    response.setHeader('content-security-policy', policy);
    response.end(readFileSync(file));
  });
  await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
  t.defer(onEnd(() => new Promise((resolve) => web.close(resolve))));
  return (scene, more = '') => `http://127.0.0.1:${web.address().port}/?scene=${scene}${more}`;
}
