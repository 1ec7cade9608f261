import { PoolAdapter } from './adapter'
import { PrismaClient } from './generated/client'
import { pool } from './pool'

const held = globalThis as { matrixPrisma?: PrismaClient }

function connect(): PrismaClient {
  held.matrixPrisma ??= new PrismaClient({ adapter: new PoolAdapter(pool()) })
  return held.matrixPrisma
}

/**
 * The unscoped client: sees every tenant. Only lib/auth, lib/jobs, lib/domain/<x>/platform, lib/domain/admin and the
 * seed may import it (architecture.test.ts). Connects on first use, so building the app needs no database.
 */
export const platformDb: PrismaClient = new Proxy({} as PrismaClient, {
  get(_target, property) {
    const client = connect()
    const value: unknown = Reflect.get(client, property, client)
    return typeof value === 'function' ? value.bind(client) : value
  },
})

export type PlatformDb = PrismaClient
