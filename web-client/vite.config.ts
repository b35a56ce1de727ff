import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [preact()],
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0, // data: URIs would need a weaker Content-Security-Policy
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'sdk', test: /src\/(core|media)\/|@noble\/hashes/ }] },
      },
    },
  },
  server: {
    proxy: {
      '/ws': { target: server, ws: true },
      '/health': server,
      '/whip': server,
      '/whep': server,
    },
  },
  test: { include: ['test/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 20_000 },
});
