type Query = Record<string, string | number | undefined>

/** A path with the parameters that are set. */
function withQuery(path: string, query: Query): string {
  const set = Object.entries(query).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, String(value)]]))
  return set.length ? `${path}?${new URLSearchParams(set)}` : path
}

const segment = encodeURIComponent

/** Every page and download of the product. Paths carry no language: the links of lib/i18n/navigation add it. */
export const routes = {
  home: () => '/',
  plans: (query: { interval?: string } = {}) => withQuery('/plans', query),
  apiDocs: () => '/docs/api',
  clientDocs: () => '/docs/clients',
  apiArea: (area: string) => `/docs/api/${segment(area)}`,

  signIn: (query: { next?: string | undefined; done?: 'verified' | 'reset' } = {}) => withQuery('/sign-in', query),
  signUp: (query: { plan?: string } = {}) => withQuery('/sign-up', query),
  checkMail: (query: { about?: 'reset' } = {}) => withQuery('/check-mail', query),
  verifyEmail: (query: { token?: string; plan?: string | undefined } = {}) => withQuery('/verify-email', query),
  forgotPassword: () => '/forgot-password',
  resetPassword: (query: { token?: string } = {}) => withQuery('/reset-password', query),

  dashboard: () => '/dashboard',
  playground: (query: { model?: string; c?: string } = {}) => withQuery('/playground', query),
  keys: (query: Query = {}) => withQuery('/keys', query),
  newKey: () => '/keys/new',
  findLeakedKey: () => '/keys/find',
  key: (id: string) => `/keys/${segment(id)}`,
  keyLimits: (id: string) => `/keys/${segment(id)}/limits`,
  keyUsage: (id: string) => `/keys/${segment(id)}/usage`,
  keyRequests: (id: string, query: Query = {}) => withQuery(`/keys/${segment(id)}/requests`, query),
  keyHistory: (id: string, query: Query = {}) => withQuery(`/keys/${segment(id)}/history`, query),
  models: () => '/models',
  instances: (query: Query = {}) => withQuery('/instances', query),
  newInstance: (query: Query = {}) => withQuery('/instances/new', query),
  instance: (id: string) => `/instances/${segment(id)}`,
  instanceMetrics: (id: string, query: Query = {}) => withQuery(`/instances/${segment(id)}/metrics`, query),
  instanceLogs: (id: string) => `/instances/${segment(id)}/logs`,
  instanceEvents: (id: string, query: Query = {}) => withQuery(`/instances/${segment(id)}/events`, query),
  instanceSettings: (id: string, query: Query = {}) => withQuery(`/instances/${segment(id)}/settings`, query),
  usage: (query: Query = {}) => withQuery('/usage', query),
  generation: (id: string) => `/usage/${segment(id)}`,
  subscription: () => '/subscription',
  changeSubscription: (query: { plan?: string; interval?: string; quantity?: number } = {}) => withQuery('/subscription/change', query),
  stopSubscription: (query: { act?: 'cancel' | 'pause' } = {}) => withQuery('/subscription/stop', query),
  resumeSubscription: () => '/subscription/resume',
  checkout: (query: { plan: string; interval?: string; code?: string | undefined }) => withQuery('/checkout', query),
  payment: (id: string) => `/checkout/${segment(id)}`,
  payInvoice: (id: string) => `/billing/invoices/${segment(id)}/pay`,
  coinPayment: (id: string) => `/checkout/${segment(id)}/coins`,
  billing: () => '/billing',
  invoices: (query: Query = {}) => withQuery('/billing/invoices', query),
  invoice: (id: string) => `/billing/invoices/${segment(id)}`,
  /** What is not paid, and what happens when. */
  unpaid: () => '/billing/unpaid',
  methods: () => '/billing/methods',
  /** The address that providers send people back to after saving a way to pay. */
  methodAdded: (id: string) => `/billing/methods/added/${segment(id)}`,
  wallet: () => '/billing/wallet',
  topUp: (query: { amount?: string } = {}) => withQuery('/billing/wallet/top-up', query),
  walletStatement: (query: Query = {}) => withQuery('/billing/wallet/statement', query),
  creditNotes: (query: Query = {}) => withQuery('/billing/credit-notes', query),
  creditNote: (id: string) => `/billing/credit-notes/${segment(id)}`,
  transactions: (query: Query = {}) => withQuery('/billing/transactions', query),
  /** The sandbox provider's own page: what a card provider's hosted checkout is. */
  sandboxCharge: (id: string) => `/sandbox-payments/${segment(id)}`,
  sandboxDispute: (id: string) => `/sandbox-payments/${segment(id)}/dispute`,
  sandboxDecision: (id: string) => `/sandbox-payments/${segment(id)}/decide`,
  profile: () => '/settings/profile',
  prompts: () => '/settings/prompts',
  security: (query: { cursor?: string } = {}) => withQuery('/settings/security', query),

  admin: () => '/admin',
  adminSecurity: (query: { cursor?: string } = {}) => withQuery('/admin/security', query),
  adminClients: (query: Query = {}) => withQuery('/admin/clients', query),
  adminClient: (id: string) => `/admin/clients/${segment(id)}`,
  adminClientWallet: (id: string, query: Query = {}) => withQuery(`/admin/clients/${segment(id)}/wallet`, query),
  adminClientLimits: (id: string) => `/admin/clients/${segment(id)}/limits`,
  adminLedger: () => '/admin/ledger',
  adminMails: (query: Query = {}) => withQuery('/admin/mail', query),
  adminMail: (id: string) => `/admin/mail/${segment(id)}`,
  adminModels: () => '/admin/models',
  adminModel: (id: string) => `/admin/models/${segment(id)}`,
  adminUpstreams: () => '/admin/upstreams',
  adminUpstream: (id: string) => `/admin/upstreams/${segment(id)}`,
  adminInvoice: (id: string) => `/admin/invoices/${segment(id)}`,
  adminInvoicePayment: (id: string) => `/admin/invoices/${segment(id)}/payment`,
  adminInvoiceAct: (id: string, act: string, query: Query = {}) => withQuery(`/admin/invoices/${segment(id)}/${segment(act)}`, query),
  adminNewInvoice: (query: Query = {}) => withQuery('/admin/invoices/new', query),
  adminSubscriptions: (query: Query = {}) => withQuery('/admin/subscriptions', query),
  adminSubscription: (id: string, query: Query = {}) => withQuery(`/admin/subscriptions/${segment(id)}`, query),
  adminPlans: () => '/admin/plans',
  adminPlan: (id: string) => `/admin/plans/${segment(id)}`,
  adminNewPlan: () => '/admin/plans/new',
  adminCoupons: (query: Query = {}) => withQuery('/admin/coupons', query),
  adminCoupon: (id: string, query: Query = {}) => withQuery(`/admin/coupons/${segment(id)}`, query),
  adminTax: () => '/admin/tax',
  adminArrears: (query: Query = {}) => withQuery('/admin/arrears', query),
  adminRuns: (query: Query = {}) => withQuery('/admin/runs', query),
  adminTestClocks: () => '/admin/test-clocks',
  adminInvoices: (query: Query = {}) => withQuery('/admin/invoices', query),
  adminPayments: (query: Query = {}) => withQuery('/admin/payments', query),
  adminPayment: (id: string) => `/admin/payments/${segment(id)}`,
  adminRefunds: (query: Query = {}) => withQuery('/admin/payments/refunds', query),
  adminDispute: (id: string) => `/admin/payments/disputes/${segment(id)}`,
  adminDisputes: (query: Query = {}) => withQuery('/admin/payments/disputes', query),
  adminCoins: () => '/admin/payments/coins',
  adminCoinAddresses: (query: Query = {}) => withQuery('/admin/payments/coins/addresses', query),
  adminCoinRefunds: (query: Query = {}) => withQuery('/admin/payments/coins/refunds', query),
  adminProviders: () => '/admin/payments/providers',
  adminReconciliation: (query: Query = {}) => withQuery('/admin/payments/reconciliation', query),
  adminInstances: (query: Query = {}) => withQuery('/admin/instances', query),
  adminInstance: (id: string, query: Query = {}) => withQuery(`/admin/instances/${segment(id)}`, query),
  adminInstanceHosts: () => '/admin/instances/hosts',
  adminInstanceSizes: () => '/admin/instances/sizes',
  adminInstanceSize: (id: string) => `/admin/instances/sizes/${segment(id)}`,
  adminInstanceModels: () => '/admin/instances/models',
  adminInstanceModel: (id: string) => `/admin/instances/models/${segment(id)}`,
  adminWebhooks: (query: Query = {}) => withQuery('/admin/webhooks', query),
  adminWebhook: (id: string) => `/admin/webhooks/${segment(id)}`,
  adminJobs: (query: Query = {}) => withQuery('/admin/jobs', query),
  adminAudit: (query: Query = {}) => withQuery('/admin/audit', query),
} as const

