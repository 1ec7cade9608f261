import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { assertSandboxAllowed, envNames, parseEnv } from './env'

const complete = {
  DATABASE_URL: 'postgresql://matrix:secret@127.0.0.1:5432/matrix',
  AUTH_SECRET: 'a'.repeat(32),
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
}
const reading = (overrides: Record<string, string>) => () => parseEnv({ ...complete, ...overrides })

describe('defaults', () => {
  test('a local test installation needs only its database and its two keys', () => {
    const env = parseEnv({ ...complete, PORT: '3100' })
    expect(env).toMatchObject({ PUBLIC_ORIGIN: 'http://localhost:3100', BILLING_MODE: 'test', BASE_CURRENCY: 'USD', GATEWAY_BODY_LIMIT_BYTES: 4_194_304 })
  })

  test('an empty variable counts as unset', () => {
    expect(parseEnv({ ...complete, SMTP_URL: '', PORT: '' })).toMatchObject({ PORT: 3000 })
  })

  test('lists are split at commas', () => {
    expect(parseEnv({ ...complete, ALLOW_PRIVATE_UPSTREAMS: 'loopback, 10.0.0.0/8,fd00::/8' }).ALLOW_PRIVATE_UPSTREAMS)
      .toEqual(['loopback', '10.0.0.0/8', 'fd00::/8'])
  })
})

