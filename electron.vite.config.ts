import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

// electron-vite looks under src/ by default, so every input is named. A default export is what it loads.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Beside the shell: the engine process, the program that tries an execution provider, the worker of the built-in ffmpeg.
      lib: {
        entry: {
          index: 'main/index.ts',
          'engine-child': 'main/engine-process/engine-child.ts',
          'provider-probe-child': 'main/engine/onnx/provider-probe-child.ts',
          'ffmpeg-wasm-worker': 'main/engine/workers/ffmpeg-wasm-worker.ts',
        },
        formats: ['es'],
      },
    },
  },
  preload: {
    // A sandboxed preload must be one CommonJS file.
    build: {
      outDir: 'out/preload',
      lib: { entry: 'preload/index.ts', formats: ['cjs'] },
      rollupOptions: { output: { entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    // Relative addresses, so that the page works under any path of any host.
    base: './',
    plugins: [react()],
    // The hosts put a fresh nonce in its place with every answer (api/bridge.ts).
    html: { cspNonce: 'FACET_NONCE' },
    build: {
      outDir: 'out/renderer',
      minify: true,
      rollupOptions: { input: 'renderer/index.html' },
      // The page comes from this computer's own disk: one file is read faster than many.
      chunkSizeWarningLimit: 2000,
    },
  },
});
