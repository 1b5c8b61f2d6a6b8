// The browser tests: Debian's Chromium against the real server, in both languages. See docs/testing.md.
import { defineConfig } from '@playwright/test'
import { chromium } from './harness/chromium.ts'

const tasks = ['tasks/**/*.spec.ts'] // what people do here, in each language
const always = ['holds/**/*.spec.ts'] // what must hold whatever the language

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // A test that fails sometimes is a bug, of the test or of the product. Where nobody watches, one more try keeps a machine
  // that was busy for a moment from hiding what the other tests say; the report lists such a test as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: [['list', { printSteps: false }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    actionTimeout: 7_000,
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'en', testMatch: [...tasks, ...always], use: { locale: 'en-GB' } },
    { name: 'zh', testMatch: tasks, use: { locale: 'zh-CN' } },
  ],
})
