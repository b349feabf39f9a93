import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { onlyUsed } from './uswds.ts'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Parts of pdf.js that it asks for by name when a page needs them, from the folder
// pdf/: the fonts that PDF files need not carry, and the reader of JPEG 2000
// pictures that needs no WebAssembly, which the page's policy forbids.
const pdfParts: Plugin = {
  name: 'pdf-parts',
  generateBundle() {
    const from = file('./node_modules/pdfjs-dist/')
    const fonts = readdirSync(`${from}standard_fonts`).map((name) => `standard_fonts/${name}`)
    for (const part of [...fonts, 'wasm/openjpeg_nowasm_fallback.js', 'wasm/LICENSE_OPENJPEG']) {
      this.emitFile({ type: 'asset', fileName: `pdf/${part.split('/')[1]}`, source: readFileSync(from + part) })
    }
  },
}

// Faces of one program: the window (no mode), the window's page over a loopback
// port in tests (e2e), the page alone with made-up data (fake); and the pieces that
// all of them are made of (gallery).
export default defineConfig(({ mode }) => ({
  plugins: [react(), pdfParts],
  worker: { format: 'es' },
  base: './',
  resolve: {
    alias: {
      '@start': file(mode === 'fake' ? './src/bridge/start.fake.ts' : mode === 'e2e' ? './src/bridge/start.e2e.ts' : './src/bridge/start.ts'),
    },
  },
  build: {
    outDir: mode === 'production' ? 'dist' : `dist-${mode}`,
    rollupOptions: mode === 'gallery' ? { input: file('./gallery.html') } : {},
    target: ['es2022', 'safari16'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  css: { postcss: { plugins: [onlyUsed()] } },
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: { include: [/tokens\.css/] }, // which a test reads
    testTimeout: 60_000,
  },
}))
