import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

/** Where a service runs while the pages are worked on with `npx vite`. */
const SERVICE = process.env['COUNTERSIGN_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  server: { proxy: { '/console/api': SERVICE } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome111', 'firefox113', 'safari16.4'],
    assetsInlineLimit: 0,
    // The frame with its components is one file; the budget of the first load is a test's.
    chunkSizeWarningLimit: 800,
    modulePreload: { polyfill: false },
  },
})
