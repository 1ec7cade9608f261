import type { Endpoint } from '../endpoint'
import { accountsEndpoints } from './accounts'
import { adminEndpoints } from './admin'
import { adminBillingEndpoints } from './admin-billing'
import { adminCoinEndpoints } from './admin-coins'
import { adminInstanceEndpoints } from './admin-instances'
import { adminLimitsEndpoints } from './admin-limits'
import { adminPaymentEndpoints } from './admin-payments'
import { adminMoneyEndpoints } from './admin-money'
import { adminSubscriptionEndpoints } from './admin-subscriptions'
import { billingEndpoints } from './billing'
import { catalogEndpoints } from './catalog'
import { coinEndpoints } from './coins'
import { gatewayEndpoints } from './gateway'
import { usageEndpoints } from './usage'
import { instanceEndpoints } from './instances'
import { instanceLogsEndpoints } from './instance-logs'
import { invoiceEndpoints } from './invoices'
import { keysEndpoints } from './keys'
import { playgroundEndpoints } from './playground'
import { portalEndpoints } from './portal'
import { subscriptionEndpoints } from './subscriptions'
import { systemEndpoints } from './system'
import { walletEndpoints } from './wallet'

/**
 * Every route of the product, by area. Route files are made of these objects, and the OpenAPI document lists them; a test
 * walks app/api and fails when a route is missing here.
 */
export const endpoints: readonly Endpoint[] = [
  ...accountsEndpoints, ...subscriptionEndpoints, ...billingEndpoints, ...coinEndpoints, ...invoiceEndpoints, ...walletEndpoints, ...catalogEndpoints, ...gatewayEndpoints, ...usageEndpoints,
  ...keysEndpoints, ...instanceEndpoints, ...instanceLogsEndpoints, ...playgroundEndpoints, ...portalEndpoints, ...adminEndpoints, ...adminLimitsEndpoints, ...adminInstanceEndpoints, ...adminPaymentEndpoints, ...adminCoinEndpoints, ...adminMoneyEndpoints, ...adminBillingEndpoints, ...adminSubscriptionEndpoints, ...systemEndpoints,
]
