import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { env } from '@/lib/env'
import { seedBulk } from './bulk'
import { seedWorld } from './world'

/** `npm run seed [-- --clients N --events M]`: the first world, and on request a large one beside it. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { clients: { type: 'string' }, events: { type: 'string' } } })
  const [clients, events] = [wholeNumber('clients', values.clients), wholeNumber('events', values.events)]
  if (events > 0 && clients < 3) throw new Error('--events needs --clients 3 or more')
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password, FIRST_RUN_FILE: firstRunFile } = env()
  await seedWorld(platformDb, { now: new Date(), firstRunPath: resolve(firstRunFile), staff: { email, password } })
  if (clients > 0) await seedBulk({ clients, events }, new Date())
}

function wholeNumber(name: string, text: string | undefined): number {
  if (text === undefined) return 0
  if (!/^\d{1,8}$/.test(text)) throw new Error(`--${name} must be a whole number`)
  return Number(text)
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await platformDb.$disconnect()
  await closePool()
}
