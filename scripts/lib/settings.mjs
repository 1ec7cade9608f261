import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { Refusal } from './fail.mjs'
import { root } from './paths.mjs'
import { secrets } from './secrets.mjs'

const OWN_SECRETS = ['AUTH_SECRET', 'MASTER_KEY', 'ENGINE_TOKEN', 'SANDBOX_WEBHOOK_SECRET', 'METRICS_TOKEN']

/**
 * Completes process.env: what the shell set stays, then `.env`, then this installation's own secrets.
 * Checks only what must be known before anything is installed; lib/env.ts checks everything.
 */
export function loadSettings() {
  const file = join(root, '.env')
  if (existsSync(file)) loadEnvFile(file)
  const kept = secrets()
  for (const name of OWN_SECRETS) process.env[name] ||= kept[name]
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  checkPort()
  checkUrl('PUBLIC_ORIGIN', /^https?:$/, 'must be an origin like https://ai.example.com')
  checkUrl('DATABASE_URL', /^postgres(ql)?:$/, 'must be a URL like postgresql://user:password@host:5432/database')
}

function checkPort() {
  const text = process.env.PORT ?? ''
  if (text !== '' && !(/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535)) {
    throw new Refusal('PORT: must be a whole number from 1 to 65535')
  }
}

function checkUrl(name, protocol, shape) {
  const text = process.env[name] ?? ''
  if (text !== '' && !(URL.canParse(text) && protocol.test(new URL(text).protocol))) throw new Refusal(`${name}: ${shape}`)
}
