import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dataPath } from './paths.mjs'

const make = {
  AUTH_SECRET: () => randomBytes(32).toString('base64url'),
  MASTER_KEY: () => randomBytes(32).toString('base64'),
  ENGINE_TOKEN: () => randomBytes(24).toString('base64url'),
  SANDBOX_WEBHOOK_SECRET: () => `whsec_${randomBytes(24).toString('base64url')}`,
  METRICS_TOKEN: () => randomBytes(24).toString('base64url'),
  POSTGRES_PASSWORD: () => randomBytes(18).toString('base64url'),
}

/** This installation's own secrets, made once and kept in `.data/secrets.json` (mode 600). Losing MASTER_KEY loses what it encrypted. */
export function secrets() {
  const path = dataPath('secrets.json')
  const kept = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const missing = Object.keys(make).filter((name) => typeof kept[name] !== 'string')
  for (const name of missing) kept[name] = make[name]()
  if (missing.length > 0) {
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
    renameSync(draft, path)
  }
  chmodSync(path, 0o600)
  return kept
}
