import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort } from '../../lib/testing/free-port'

const root = path.resolve(import.meta.dirname, '..', '..')
const next = [path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), 'start', '-H', 'localhost', '-p']
const unset = {
  STRIPE_API_BASE: '', PAYPAL_API_BASE: '', PAYPAL_SDK_URL: '', STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '', PAYPAL_CLIENT_ID: '', PAYPAL_CLIENT_SECRET: '', PAYPAL_ENVIRONMENT: '', PAYPAL_WEBHOOK_ID: '',
  BTC_XPUB: '', BTC_NETWORK: '', BTC_RPC_URL: '', BTC_ESPLORA_URL: '', EVM_XPUB: '', EVM_CHAIN_ID: '', EVM_RPC_URLS: '', USDT_TOKEN_ADDRESS: '',
}

/** The program as it was built, with the tests' own environment changed by `env`. */
const start = (args: string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })

const programs: Record<string, (port: number) => string[]> = {
  web: (port) => [...next, String(port)],
  gateway: () => [path.join(root, '.build', 'gateway.js')],
  worker: () => [path.join(root, '.build', 'worker.js')],
  manager: () => [path.join(root, '.build', 'manager.js')],
}

/** How a program ends that refuses its configuration, and the lines it says of it. */
async function refusal(name: string, env: Record<string, string>): Promise<{ status: number | null; lines: string[] }> {
  const port = await freePort()
  const child = start(programs[name]?.(port) ?? [], { ...unset, ...env, PORT: String(port), ROLE: name })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { said += text })
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, lines: said.split('\n').filter((line) => line.startsWith('error: ')) }
}

/** BIP 32's published example: nobody's. */
const privateKey = 'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi'

const refused: [string, Record<string, string>, RegExp][] = [
  ['a live key beside the sandbox', { STRIPE_SECRET_KEY: 'sk_live_1234567890' }, /^error: STRIPE_SECRET_KEY: a live key, but BILLING_MODE=test/],
  ['the sandbox in live mode', { BILLING_MODE: 'live', ALLOW_SANDBOX_PAYMENTS: 'https://ai.example.com' }, /^error: ALLOW_SANDBOX_PAYMENTS: sandbox payments are refused with BILLING_MODE=live/],
  ['a test key in live mode', { BILLING_MODE: 'live', STRIPE_SECRET_KEY: 'sk_test_1234567890' }, /^error: STRIPE_SECRET_KEY: a test key, but BILLING_MODE=live/],
  ['PayPal’s test account in live mode', { BILLING_MODE: 'live', PAYPAL_CLIENT_ID: 'id', PAYPAL_CLIENT_SECRET: 'secret', PAYPAL_ENVIRONMENT: 'sandbox' }, /^error: PAYPAL_ENVIRONMENT: sandbox, but BILLING_MODE=live/],
  ['another address than Stripe’s in live mode', { BILLING_MODE: 'live', STRIPE_SECRET_KEY: 'sk_live_1234567890', STRIPE_API_BASE: 'http://127.0.0.1:1' }, /^error: STRIPE_API_BASE: /],
  ['a private key where the public one belongs', { BTC_XPUB: privateKey, BTC_ESPLORA_URL: 'http://127.0.0.1:1' }, /^error: BTC_XPUB: .*private key/i],
  ['the sandbox on a public origin', { PUBLIC_ORIGIN: 'https://ai.example.com' }, /^error: PUBLIC_ORIGIN: https:\/\/ai\.example\.com is public and BILLING_MODE=test takes no money/],
]

for (const [what, env, message] of refused) {
  test(`nothing starts with ${what}: each program ends with status 1 and one line`, async () => {
    for (const name of Object.keys(programs)) {
      const { status, lines } = await refusal(name, env)
      expect(status, name).toBe(1)
      expect(lines, name).toHaveLength(1)
      expect(lines[0], name).toMatch(message)
      expect(lines[0], name).not.toContain(privateKey)
    }
  })
}

test('without the secrets of its webhooks it starts on http://localhost, and those webhooks answer 503', async ({ request }) => {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const providers = { STRIPE_SECRET_KEY: 'sk_test_1234567890', PAYPAL_CLIENT_ID: 'id', PAYPAL_CLIENT_SECRET: 'secret', PAYPAL_ENVIRONMENT: 'sandbox' }
  const web = start([...next, String(port)], { ...unset, ...providers, SANDBOX_WEBHOOK_SECRET: '', PORT: String(port), PUBLIC_ORIGIN: origin, ROLE: 'web' })
  try {
    await expect.poll(async () => (await request.get(`${origin}/sign-in`, { timeout: 5_000 }).catch(() => null))?.status() ?? 0, { timeout: 90_000 }).toBe(200)
    for (const provider of ['stripe', 'paypal', 'sandbox']) {
      const answer = await request.post(`${origin}/api/webhooks/${provider}`, { data: '{"id":"evt_1"}', headers: { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=00' } })
      expect(answer.status(), provider).toBe(503)
    }
  } finally {
    web.kill('SIGKILL')
  }
})