describe('.env.example', () => {
  const text = readFileSync('.env.example', 'utf8')
  // Set by the supervisor for its programs, never by a person.
  const internal = ['NODE_ENV', 'ROLE', 'WEB_ORIGIN', 'FIRST_RUN_FILE']

  test('names every variable a person may set, and no other', () => {
    const named = [...text.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1])
    expect(named.toSorted()).toEqual(envNames.filter((name) => !internal.includes(name)).toSorted())
  })

  test('its examples are valid', () => {
    const examples = [...text.matchAll(/^#([A-Z][A-Z0-9_]+)=(.+)$/gm)].map((match) => [match[1] ?? '', match[2] ?? ''] as const)
    expect(examples.length).toBeGreaterThan(10)
    expect(catchMessage(() => parseEnv({ ...complete, ...Object.fromEntries(examples) }))).not.toContain('must')
  })
})

describe('wrong values', () => {
  test('the message is one line that names every wrong variable', () => {
    const failure = catchMessage(() => parseEnv({ PORT: '99999', DATABASE_URL: 'mysql://x/y', MASTER_KEY: 'short' }))
    expect(failure).not.toContain('\n')
    for (const name of ['PORT', 'DATABASE_URL', 'MASTER_KEY', 'AUTH_SECRET: missing']) expect(failure).toContain(name)
  })

  test('the message never repeats a secret', () => {
    expect(catchMessage(reading({ AUTH_SECRET: 'tiny-secret', MASTER_KEY: 'also-secret' }))).not.toMatch(/tiny-secret|also-secret/)
  })

  test.each([
    ['PORT', 'abc'], ['PORT', '0'], ['PUBLIC_ORIGIN', 'ai.example.com'], ['PUBLIC_ORIGIN', 'https://ai.example.com/path'],
    ['DATABASE_URL', 'postgresql://host'], ['DATABASE_URL', 'nonsense'], ['SMTP_URL', 'https://mail'], ['BILLING_MODE', 'production'],
    ['BASE_CURRENCY', 'usd'], ['ADMIN_EMAIL', 'nobody'], ['INSECURE_HTTP', 'yes'], ['TRUSTED_PROXIES', '10.0.0.0/8;bad host'], ['TRUSTED_PROXIES', 'proxy.internal'], ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['GATEWAY_DRAIN_MS', '-1'], ['LOG_LEVEL', 'loud'], ['ENGINE_URL', 'ftp://engine'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(reading({ [name]: value })).toThrow(new RegExp(`^${name}: `))
  })

  test('ADMIN_EMAIL without ADMIN_PASSWORD is refused', () => {
    expect(reading({ ADMIN_EMAIL: 'owner@example.com' })).toThrow('set together')
  })

  test('plain http on a public host needs INSECURE_HTTP', () => {
    const demo = { PUBLIC_ORIGIN: 'http://ai.example.com', ALLOW_SANDBOX_PAYMENTS: 'http://ai.example.com' }
    expect(reading(demo)).toThrow('PUBLIC_ORIGIN: http://')
    expect(reading({ ...demo, INSECURE_HTTP: '1' })).not.toThrow()
  })
})

describe('sandbox payments', () => {
  const test_ = { BILLING_MODE: 'test' } as const

  test.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'https://shop.test', 'https://a.localhost'])('run on %s', (origin) => {
    expect(() => assertSandboxAllowed({ ...test_, PUBLIC_ORIGIN: origin })).not.toThrow()
  })

  test.each(['https://ai.example.com', 'https://localhost.example.com', 'https://test', 'http://10.0.0.5', 'http://128.0.0.1'])('are refused on %s', (origin) => {
    expect(() => assertSandboxAllowed({ ...test_, PUBLIC_ORIGIN: origin })).toThrow('PUBLIC_ORIGIN')
  })

  test('run on a public origin only when ALLOW_SANDBOX_PAYMENTS names exactly that origin', () => {
    const demo = { ...test_, PUBLIC_ORIGIN: 'https://demo.example.com' }
    expect(() => assertSandboxAllowed({ ...demo, ALLOW_SANDBOX_PAYMENTS: 'https://demo.example.com' })).not.toThrow()
    expect(() => assertSandboxAllowed({ ...demo, ALLOW_SANDBOX_PAYMENTS: 'https://other.example.com' })).toThrow('PUBLIC_ORIGIN')
  })

  test.each(['sk_live_1', 'rk_live_1'])('are refused beside the live credential %s, even locally', (key) => {
    expect(() => assertSandboxAllowed({ ...test_, PUBLIC_ORIGIN: 'http://localhost', STRIPE_SECRET_KEY: key })).toThrow('STRIPE_SECRET_KEY')
    expect(reading({ STRIPE_SECRET_KEY: key })).toThrow('STRIPE_SECRET_KEY')
  })

  test('are refused in live mode', () => {
    expect(() => assertSandboxAllowed({ BILLING_MODE: 'live', PUBLIC_ORIGIN: 'http://localhost' })).toThrow('BILLING_MODE=live')
    expect(reading({ BILLING_MODE: 'live', ALLOW_SANDBOX_PAYMENTS: 'http://localhost:3000' })).toThrow('ALLOW_SANDBOX_PAYMENTS')
  })

  test('live mode without them starts, on a public origin and with a live key', () => {
    expect(reading({ BILLING_MODE: 'live', PUBLIC_ORIGIN: 'https://ai.example.com', STRIPE_SECRET_KEY: 'sk_live_1' })).not.toThrow()
    expect(reading({ BILLING_MODE: 'live', STRIPE_SECRET_KEY: 'sk_test_1' })).toThrow('STRIPE_SECRET_KEY')
  })
})

test.each([
  [{ PAYPAL_CLIENT_ID: 'a' }, 'PAYPAL_CLIENT_SECRET'],
  [{ PAYPAL_CLIENT_ID: 'a', PAYPAL_CLIENT_SECRET: 'b', PAYPAL_ENVIRONMENT: 'live' }, 'PAYPAL_ENVIRONMENT'],
  [{ PAYPAL_CLIENT_ID: 'a', PAYPAL_CLIENT_SECRET: 'b', BILLING_MODE: 'live' }, 'PAYPAL_ENVIRONMENT'],
  [{ BILLING_MODE: 'live', STRIPE_API_BASE: 'http://127.0.0.1:1' }, 'STRIPE_API_BASE'],
  [{ BILLING_MODE: 'live', PAYPAL_SDK_URL: 'http://127.0.0.1:1/sdk/js' }, 'PAYPAL_SDK_URL'],
  [{ STRIPE_WEBHOOK_SECRET: 'secret' }, 'STRIPE_WEBHOOK_SECRET'],
])('payment settings that contradict each other are refused: %j', (settings, name) => {
  expect(reading(settings)).toThrow(name)
})

