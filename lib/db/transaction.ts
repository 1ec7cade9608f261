import { setTimeout as sleep } from 'node:timers/promises'
import { env } from '@/lib/env'
import type { PrismaClient } from './generated/client'

/** What a verb runs against: Prisma inside a transaction, so nothing here can open another one. */
export type Db = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'>

const tries = 4

/** Serialisation failure, deadlock, or Prisma's own word for them: safe to run again from the start. */
function isTransient(error: unknown): boolean {
  const text = error instanceof Error ? `${Reflect.get(error, 'code') ?? ''} ${error.message}` : ''
  return /\bP2034\b|\b40001\b|\b40P01\b|deadlock detected|could not serialize/.test(text)
}

/**
 * Runs `run` in one READ COMMITTED transaction and again (with jitter) when Postgres asks for it. `run` must not reach
 * outside the database: no provider or upstream call while rows are locked.
 */
export async function inTransaction<T>(db: PrismaClient, run: (tx: Db) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(run, { maxWait: env().DATABASE_WAIT_MS, timeout: 2 * env().DATABASE_WAIT_MS })
    } catch (error) {
      if (attempt === tries || !isTransient(error)) throw error
      await sleep(Math.random() * 40 * attempt)
    }
  }
}
