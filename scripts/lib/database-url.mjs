import { postgres } from '../postgres.mjs'
import { loadSettings } from './settings.mjs'

/** Which database a command of this checkout means: DATABASE_URL's, else .env's, else the embedded one, started when needed. */
export async function databaseUrl() {
  if (!process.env.DATABASE_URL) loadSettings()
  return process.env.DATABASE_URL || postgres().start()
}