/** Addresses of the API that pages link to or call; no language prefix is ever added. */
export const apiRoutes = {
  openapi: () => '/api/openapi.json',
  creditNotePdf: (id: string, query: { locale?: string } = {}) => withQuery(`/api/credit-notes/${segment(id)}/pdf`, query),
  receiptPdf: (id: string, query: { locale?: string } = {}) => withQuery(`/api/payment-intents/${segment(id)}/receipt`, query),
  invoicePdf: (id: string, query: { locale?: string } = {}) => withQuery(`/api/invoices/${segment(id)}/pdf`, query),
  walletStatementCsv: (query: Query = {}) => withQuery('/api/wallet/statement.csv', query),
  playground: () => '/api/playground',
  conversations: () => '/api/playground/conversations',
  conversation: (id: string) => `/api/playground/conversations/${segment(id)}`,
  playgroundHistory: () => '/api/playground/history',
  /** With `{id}` standing for the request, for clients that fill it in. */
  generationTemplate: () => '/api/generations/{id}',
  gateway: () => '/api/v1',
  instanceGateway: (id: string) => `/api/v1/instances/${segment(id)}`,
  instanceLogs: (id: string, query: Query = {}) => withQuery(`/api/instances/${segment(id)}/logs`, query),
  instanceHistory: (id: string) => `/api/instances/${segment(id)}/export`,
  modelUploads: () => '/api/model-uploads',
  modelUpload: (id: string, query: Query = {}) => withQuery(`/api/model-uploads/${segment(id)}`, query),
  finishModelUpload: (id: string) => `/api/model-uploads/${segment(id)}/finish`,
  webhook: (provider: string) => `/api/webhooks/${segment(provider)}`,
} as const

const payingPages = /^\/(?:checkout(?:\/pay_\w+)?|billing\/invoices\/[^/]+\/pay|billing\/wallet\/top-up)\/?(?:[?#]|$)/

/**
 * Whether a path (without language) is a page where a provider's own buttons may be. Such a page has a content policy of its own, so it
 * is loaded whole: a browser holds a document to the policy it came with.
 */
export const isPayingPage = (path: string): boolean => payingPages.test(path)
