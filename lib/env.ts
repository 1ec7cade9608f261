import { isIP } from 'node:net'
import { z } from 'zod'
import { checkCoins, coinShape } from './env-coins'
import { containerShape } from './env-containers'
import { instanceShape } from './env-instances'

const whole = (min: number, max: number, fallback: number) =>
  z.coerce.number(`must be a whole number from ${min} to ${max}`)
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be a whole number from ${min} to ${max}`)
    .max(max, `must be a whole number from ${min} to ${max}`)
    .default(fallback)
const secret = (length: number) => z.string(`must have at least ${length} characters`).min(length, `must have at least ${length} characters`)

const address = '(?:[\\w.-]+|[0-9a-fA-F:.]+)(?:/\\d{1,3})?'
const addresses = z.string().default('')
  .transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''))
  .refine((parts) => parts.every((part) => new RegExp(`^${address}$`).test(part)), 'must be hosts, addresses or ranges like 10.0.0.0/8, separated by commas')

/** A name among the proxies would be trusted by nobody: what is no address is said at once. */
function isProxyRange(text: string): boolean {
  if (text === 'loopback') return true
  const [host = '', bits] = text.split('/')
  return isIP(host) !== 0 && (bits === undefined || Number(bits) <= (isIP(host) === 6 ? 128 : 32))
}
const proxies = addresses.refine((parts) => parts.every(isProxyRange), 'must be loopback, addresses or ranges like 10.0.0.0/8, separated by commas')

const origin = z.string().refine(isOrigin, 'must be an origin like https://ai.example.com, without a path').transform((text) => new URL(text).origin)
const webUrl = z.string().refine((text) => /^https?:$/.test(protocolOf(text)), 'must be a URL that starts with http:// or https://')
const databaseUrl = z.string('must be a URL like postgresql://user:password@host:5432/database')
  .refine((text) => /^postgres(ql)?:$/.test(protocolOf(text)) && new URL(text).pathname.length > 1, 'must be a URL like postgresql://user:password@host:5432/database')
const redisUrl = z.string().refine((text) => /^rediss?:$/.test(protocolOf(text)), 'must be a URL like redis://user:password@host:6379/0')
const smtpUrl = z.string().refine((text) => /^smtps?:$/.test(protocolOf(text)), 'must be a URL like smtp://user:password@host:587')
const isMasterKey = (text: string): boolean => /^[A-Za-z0-9+/]{43}=$/.test(text)
const masterKey = z.string('must be 32 bytes in base64 (openssl rand -base64 32)').refine(isMasterKey, 'must be 32 bytes in base64 (openssl rand -base64 32)')
const formerMasterKeys = z.string().default('').transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''))
  .refine((keys) => keys.every(isMasterKey), 'must be keys of 32 bytes in base64, separated by commas')

const rateSources = z.string().default('')
  .transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''))
  .pipe(z.array(z.enum(['coingecko', 'kraken'], 'must be coingecko, kraken or both, separated by commas')))

const shape = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  ROLE: z.enum(['web', 'gateway', 'worker', 'manager', 'tool']).default('tool'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),

  PORT: whole(1, 65_535, 3000),
  PUBLIC_ORIGIN: origin.optional(),
  INSECURE_HTTP: z.enum(['0', '1'], 'must be 0 or 1').default('0').transform((text) => text === '1'),
  TRUSTED_PROXIES: proxies,
  WEB_ORIGIN: origin.optional(),

  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: whole(1, 200, 10),
  DATABASE_WAIT_MS: whole(1_000, 600_000, 10_000),
  REDIS_URL: redisUrl.optional(),
  AUTH_SECRET: secret(32),
  MASTER_KEY: masterKey,
  MASTER_KEY_FORMER: formerMasterKeys,
  METRICS_TOKEN: secret(16).optional(),

  ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  ADMIN_PASSWORD: secret(12).optional(),
  FIRST_RUN_FILE: z.string().min(1).default('.data/first-run.txt'),

  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z.string().regex(/@/, 'must be an address like Support <support@example.com>').default('Matrix Platform <no-reply@localhost>'),

  BILLING_MODE: z.enum(['test', 'live'], 'must be test or live').default('test'),
  BASE_CURRENCY: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code like USD').default('USD'),
  ALLOW_SANDBOX_PAYMENTS: origin.optional(),
  SANDBOX_WEBHOOK_SECRET: secret(16).optional(),
  STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_(test|live)_/, 'must be a secret key like sk_live_… or sk_test_…').optional(),
  STRIPE_WEBHOOK_SECRET: z.string().regex(/^whsec_/, 'must be a signing secret like whsec_…').optional(),
  STRIPE_API_BASE: webUrl.optional(),
  PAYPAL_CLIENT_ID: z.string().optional(),
  PAYPAL_CLIENT_SECRET: z.string().optional(),
  PAYPAL_ENVIRONMENT: z.enum(['live', 'sandbox'], 'must be live or sandbox').optional(),
  PAYPAL_WEBHOOK_ID: z.string().regex(/^[A-Za-z0-9]+$/, 'must be the id of the webhook, letters and digits').optional(),
  PAYPAL_API_BASE: webUrl.optional(),
  PAYPAL_SDK_URL: webUrl.optional(),
  ...coinShape,
  COIN_RATE_SOURCES: rateSources,
  COIN_RATE_SPREAD_BPS: whole(0, 1_000, 0),
  ALLOW_STATIC_RATES: z.enum(['0', '1'], 'must be 0 or 1').default('0').transform((text) => text === '1'),
  COINGECKO_API_KEY: z.string().optional(),
  COINGECKO_API_BASE: webUrl.optional(),
  KRAKEN_API_BASE: webUrl.optional(),

  ENGINE_URL: webUrl.optional(),
  ENGINE_TOKEN: secret(16).optional(),
  ALLOW_PRIVATE_UPSTREAMS: addresses,
  API_REQUESTS_PER_MINUTE: whole(1, 1_000_000, 300),
  GATEWAY_BODY_LIMIT_BYTES: whole(1024, 1_073_741_824, 4_194_304),
  GATEWAY_BODIES_BYTES: whole(1_048_576, 1_099_511_627_776, 134_217_728),
  GATEWAY_UPSTREAM_TIMEOUT_MS: whole(100, 3_600_000, 120_000),
  GATEWAY_DRAIN_MS: whole(0, 600_000, 30_000),
  INSTANCE_WAKE_MS: whole(0, 120_000, 30_000),

  ...instanceShape,
  ...containerShape,
})

const withRules = shape.transform((values, context) => {
  const complete = { ...values, PUBLIC_ORIGIN: values.PUBLIC_ORIGIN ?? `http://localhost:${values.PORT}` }
  const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message })
  if ((values.ADMIN_EMAIL === undefined) !== (values.ADMIN_PASSWORD === undefined)) {
    refuse(values.ADMIN_EMAIL === undefined ? 'ADMIN_EMAIL' : 'ADMIN_PASSWORD', 'ADMIN_EMAIL and ADMIN_PASSWORD are set together or not at all')
  }
  if (isPlainPublic(complete.PUBLIC_ORIGIN) && !values.INSECURE_HTTP) {
    refuse('PUBLIC_ORIGIN', 'http:// sends passwords in the clear: use https://, or set INSECURE_HTTP=1 on a network you trust')
  }
  if (values.BILLING_MODE === 'live' && values.STRIPE_SECRET_KEY !== undefined && !isLiveKey(values.STRIPE_SECRET_KEY)) {
    refuse('STRIPE_SECRET_KEY', 'a test key, but BILLING_MODE=live')
  }
  for (const name of ['STRIPE_API_BASE', 'PAYPAL_API_BASE', 'PAYPAL_SDK_URL'] as const) {
    if (values.BILLING_MODE === 'live' && values[name] !== undefined) refuse(name, 'another address than the provider itself is for tests, never with BILLING_MODE=live')
  }
  if ((values.PAYPAL_CLIENT_ID === undefined) !== (values.PAYPAL_CLIENT_SECRET === undefined)) {
    refuse(values.PAYPAL_CLIENT_ID === undefined ? 'PAYPAL_CLIENT_ID' : 'PAYPAL_CLIENT_SECRET', 'PAYPAL_CLIENT_ID and PAYPAL_CLIENT_SECRET are set together or not at all')
  }
  // Nothing in PayPal's credentials tells their mode, so it is said beside them.
  if (values.PAYPAL_CLIENT_ID !== undefined && (values.PAYPAL_ENVIRONMENT ?? 'sandbox') !== (values.BILLING_MODE === 'live' ? 'live' : 'sandbox')) {
    refuse('PAYPAL_ENVIRONMENT', `${values.PAYPAL_ENVIRONMENT ?? 'sandbox'}, but BILLING_MODE=${values.BILLING_MODE}`)
  }
  checkCoins(values, refuse)
  // In live mode the sandbox is simply absent, unless somebody asks for it.
  const wantsSandbox = values.BILLING_MODE === 'test' || values.ALLOW_SANDBOX_PAYMENTS !== undefined
  const refusal = wantsSandbox ? sandboxRefusal(complete) : null
  if (refusal !== null) refuse(refusal.name, refusal.reason)
  return complete
})

