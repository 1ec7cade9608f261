import { join } from 'node:path'

/** The checkout. */
export const root = join(import.meta.dirname, '..', '..')

/** `@/` is the checkout; `server-only` throws outside Next by design, so tests get an empty module. */
export const alias = { '@': root, 'server-only': join(import.meta.dirname, 'empty-module.ts') }

/** How long a test polls for a fact: far above what any takes. A busy machine is no failure, a hang is. */
export const patience = { poll: { timeout: 60_000 } }
