import { env } from '@/lib/env'
import { configuredChains } from './chains/configured'
import { localMail } from './mail/local'
import { smtpMail } from './mail/smtp'
import { configuredPayments } from './payments/configured'
import { cryptoPayments } from './payments/crypto/crypto-provider'
import { configuredRates } from './rates/configured'
import type { Providers } from './types'

let built: Providers | undefined

/** The outside world as this deployment's configuration names it; built once a process. */
export function configuredProviders(): Providers {
  const { BILLING_MODE, SMTP_URL, MAIL_FROM } = env()
  if (built) return built
  const chains = configuredChains()
  built = {
    mail: SMTP_URL ? smtpMail(SMTP_URL, MAIL_FROM) : localMail, payments: { ...configuredPayments(), ...cryptoPayments(chains, BILLING_MODE) }, chains, rates: configuredRates(),
  }
  return built
}
