import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.BATON_URL ?? 'http://127.0.0.1:8080'

// A few files instead of dozens of tiny ones; the texts stay apart, by language.
const group = (name: string, priority: number, modules: RegExp) => ({
  name,
  priority,
  test: (id: string) => modules.test(id) && !id.endsWith('.json') && !id.includes('/texts.'),
})
const groups = [
  group('vue', 4, /node_modules\/(@vue|vue|vue-router|vue-i18n|@intlify|openapi-fetch)\//),
  group('dialogs', 3, /node_modules/), // Reka's: as much as all of ours, and not needed to sign in
  group('shared', 2, /src\/(api|i18n|style)\/|src\/ui\/(?!Ui(Dialog|Menu|Tabs|Confirm|Secret))|src\/[^/]+\.ts$/),
  group('editorial', 1, /src\/editorial\//),
]

export default defineConfig({
  root: here('.'),
  base: '/console/',
  plugins: [vue()],
  resolve: { alias: { '@': here('./src') } },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: here('../dist/console'),
    emptyOutDir: true,
    target: ['chrome123', 'firefox121', 'safari17.5'], // light-dark() in CSS sets the floor
    assetsInlineLimit: 0, // the content security policy allows no data: fonts or scripts
    modulePreload: { polyfill: false }, // the polyfill would be an inline script
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: {
    proxy: Object.fromEntries(['/v1', '/openapi.json', '/widget.js'].map((path) => [path, server])),
  },
})
