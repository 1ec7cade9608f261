import type { ChainSource } from './chains/types'
import type { MailProvider } from './mail/types'
import type { PaymentProvider, PaymentProviderId } from './payments/types'
import type { RateSource } from './rates/types'

/** The outside world as verbs may see it: one real adapter each, chosen by configuration in ./configured.ts. */
export type Providers = {
  mail: MailProvider
  /** Only the providers that are configured. */
  payments: Partial<Record<PaymentProviderId, PaymentProvider>>
  /** The chains coins are received on; empty unless the operator configured one. */
  chains: readonly ChainSource[]
  /** Who tells what coins are worth, the one that is quoted first; empty where staff set the rates. */
  rates: readonly RateSource[]
}
