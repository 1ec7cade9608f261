import { defineConfig } from '@playwright/test'

const args = [
  '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-quic', '--no-first-run',
]

/** Run through `npm run e2e`, which starts the product and says where it is. The browser is the system's: nothing is downloaded. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // More than cores: much of a test is waiting for what other programs do.
  workers: 3,
  // A browser on two cores that databases and engines share is slow at times; what passes at a retry is told as flaky.
  retries: 2,
  // Far above what any test takes: a busy machine is no failure, a hang is.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  // `npm run e2e` runs them one after the other, the second even when the first failed: what kills programs disturbs the rest.
  projects: [{ name: 'product', testIgnore: 'faults/**' }, { name: 'faults', testMatch: 'faults/**/*.spec.ts' }],
  reporter: [['list'], ['json', { outputFile: process.env.E2E_REPORT ?? '../.data/reports/e2e.json' }]],
  use: {
    baseURL: process.env.BASE_URL ?? 'http://localhost:3000',
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args },
    locale: 'en-US',
    // Recording takes as long as the test itself; a retry tells what the first try saw.
    trace: 'on-first-retry',
  },
})
