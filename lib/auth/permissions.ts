import type { Actor, ClientRole, KeyScope, StaffRole } from './actor'

type Rule = {
  /** Members of the client who may. */
  roles?: readonly ClientRole[]
  /** The scope an API key needs; absent = no key may. */
  scope?: KeyScope
  /** Staff who may, from the console. */
  staff?: readonly StaffRole[]
  /** Anybody, signed in or not. */
  anyone?: true
  /** Still allowed while the client is suspended (reading is always). */
  whenSuspended?: true
}

const all: readonly ClientRole[] = ['owner', 'admin', 'developer', 'billing', 'viewer']
const builders: readonly ClientRole[] = ['owner', 'admin', 'developer']
const payers: readonly ClientRole[] = ['owner', 'admin', 'billing']
const admins: readonly ClientRole[] = ['owner', 'admin']
const allStaff: readonly StaffRole[] = ['owner', 'finance', 'support', 'operator']

/** The one table of who may do what. Its keys are the names of verbs, audit events and message keys. */
export const permissions = {
  'accounts.signUp': { anyone: true },
  'accounts.requestPasswordReset': { anyone: true },
  'accounts.resetPassword': { anyone: true },
  'accounts.verifyEmail': { anyone: true },
  'accounts.signIn': { anyone: true },
  'accounts.signOut': { roles: all, staff: allStaff, whenSuspended: true },
  'accounts.resendVerification': { roles: all, whenSuspended: true },
  'accounts.changePassword': { roles: all, staff: allStaff, whenSuspended: true },
  'accounts.getMe': { roles: all, staff: allStaff },
  'accounts.getProfile': { roles: all, scope: 'manage' },
  'accounts.updateProfile': { roles: admins, scope: 'manage', whenSuspended: true },
  'accounts.acceptTerms': { roles: admins, whenSuspended: true },
  'accounts.updatePreferences': { roles: all, whenSuspended: true },
  'accounts.switchClient': { roles: all, whenSuspended: true },
  'accounts.listSessions': { roles: all, staff: allStaff },
  'accounts.revokeSession': { roles: all, staff: allStaff, whenSuspended: true },
  'accounts.listSecurityEvents': { roles: all, staff: allStaff },

  'catalog.listPlans': { anyone: true },
  'catalog.getPlan': { anyone: true },
  'catalog.listModels': { anyone: true },

  'licensing.runComplianceCheck': { roles: payers },

  'billing.previewSubscription': { roles: payers, scope: 'manage' },
  'billing.subscribe': { roles: payers, scope: 'manage' },
  'billing.getSubscription': { roles: all, scope: 'manage' },
  'billing.listSubscriptions': { roles: all, scope: 'manage' },
  'billing.startPayment': { roles: payers, scope: 'manage', whenSuspended: true },
  'billing.cancelPayment': { roles: payers, scope: 'manage', whenSuspended: true },
  'billing.getPayment': { roles: all, scope: 'manage' },
  'billing.listTransactions': { roles: all, scope: 'manage' },
  'billing.listPayments': { roles: all, scope: 'manage' },
  'billing.listInvoices': { roles: all, scope: 'manage' },
  'billing.getInvoice': { roles: all, scope: 'manage' },
  'billing.listCreditNotes': { roles: all, scope: 'manage' },
  'billing.getCreditNote': { roles: all, scope: 'manage' },
  'billing.getWallet': { roles: all, scope: 'manage' },
  'billing.getStatement': { roles: all, scope: 'manage' },
  'billing.previewTopUp': { roles: payers, scope: 'manage' },
  'billing.topUp': { roles: payers, scope: 'manage' },
  'billing.cancelTopUp': { roles: payers, scope: 'manage', whenSuspended: true },
  'billing.setAutoTopUp': { roles: payers, scope: 'manage' },
  'billing.setLowBalance': { roles: payers, scope: 'manage', whenSuspended: true },
  'billing.tellLowBalance': {},
  'billing.orderAutoTopUp': {},
  'billing.failAutoTopUp': {},
  'billing.settleWallet': {},
  'billing.expireTopUp': {},
  'billing.setSpendLimit': { roles: payers, scope: 'manage' },
  'billing.listMethods': { roles: all, scope: 'manage' },
  'billing.addMethod': { roles: payers, scope: 'manage', whenSuspended: true },
  'billing.finishMethod': { roles: payers, scope: 'manage', whenSuspended: true },
  'billing.setDefaultMethod': { roles: payers, scope: 'manage', whenSuspended: true },
  'billing.removeMethod': { roles: payers, scope: 'manage', whenSuspended: true },
  'billing.chargeSaved': {},
  'billing.settleClient': {},
  'billing.parkClient': {},
  'billing.stepDunning': {},
  'billing.remindUnpaid': {},
  'billing.getArrears': { roles: all, scope: 'manage' },
  'billing.applyPaymentOutcome': {},
  'billing.processWebhook': {},
  'billing.reconcile': {},
  'billing.applyDispute': {},
  'billing.afterFinalise': {},
  'billing.applyRefundOutcome': {},
  'billing.payFromWallet': {},
  'billing.draftUsageInvoice': {},
  'billing.invoiceUsageThreshold': {},
  'billing.invoiceLateUsage': {},
  'billing.settleSubscription': {},
  'billing.previewAct': { roles: payers, scope: 'manage' },
  'billing.changeSubscription': { roles: payers, scope: 'manage' },
  'billing.pauseSubscription': { roles: payers, scope: 'manage' },
  'billing.resumeSubscription': { roles: payers, scope: 'manage' },
  'billing.getLimits': { roles: all, scope: 'manage' },
  'billing.subscriptionHistory': { roles: all, scope: 'manage' },
  'billing.cancelSubscription': { roles: payers, scope: 'manage' },
  'billing.uncancelSubscription': { roles: payers, scope: 'manage' },
  'billing.moveToVersion': {},
  'billing.getSandboxCharge': { anyone: true },
  'billing.decideSandboxCharge': { anyone: true },

  'keys.create': { roles: builders, scope: 'manage' },
  'keys.list': { roles: all, scope: 'manage' },
  'keys.get': { roles: all, scope: 'manage' },
  'keys.history': { roles: all, scope: 'manage' },
  'keys.update': { roles: builders, scope: 'manage' },
  'keys.renew': { roles: builders, scope: 'manage' },
  'keys.findLeaked': { roles: builders, scope: 'manage' },
  'keys.revoke': { roles: builders, scope: 'manage', whenSuspended: true },

  'usage.getSummary': { roles: all, scope: 'usage:read' },
  'usage.getTimeline': { roles: all, scope: 'usage:read' },
  'usage.listByModel': { roles: all, scope: 'usage:read' },
  'usage.listEvents': { roles: all, scope: 'usage:read' },
  'usage.getGeneration': { roles: all, scope: 'usage:read' },
  'usage.getPromptStorage': { roles: all, scope: 'manage' },
  'usage.setPromptStorage': { roles: admins, scope: 'manage' },
  'usage.getPrompt': { roles: builders },
  'usage.getKeySpend': { roles: all, scope: 'usage:read' },
  'usage.listKeySpend': { roles: all, scope: 'usage:read' },
  'usage.getKeyUsage': { roles: all, scope: 'usage:read' },
  'usage.getAllowance': { roles: all, scope: 'usage:read' },

  'gateway.infer': { roles: builders, scope: 'inference' },
  'gateway.listModels': { roles: all, scope: 'inference' },

  'playground.listConversations': { roles: builders },
  'playground.getConversation': { roles: builders },
  'playground.saveConversation': { roles: builders, whenSuspended: true },
  'playground.updateConversation': { roles: builders, whenSuspended: true },
  'playground.deleteConversation': { roles: builders, whenSuspended: true },
  'playground.clearConversations': { roles: builders, whenSuspended: true },
  'playground.setHistory': { roles: builders, whenSuspended: true },

  'portal.getDashboard': { roles: all, scope: 'usage:read' },
  'portal.getOffer': { roles: all },

  'admin.getOverview': { staff: allStaff },
  'admin.listClients': { staff: ['owner', 'finance', 'support'] },
  'admin.getClient': { staff: ['owner', 'finance', 'support'] },
  'admin.suspendClient': { staff: ['owner', 'support'] },
  'admin.activateClient': { staff: ['owner', 'support'] },
  'admin.getClientLimits': { staff: ['owner', 'support', 'operator'] },
  'admin.setClientLimits': { staff: ['owner', 'support'] },
  'admin.getClientWallet': { staff: ['owner', 'finance', 'support'] },
  'admin.previewWalletAdjustment': { staff: ['owner', 'finance'] },
  'admin.adjustWallet': { staff: ['owner', 'finance'] },
  'admin.getLedger': { staff: ['owner', 'finance'] },
  'admin.checkLedger': { staff: ['owner', 'finance'] },
  'admin.listMail': { staff: ['owner', 'support'] },
  'admin.getMail': { staff: ['owner', 'support'] },
  'admin.listModels': { staff: ['owner', 'operator'] },
  'admin.getModel': { staff: ['owner', 'operator'] },
  'admin.setModelPrice': { staff: ['owner', 'operator'] },
  'admin.saveModel': { staff: ['owner', 'operator'] },
  'admin.listUpstreams': { staff: ['owner', 'operator'] },
  'admin.getUpstream': { staff: ['owner', 'operator'] },
  'admin.saveUpstream': { staff: ['owner', 'operator'] },
  'admin.switchUpstream': { staff: ['owner', 'operator'] },
  'admin.removeUpstream': { staff: ['owner', 'operator'] },
  'admin.testUpstream': { staff: ['owner', 'operator'] },
  'admin.linkModelUpstream': { staff: ['owner', 'operator'] },
  'admin.listWebhookEvents': { staff: ['owner', 'finance'] },
  'admin.getWebhookEvent': { staff: ['owner', 'finance'] },
  'admin.replayWebhookEvent': { staff: ['owner', 'finance'] },
  'admin.listPayments': { staff: ['owner', 'finance'] },
  'admin.listPaymentProviders': { staff: ['owner', 'finance'] },
  'admin.testPaymentProvider': { staff: ['owner', 'finance'] },
  'admin.listDisputes': { staff: ['owner', 'finance'] },
  'admin.listFindings': { staff: ['owner', 'finance'] },
  'admin.listReconciliations': { staff: ['owner', 'finance'] },
  'admin.resolveFinding': { staff: ['owner', 'finance'] },
  'admin.reconcile': { staff: ['owner', 'finance'] },
  'admin.listInvoices': { staff: ['owner', 'finance'] },
  'admin.getCreditNote': { staff: ['owner', 'finance'] },
  'admin.getInvoice': { staff: ['owner', 'finance'] },
  'admin.previewInvoiceAct': { staff: ['owner', 'finance'] },
  'admin.creditInvoice': { staff: ['owner', 'finance'] },
  'admin.refundInvoice': { staff: ['owner', 'finance'] },
  'admin.voidInvoice': { staff: ['owner', 'finance'] },
  'admin.writeOffInvoice': { staff: ['owner', 'finance'] },
  'admin.regenerateInvoice': { staff: ['owner', 'finance'] },
  'admin.previewInvoice': { staff: ['owner', 'finance'] },
  'admin.createInvoice': { staff: ['owner', 'finance'] },
  'admin.listSubscriptions': { staff: ['owner', 'finance', 'support'] },
  'admin.getSubscription': { staff: ['owner', 'finance', 'support'] },
  'admin.previewSubscription': { staff: ['owner', 'finance', 'support'] },
  'admin.changeSubscription': { staff: ['owner', 'finance', 'support'] },
  'admin.setCustomPrice': { staff: ['owner', 'finance'] },
  'admin.getCancelPolicy': { staff: ['owner', 'finance'] },
  'admin.setCancelPolicy': { staff: ['owner', 'finance'] },
  'admin.listPlans': { staff: ['owner', 'finance'] },
  'admin.getPlan': { staff: ['owner', 'finance'] },
  'admin.publishPlanVersion': { staff: ['owner', 'finance'] },
  'admin.migrateSubscribers': { staff: ['owner', 'finance'] },
  'admin.getPlanMigration': { staff: ['owner', 'finance'] },
  'admin.listJobs': { staff: ['owner', 'operator'] },
  'admin.retryJob': { staff: ['owner', 'operator'] },
  'admin.listAudit': { staff: ['owner'] },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof permissions

export const ruleOf = (name: Permission): Rule => permissions[name]

/** Whether this actor may, leaving aside suspension. The UI and the verbs read the same answer. */
export function can(actor: Actor, name: Permission): boolean {
  const rule = ruleOf(name)
  if (rule.anyone || actor.kind === 'system') return true
  if (actor.kind === 'user') return rule.roles?.includes(actor.role) ?? false
  if (actor.kind === 'staff') return rule.staff?.includes(actor.role) ?? false
  return actor.kind === 'apiKey' && rule.scope !== undefined && actor.scopes.includes(rule.scope)
}
