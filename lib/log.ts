import pino from 'pino'
import { logLevel } from './env'

/** Wherever these names appear in a logged object, their values are masked. */
const secretNames = ['authorization', 'cookie', 'password', 'passwordHash', 'currentPassword', 'newPassword', 'token', 'secret', 'apiKey', 'api_key', 'set-cookie', 'x-api-key']
const secretTexts = /mk_live_[\w-]+|Bearer\s+\S+|(?<=[?&]token=)[^&\s"']+|postgres(?:ql)?:\/\/[^\s@]+@|smtps?:\/\/[^\s@]+@/g

/** A text without the secrets that are known by their shape: keys, tokens in links, credentials in URLs. */
export const maskSecrets = (text: string): string => text.replace(secretTexts, '[masked]')

const censor = '[masked]'

/** Structured JSON lines on stdout: UTC, one line a record (JSON escapes every line break), secrets masked by name and by shape. */
export const log = pino({
  level: logLevel(),
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
  redact: { paths: secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor },
  serializers: {
    err: (error: unknown) => {
      const plain = pino.stdSerializers.err(error instanceof Error ? error : new Error(String(error)))
      return { type: plain.type, message: maskSecrets(plain.message), stack: maskSecrets(plain.stack ?? ''), ...(Reflect.has(plain, 'code') ? { code: Reflect.get(plain, 'code') as unknown } : {}) }
    },
  },
  hooks: { logMethod(args, method) { method.apply(this, args.map((one: unknown) => (typeof one === 'string' ? maskSecrets(one) : one)) as Parameters<typeof method>) } },
})

/** The same for the one line of every request, whose fields are plain: names inside of them are not looked for, which costs more than all the rest. */
export const requestLog = log.child({}, { redact: { paths: secretNames.map((name) => `["${name}"]`), censor } })
