import { defineConfig } from 'vitest/config'
import { alias, root } from './vitest.shared.ts'

/** Tests on a real PostgreSQL; LONG_TESTS=1 runs the long ones instead. */
export default defineConfig({
  root,
  resolve: { alias },
  test: {
    include: process.env.LONG_TESTS === '1' ? ['**/*.long.test.ts'] : ['**/*.db.test.ts'],
    exclude: ['**/node_modules/**', '**/.*/**', 'house-model/**', 'e2e/**'],
    environment: 'node',
    globalSetup: 'lib/testing/database.ts',
    setupFiles: ['lib/testing/own-database.ts', 'lib/testing/property-seed.ts'],
    maxWorkers: 2,
    // Far above what any test takes: a busy machine is no failure, a hang is.
    testTimeout: process.env.LONG_TESTS === '1' ? 900_000 : 240_000,
    hookTimeout: 240_000,
  },
})
