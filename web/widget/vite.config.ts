import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// One classic script with its styles inside: a site embeds it with one tag, and it finds its server by its own address.
export default defineConfig({
  root: here('.'),
  publicDir: false,
  build: {
    outDir: here('../dist/widget'),
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'], // nothing here needs rewriting for these or older ones
    lib: { entry: here('src/main.ts'), formats: ['iife'], name: 'batonWidget', fileName: () => 'widget.js' },
    reportCompressedSize: true,
  },
})
