import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'
import { alias, root } from './vitest.shared.ts'

/** What drives real instances: no database; one file at a time, for each takes its share of the machine. */
export default defineConfig({
  root,
  // Also run by a user who may not write to the checkout.
  cacheDir: join(tmpdir(), `matrix-vite-${process.getuid?.() ?? 0}`),
  resolve: { alias },
  test: {
    include: ['**/*.instances.test.ts'],
    exclude: ['**/node_modules/**', '**/.*/**', 'house-model/**', 'e2e/**'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
