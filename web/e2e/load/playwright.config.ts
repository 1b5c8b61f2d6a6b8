// The desk under load: no part of make test, as it takes minutes. `make e2e-load DURATION=10m`.
import { defineConfig } from '@playwright/test'
import base from '../playwright.config.ts'

export default defineConfig({
  ...base,
  testDir: '.',
  outputDir: '../../test-results',
  workers: 1,
  timeout: 0,
  projects: [{ name: 'load', testMatch: '*.spec.ts', use: { locale: 'en-GB', trace: 'off' } }],
})
