import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Three faces of one program: the window (no mode), the window's page over a
// loopback port in tests (e2e), and the page alone with made-up data (fake).
export default defineConfig(({ mode }) => ({
  plugins: [react()],
  base: './',
  resolve: {
    alias: {
      '@start': file(mode === 'fake' ? './src/bridge/start.fake.ts' : mode === 'e2e' ? './src/bridge/start.e2e.ts' : './src/bridge/start.ts'),
    },
  },
  build: {
    outDir: mode === 'e2e' ? 'dist-e2e' : mode === 'fake' ? 'dist-fake' : 'dist',
    target: ['es2022', 'safari16'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: false,
    testTimeout: 60_000,
  },
}))
