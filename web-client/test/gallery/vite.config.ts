import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

/** Builds the gallery alone: `vite build --config test/gallery/vite.config.ts --outDir FOLDER`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: fileURLToPath(new URL('../../public', import.meta.url)),
  plugins: [preact()],
  build: { target: 'esnext', modulePreload: { polyfill: false } },
});
