import { defineConfig } from 'vitest/config'
import { LongestFirst } from './longest-first.ts'
import { alias, patience, root } from './vitest.shared.ts'

/** LONG_TESTS=quiet: those that compare times, which only say something on a machine that does nothing else. */
const kinds: Record<string, string> = { 1: 'long', quiet: 'quiet' }
const kind = kinds[process.env.LONG_TESTS ?? ''] ?? 'db'

/** Tests on a real PostgreSQL; LONG_TESTS=1 runs the long ones instead. */
export default defineConfig({
  root,
  resolve: { alias },
  test: {
    include: [`**/*.${kind}.test.ts`],
    exclude: ['**/node_modules/**', '**/.*/**', 'house-model/**', 'e2e/**'],
    environment: 'node',
    globalSetup: 'lib/testing/database.ts',
    setupFiles: ['lib/testing/own-database.ts', 'lib/testing/property-seed.ts'],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Far above what any test takes: a busy machine is no failure, a hang is.
    testTimeout: kind === 'db' ? 600_000 : 3_600_000,
    hookTimeout: 600_000,
    expect: patience,
  },
})
