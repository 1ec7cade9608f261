import { defineConfig } from 'vitest/config'
import { alias, patience, root } from './vitest.shared.ts'

/** Pure tests: no database, no network. */
export default defineConfig({
  root,
  resolve: { alias },
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx', 'scripts/**/*.test.mjs'],
    exclude: ['**/node_modules/**', '**/.*/**', 'house-model/**', 'e2e/**', '**/*.db.test.ts', '**/*.instances.test.ts', '**/*.long.test.ts', '**/*.quiet.test.ts', '**/*.alone.test.ts', '**/*.engines.test.ts'],
    environment: 'node',
    setupFiles: ['lib/testing/property-seed.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
    expect: patience,
  },
})
