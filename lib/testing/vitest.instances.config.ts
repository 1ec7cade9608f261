import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'
import { alias, patience, root } from './vitest.shared.ts'

/** What drives real instances: no database; one file at a time, for each takes its share of the machine. LONG_TESTS=1: also those that take it for minutes. ENGINE_TESTS=1: those with engines of others. */
export default defineConfig({
  root,
  // Also run by a user who may not write to the checkout.
  cacheDir: join(tmpdir(), `matrix-vite-${process.getuid?.() ?? 0}`),
  resolve: { alias },
  test: {
    include: process.env.ENGINE_TESTS === '1' ? ['**/*.engines.test.ts'] : ['**/*.instances.test.ts', ...(process.env.LONG_TESTS === '1' ? ['**/*.alone.test.ts'] : [])],
    exclude: ['**/node_modules/**', '**/.*/**', 'house-model/**', 'e2e/**'],
    environment: 'node',
    fileParallelism: false,
    // Far above what any test takes: a busy machine is no failure, a hang is.
    testTimeout: 900_000,
    hookTimeout: 1_800_000,
    expect: patience,
  },
})