/** Every variable the product reads; .env.example explains each. */
export const envNames: readonly string[] = Object.keys(shape.shape)

/** The whole configuration, checked. */
export type Env = z.output<typeof withRules>

type SandboxFacts = Pick<Env, 'BILLING_MODE' | 'PUBLIC_ORIGIN'> & Partial<Pick<Env, 'ALLOW_SANDBOX_PAYMENTS' | 'STRIPE_SECRET_KEY'>>

/**
 * Sandbox payments take no money, so they must never serve real customers: refused in live mode, beside a live
 * credential, and on a public origin unless ALLOW_SANDBOX_PAYMENTS names exactly that origin (a deliberate demo).
 * @throws Error whose one-line message names the variable to change
 */
export function assertSandboxAllowed(facts: SandboxFacts): void {
  const refusal = sandboxRefusal(facts)
  if (refusal !== null) throw new Error(`${refusal.name}: ${refusal.reason}`)
}

/**
 * Reads and checks a set of variables; an empty one counts as unset.
 * @throws Error whose message is one line that names each wrong variable
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const result = withRules.safeParse(set)
  if (result.success) return result.data
  throw new Error(result.error.issues.map((issue) => `${issue.path.join('.')}: ${sentence(issue, set)}`).join('; '))
}

let parsed: Env | undefined

/** This process's configuration, read at the first call (so building the app needs none) and the same ever after. */
export function env(): Env {
  parsed ??= parseEnv(process.env)
  return parsed
}

