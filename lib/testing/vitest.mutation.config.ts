import { defineConfig } from 'vitest/config'
import { alias, root } from './vitest.shared.ts'

/** The direct tests of the pure modules that count money: what every mutant of them is held against (npm run test:mutation). */
export default defineConfig({
  root,
  resolve: { alias },
  test: {
    include: ['lib/domain/ledger/**/*.test.ts', 'lib/domain/billing/**/*.test.ts'],
    exclude: ['**/*.db.test.ts', '**/*.long.test.ts', '**/lives.*.test.ts'],
    environment: 'node',
    setupFiles: ['lib/testing/property-seed.ts'],
    testTimeout: 20_000,
  },
})