function catchMessage(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return ''
}

describe('coins', () => {
  const [zpub, xpub] = ['zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs',
    'xpub6DCoCpSuQZB2jawqnGMEPS63ePKWkwWPH4TU45Q7LPXWuNd8TMtVxRrgjtEshuqpK3mdhaWHPFsBngh5GFZaM6si3yZdUsT8ddYM3PwnATt']
  const zprv = 'zprvAdG4iTXWBoARxkkzNpNh8r6Qag3irQB8PzEMkAFeTRXxHpbF9z4QgEvBRmfvqWvGp42t42nvgGpNgYSJA9iefm1yYNZKEm7z6qUWCroSQnE'
  const live = { BILLING_MODE: 'live', PUBLIC_ORIGIN: 'https://ai.example.com' }
  const bitcoin = { ...live, BTC_XPUB: zpub, BTC_RPC_URL: 'http://u:p@127.0.0.1:8332' }
  const evm = { ...live, EVM_XPUB: xpub, EVM_RPC_URLS: 'https://one.example.com, https://two.example.com' }

  test('are received in live mode on the chains where they have worth', () => {
    expect(reading(bitcoin)).not.toThrow()
    expect(reading(evm)).not.toThrow()
    expect(parseEnv({ ...complete, ...evm }).EVM_RPC_URLS).toHaveLength(2)
  })

  test.each([
    ['a private key', { ...bitcoin, BTC_XPUB: zprv }, 'BTC_XPUB: a PRIVATE key'],
    ['a private key for EVM', { ...evm, EVM_XPUB: zprv }, 'EVM_XPUB: a PRIVATE key'],
    ['a test network in live mode', { ...bitcoin, BTC_NETWORK: 'regtest' }, 'BTC_NETWORK: '],
    ['the test node of the tests in live mode', { ...bitcoin, BTC_NETWORK: 'litecoin-regtest' }, 'BTC_NETWORK: '],
    ['coins with worth in test mode', { ...bitcoin, BILLING_MODE: 'test', PUBLIC_ORIGIN: 'http://localhost', BTC_NETWORK: 'mainnet' }, 'BTC_NETWORK: '],
    ['a key for mainnet in test mode', { ...bitcoin, BILLING_MODE: 'test', PUBLIC_ORIGIN: 'http://localhost' }, 'BTC_XPUB: '],
    ['no source of blocks', { ...live, BTC_XPUB: zpub }, 'BTC_RPC_URL: '],
    ['two sources of blocks', { ...bitcoin, BTC_ESPLORA_URL: 'https://e.example.com' }, 'BTC_ESPLORA_URL: '],
    ['a node without a key', { ...live, BTC_RPC_URL: 'http://127.0.0.1:8332' }, 'BTC_XPUB: missing'],
    ['one EVM node in live mode', { ...evm, EVM_RPC_URLS: 'https://one.example.com' }, 'EVM_RPC_URLS: '],
    ['the same EVM node twice', { ...evm, EVM_RPC_URLS: 'https://one.example.com,https://one.example.com' }, 'EVM_RPC_URLS: '],
    ['a test chain in live mode', { ...evm, EVM_CHAIN_ID: '11155111' }, 'EVM_CHAIN_ID: '],
    ['Ethereum in test mode', { ...evm, BILLING_MODE: 'test', PUBLIC_ORIGIN: 'http://localhost', EVM_CHAIN_ID: '1' }, 'EVM_CHAIN_ID: '],
    ['another token in live mode', { ...evm, USDT_TOKEN_ADDRESS: `0x${'1'.repeat(40)}` }, 'USDT_TOKEN_ADDRESS: '],
    ['a key of Bitcoin for EVM', { ...evm, EVM_XPUB: zpub }, 'EVM_XPUB: '],
  ])('%s is refused by name, without the key', (_what, values, message) => {
    const failure = catchMessage(reading(values))
    expect(failure).toContain(message)
    expect(failure).not.toContain(zprv.slice(4, 30))
  })
})
