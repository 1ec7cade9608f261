import { join } from 'node:path'
import { defineConfig } from 'prisma/config'

// Prisma's own schema engine is a download at run time; ours speaks the same protocol from what npm installed.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= join(import.meta.dirname, 'scripts', 'schema-engine.mjs')

const url = process.env.DATABASE_URL

/**
 * `prisma generate` and `prisma validate` need no database. For the others:
 * DATABASE_URL=$(node scripts/postgres.mjs start) npx prisma migrate dev --name what_changes
 */
export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  ...(url === undefined ? {} : { datasource: { url } }),
})
