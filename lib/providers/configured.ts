import { env } from '@/lib/env'
import { configuredChains } from './chains/configured'
import { localMail } from './mail/local'
import { smtpMail } from './mail/smtp'
import { configuredPayments } from './payments/configured'
import { configuredRates } from './rates/configured'
import type { Providers } from './types'

let built: Providers | undefined

/** The outside world as this deployment's configuration names it; built once a process. */
export function configuredProviders(): Providers {
  const { SMTP_URL, MAIL_FROM } = env()
  built ??= { mail: SMTP_URL ? smtpMail(SMTP_URL, MAIL_FROM) : localMail, payments: configuredPayments(), chains: configuredChains(), rates: configuredRates() }
  return built
}
