import { randomInt } from 'node:crypto'
import { pool } from './pool'

const letters = 'abcdefghijklmnopqrstuvwxyz234567'
let kept: Promise<string> | undefined

async function read(): Promise<string> {
  const mark = Array.from({ length: 16 }, () => letters.charAt(randomInt(letters.length))).join('')
  await pool().query(`INSERT INTO "Installation" ("mark", "createdAt") VALUES ($1, now()) ON CONFLICT ("id") DO NOTHING`, [mark])
  const { rows } = await pool().query<{ mark: string }>('SELECT "mark" FROM "Installation"')
  return rows[0]?.mark ?? mark
}

/** What this installation is told from others by, wherever it makes things: 16 lower-case letters and digits, made once and kept. */
export function installationId(): Promise<string> {
  kept ??= read().catch((error: unknown) => {
    kept = undefined
    throw error
  })
  return kept
}
