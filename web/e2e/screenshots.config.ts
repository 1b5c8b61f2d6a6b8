// Pictures of every page, in both languages, light and dark: `npm run screenshots`. They go to web/dist-screenshots, or to the
// folder that BATON_SCREENSHOTS names; the few that the README shows also to docs/screenshots with BATON_SCREENSHOTS_README=1.
import { defineConfig } from '@playwright/test'
import all from './playwright.config.ts'

const looks = (['en', 'zh'] as const).flatMap((language) => (['light', 'dark'] as const).map((theme) => ({ language, theme })))

export default defineConfig({
  ...all,
  testDir: 'screenshots',
  fullyParallel: false,
  workers: 1, // one shop for all, as its customers and people left it
  timeout: 60_000,
  projects: looks.map(({ language, theme }) => ({
    name: `${language}-${theme}`,
    testMatch: '*.shots.ts',
    use: { locale: language === 'zh' ? 'zh-CN' : 'en-GB', colorScheme: theme, timezoneId: 'Asia/Singapore', screenshot: 'off', trace: 'off' },
  })),
})
