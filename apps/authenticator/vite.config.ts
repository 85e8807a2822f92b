import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

/** Where a service runs while the pages are worked on with `npx vite`. */
const SERVICE = process.env['COUNTERSIGN_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  base: '/authenticator/',
  plugins: [react()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  server: { proxy: { '/device': SERVICE } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // What a phone of 2022 has; older ones lack parts of WebCrypto and CSS that are needed anyway.
    target: ['chrome105', 'firefox112', 'safari16'],
    assetsInlineLimit: 0,
    // The preload helper of Vite puts nothing inline, but its polyfill is for browsers that are not served.
    modulePreload: { polyfill: false },
  },
})
