import { defineConfig } from 'vite'

/** The service worker is one file with a fixed name at the root of its scope. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  base: '/authenticator/',
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    lib: {
      entry: 'src/worker/service-worker.ts',
      formats: ['iife'],
      name: 'worker',
      fileName: () => 'sw.js',
    },
  },
})
