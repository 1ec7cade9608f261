import { join } from 'node:path'

/** The checkout. */
export const root = join(import.meta.dirname, '..', '..')

/** `@/` is the checkout; `server-only` throws outside Next by design, so tests get an empty module. */
export const alias = { '@': root, 'server-only': join(import.meta.dirname, 'empty-module.ts') }
