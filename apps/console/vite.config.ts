import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

/** Where a service runs while the pages are worked on with `npx vite`. */
const SERVICE = process.env['COUNTERSIGN_URL'] ?? 'http://127.0.0.1:8080'

/** The libraries of every page, and what pages share. */
const FRAME =
  /node_modules\/(react|react-dom|scheduler|clsx|get-nonce|@mantine\/(core|hooks|form|notifications)|@tanstack|@floating-ui|@tabler|react-remove-scroll[^/]*|react-transition-group|react-style-singleton|use-[^/]+|aria-hidden|tabbable)\/|apps\/console\/src\/(app|parts)\//

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
    rolldownOptions: {
      output: {
        // What every page needs is one file: forty small ones would take turns on six connections, and each
        // turn is a way there and back. The charts are with the pages that have some.
        codeSplitting: { groups: [{ name: 'frame', test: FRAME, minShareCount: 2 }] },
      },
    },
  },
})