function sandboxRefusal(facts: SandboxFacts): { name: keyof Env; reason: string } | null {
  if (facts.BILLING_MODE === 'live') return { name: 'ALLOW_SANDBOX_PAYMENTS', reason: 'sandbox payments are refused with BILLING_MODE=live' }
  if (isLiveKey(facts.STRIPE_SECRET_KEY ?? '')) {
    return { name: 'STRIPE_SECRET_KEY', reason: 'a live key, but BILLING_MODE=test: set BILLING_MODE=live or use a test key' }
  }
  if (isLocalOrigin(facts.PUBLIC_ORIGIN) || facts.ALLOW_SANDBOX_PAYMENTS === facts.PUBLIC_ORIGIN) return null
  const reason = `${facts.PUBLIC_ORIGIN} is public and BILLING_MODE=test takes no money: set BILLING_MODE=live, or ALLOW_SANDBOX_PAYMENTS to this origin for a demo`
  return { name: 'PUBLIC_ORIGIN', reason }
}

function sentence(issue: { message: string; path: PropertyKey[] }, set: Record<string, string | undefined>): string {
  const isMissing = set[String(issue.path[0])] === undefined
  return isMissing && !issue.message.includes('together') ? `missing (${issue.message})` : issue.message
}

const isLiveKey = (key: string) => /^(sk|rk)_live_/.test(key)

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

function isLocalOrigin(text: string): boolean {
  const { hostname } = new URL(text)
  return isLoopback(hostname) || hostname.endsWith('.test')
}

function isPlainPublic(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === 'http:' && !isLoopback(hostname)
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : ''
}

function isOrigin(text: string): boolean {
  if (!/^https?:$/.test(protocolOf(text))) return false
  const { pathname, search, hash, username } = new URL(text)
  return pathname === '/' && search === '' && hash === '' && username === ''
}

/** Whether the operator gave this variable a value; a default is none. For telling, never for deciding. */
export const isSet = (name: keyof typeof shape.shape): boolean => Boolean(process.env[name])

/** The log level alone, for the logger, which exists before the configuration has been checked (and during a build). */
export function logLevel(): Env['LOG_LEVEL'] {
  return shape.shape.LOG_LEVEL.catch('info').parse(process.env.LOG_LEVEL)
}
