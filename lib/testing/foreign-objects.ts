import { platformDb } from '@/lib/db/platform-db'
import { days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { TestClient } from './contexts'
import { instanceOf } from './instances'

/** How to reach for somebody else's object with a verb: the input that names it, one that names nothing, and its row. */
type ForeignObject = (victim: TestClient) => Promise<{ input: object; missing: object; read: () => Promise<unknown> }>

async function keyOf(victim: TestClient): Promise<string> {
  const id = newId('key')
  await platformDb.apiKey.create({ data: {
    id, clientId: victim.clientId, name: 'Victim', hash: new TextEncoder().encode(id), hint: 'mk_live_…0000', scopes: ['inference'], models: [], createdAt: new Date(),
  } })
  return id
}

const onKey = (extra: object = {}): ForeignObject => async (victim) => {
  const id = await keyOf(victim)
  return { input: { id, ...extra }, missing: { id: newId('key'), ...extra }, read: () => platformDb.apiKey.findUnique({ where: { id } }) }
}

async function subscriptionOf(victim: TestClient): Promise<string> {
  const version = await platformDb.planVersion.findFirstOrThrow({ select: { id: true } })
  const [id, now] = [newId('sub'), new Date()]
  await platformDb.subscription.create({ data: {
    id, clientId: victim.clientId, planVersionId: version.id, interval: 'month', currency: 'USD', amountMinor: 2900n, status: 'canceled', anchorDay: 1,
    timeZone: 'UTC', createdAt: now, updatedAt: now,
  } })
  return id
}

async function invoiceOf(victim: TestClient): Promise<string> {
  const [id, now, entity] = [newId('inv'), new Date(), newId('lgl')]
  await platformDb.legalEntity.create({ data: { id: entity, name: 'Seller', address: 'Street', country: 'US', invoicePrefix: entity } })
  await platformDb.invoice.create({ data: {
    id, clientId: victim.clientId, legalEntityId: entity, number: `${entity}-1`, reason: 'subscription_create', documentStatus: 'open', paymentStatus: 'unpaid', mode: 'test',
    currency: 'USD', subtotalMinor: 2900n, taxMinor: 0n, totalMinor: 2900n, issuedAt: now, dueAt: now, seller: {}, buyer: {}, tax: [], locale: 'en', timeZone: 'UTC', createdAt: now, updatedAt: now,
  } })
  return id
}

async function creditNoteOf(victim: TestClient): Promise<string> {
  const [id, now, invoiceId] = [newId('crn'), new Date(), await invoiceOf(victim)]
  const { legalEntityId } = await platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId }, select: { legalEntityId: true } })
  await platformDb.creditNote.create({ data: {
    id, clientId: victim.clientId, invoiceId, legalEntityId, number: id, reason: 'other', mode: 'test', currency: 'USD', subtotalMinor: 100n, taxMinor: 0n, totalMinor: 100n,
    appliedMinor: 100n, walletMinor: 0n, refundMinor: 0n, seller: {}, buyer: {}, tax: [], locale: 'en', timeZone: 'UTC', issuedAt: now,
  } })
  return id
}

async function paymentOf(victim: TestClient): Promise<string> {
  const [id, now, invoiceId] = [newId('pay'), new Date(), await invoiceOf(victim)]
  await platformDb.payment.create({ data: {
    id, clientId: victim.clientId, invoiceId, provider: 'sandbox', mode: 'test', amountMinor: 2900n, currency: 'USD', state: 'failed', idempotencyKey: id, createdAt: now, updatedAt: now,
  } })
  return id
}

async function generationOf(victim: TestClient): Promise<string> {
  const [id, now] = [newId('req'), new Date()]
  await platformDb.usageEvent.create({ data: {
    id, clientId: victim.clientId, modelId: newId('mdl'), modelSlug: 'm', modelPriceId: newId('prc'), endpoint: 'chat', source: 'api', isStream: false, status: 'ok', httpStatus: 200,
    inputTokens: 1, outputTokens: 1, currency: 'USD', costPicos: 0n, allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n, latencyMs: 1, createdAt: now,
  } })
  return id
}

const onSubscriptionWith = (extra: object): ForeignObject => async (victim) => {
  const id = await subscriptionOf(victim)
  return { input: { id, ...extra }, missing: { id: newId('sub'), ...extra }, read: () => platformDb.subscription.findUnique({ where: { id } }) }
}

const onSubscription = onSubscriptionWith({})
const confirmation = { frozenAt: new Date(), hash: 'x' }

const onInvoice = (key: string, extra: object = {}): ForeignObject => async (victim) => {
  const id = await invoiceOf(victim)
  const read = async () => [await platformDb.invoice.findUnique({ where: { id } }), await platformDb.payment.count({ where: { invoiceId: id } })]
  return { input: { [key]: id, ...extra }, missing: { [key]: newId('inv'), ...extra }, read }
}

const onPayment: ForeignObject = async (victim) => {
  const id = await paymentOf(victim)
  return { input: { id }, missing: { id: newId('pay') }, read: () => platformDb.payment.findUnique({ where: { id } }) }
}

const onCoinPayment = (extra: object = {}): ForeignObject => async (victim) => {
  const id = await paymentOf(victim)
  await platformDb.payment.update({ where: { id }, data: { provider: 'crypto', state: 'awaiting_customer' } })
  return { input: { paymentId: id, ...extra }, missing: { paymentId: newId('pay'), ...extra }, read: () => platformDb.payment.findUnique({ where: { id } }) }
}

const onCoinRefund: ForeignObject = async (victim) => {
  const [id, refundId, now, paymentId] = [newId('crf'), newId('ref'), new Date(), await paymentOf(victim)]
  const money = { clientId: victim.clientId, paymentId, amountMinor: 100n, currency: 'USD', createdAt: now, updatedAt: now }
  await platformDb.refund.create({ data: { ...money, id: refundId, state: 'pending', reason: 'surplus', idempotencyKey: refundId } })
  await platformDb.coinRefund.create({ data: { ...money, id, refundId, asset: 'BTC', network: 'bitcoin', units: '100', state: 'needs_address' } })
  const address = 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu'
  return { input: { id, address }, missing: { id: newId('crf'), address }, read: () => platformDb.coinRefund.findUnique({ where: { id } }) }
}

const onMethod: ForeignObject = async (victim) => {
  const [id, now] = [newId('mth'), new Date()]
  await platformDb.savedMethod.create({ data: {
    id, clientId: victim.clientId, provider: 'sandbox', mode: 'test', externalId: id, kind: 'card', brand: 'visa', last4: '4242', createdAt: now, updatedAt: now,
  } })
  return { input: { id }, missing: { id: newId('mth') }, read: () => platformDb.savedMethod.findUnique({ where: { id } }) }
}

const onMethodSetup: ForeignObject = async (victim) => {
  const id = newId('mst')
  await platformDb.methodSetup.create({ data: { id, clientId: victim.clientId, provider: 'sandbox', mode: 'test', externalId: id, createdAt: new Date() } })
  return { input: { id }, missing: { id: newId('mst') }, read: () => platformDb.methodSetup.findUnique({ where: { id } }) }
}

const onGeneration: ForeignObject = async (victim) => {
  const id = await generationOf(victim)
  return { input: { id }, missing: { id: newId('req') }, read: () => platformDb.usageEvent.findUnique({ where: { id } }) }
}

const onConversation = (extra: object = {}): ForeignObject => async (victim) => {
  const [id, now] = [newId('cnv'), new Date()]
  await platformDb.playgroundConversation.create({ data: { id, clientId: victim.clientId, userId: victim.userId, title: 'Theirs', content: {}, sizeBytes: 2, createdAt: now, updatedAt: now } })
  return { input: { id, ...extra }, missing: { id: newId('cnv'), ...extra }, read: () => platformDb.playgroundConversation.findUnique({ where: { id } }) }
}

const onPrompt: ForeignObject = async (victim) => {
  const [id, now] = [newId('req'), new Date()]
  await platformDb.promptStorage.upsert({ where: { clientId: victim.clientId }, create: { clientId: victim.clientId, isOn: true, retentionDays: 1, changedAt: now }, update: {} })
  await platformDb.promptRecord.create({ data: { id, clientId: victim.clientId, ciphertext: new Uint8Array(40), sealKeyId: 'x', createdAt: now, expiresAt: plus(now, days(1)) } })
  return { input: { id }, missing: { id: newId('req') }, read: () => platformDb.promptRecord.findUnique({ where: { id } }) }
}

const onSession: ForeignObject = async (victim) => {
  const [id, now] = [newId('ses'), new Date()]
  await platformDb.clientSession.create({ data: {
    id, userId: victim.userId, clientId: victim.clientId, tokenHash: new TextEncoder().encode(id), createdAt: now, lastSeenAt: now, idleExpiresAt: plus(now, days(1)), expiresAt: plus(now, days(1)),
  } })
  return { input: { id }, missing: { id: newId('ses') }, read: () => platformDb.clientSession.findUnique({ where: { id } }) }
}

const onTopUp: ForeignObject = async (victim) => {
  const [id, now, walletId, invoiceId] = [newId('top'), new Date(), newId('wal'), await invoiceOf(victim)]
  await platformDb.wallet.createMany({ data: [{ id: walletId, clientId: victim.clientId, currency: 'USD', updatedAt: now }], skipDuplicates: true })
  const wallet = await platformDb.wallet.findUniqueOrThrow({ where: { clientId: victim.clientId } })
  await platformDb.walletTopUp.create({ data: { id, clientId: victim.clientId, walletId: wallet.id, invoiceId, amountMinor: 100n, currency: 'USD', isAutomatic: false, state: 'pending', createdAt: now } })
  return { input: { id }, missing: { id: newId('top') }, read: () => platformDb.walletTopUp.findUnique({ where: { id } }) }
}

async function uploadOf(victim: TestClient): Promise<string> {
  const [id, now] = [newId('upl'), new Date()]
  await platformDb.modelUpload.create({ data: { id, clientId: victim.clientId, name: 'theirs.gguf', state: 'receiving', sizeBytes: 8n, receivedBytes: 8n, createdAt: now } })
  return id
}

const onUpload: ForeignObject = async (victim) => {
  const id = await uploadOf(victim)
  return { input: { id }, missing: { id: newId('upl') }, read: () => platformDb.modelUpload.findUnique({ where: { id } }) }
}

const onInstance = (extra: object = {}): ForeignObject => async (victim) => {
  const id = await instanceOf(victim)
  const read = async () => [await platformDb.privateInstance.findUnique({ where: { id } }), await platformDb.instanceEvent.count({ where: { instanceId: id } })]
  return { input: { id, ...extra }, missing: { id: newId('ins'), ...extra }, read }
}

/** Verbs that take the id of one object. */
export const foreignObjects: Record<string, ForeignObject> = {
  'keys.get': onKey(),
  'keys.update': onKey({ name: 'Taken over' }),
  'keys.renew': onKey(),
  'keys.revoke': onKey(),
  'accounts.revokeSession': onSession,
  'billing.getSubscription': onSubscription,
  'billing.previewAct': onSubscription,
  'billing.changeSubscription': onSubscriptionWith({ planCode: 'pro', ...confirmation }),
  'billing.pauseSubscription': onSubscription,
  'billing.resumeSubscription': onSubscriptionWith(confirmation),
  'billing.subscriptionHistory': onSubscription,
  'billing.cancelSubscription': onSubscription,
  'billing.uncancelSubscription': onSubscription,
  'billing.getInvoice': onInvoice('id'),
  'billing.getCreditNote': async (victim) => {
    const id = await creditNoteOf(victim)
    return { input: { id }, missing: { id: newId('crn') }, read: () => platformDb.creditNote.findUnique({ where: { id } }) }
  },
  'billing.startPayment': onInvoice('invoiceId'),
  'billing.getPayment': onPayment,
  'billing.getPaymentHistory': onPayment,
  'billing.cancelPayment': onPayment,
  'billing.getCoinPayment': onCoinPayment(),
  'billing.chooseCoin': onCoinPayment({ asset: 'BTC' }),
  'billing.requestCoinRefund': onCoinPayment({ address: 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu' }),
  'billing.setCoinRefundAddress': onCoinRefund,
  'billing.setDefaultMethod': onMethod,
  'billing.removeMethod': onMethod,
  'billing.manageMethod': onMethod,
  'billing.finishMethod': onMethodSetup,
  'billing.cancelTopUp': onTopUp,
  'usage.getGeneration': onGeneration,
  'usage.getPrompt': onPrompt,
  'instances.get': onInstance(),
  'instances.preview': onInstance({ sizeId: 'small' }),
  'instances.start': onInstance(),
  'instances.stop': onInstance(),
  'instances.restart': onInstance(),
  'instances.suspend': onInstance(),
  'instances.resume': onInstance(),
  'instances.resize': onInstance({ sizeId: 'medium', ...confirmation }),
  'instances.update': onInstance({ name: 'mine' }),
  'instances.delete': onInstance(),
  'instances.getMetrics': onInstance(),
  'instances.exportHistory': onInstance(),
  'instances.readLogs': onInstance(),
  'instances.create': async (victim) => {
    const [uploadId, wish] = [await uploadOf(victim), { name: 'taken-over', sizeId: 'small', ...confirmation }]
    return { input: { ...wish, uploadId }, missing: { ...wish, uploadId: newId('upl') }, read: () => platformDb.modelUpload.findUnique({ where: { id: uploadId } }) }
  },
  'instances.getUpload': onUpload,
  'instances.finishUpload': onUpload,
  'instances.deleteUpload': onUpload,
  'playground.getConversation': onConversation(),
  'playground.updateConversation': onConversation({ title: 'Mine' }),
  'playground.deleteConversation': onConversation(),
  'usage.getKeySpend': onKey(),
  'usage.getKeyUsage': onKey(),
}

/** Lists that can be narrowed to one object: somebody else's gives an empty list. */
export const foreignLists: Record<string, (victim: TestClient) => Promise<object>> = {
  'keys.history': async (victim) => ({ id: await keyOf(victim) }),
  'instances.listEvents': async (victim) => ({ id: await instanceOf(victim) }),
  'usage.listKeySpend': async (victim) => ({ keys: [await keyOf(victim)] }),
  'usage.listEvents': async (victim) => ({ keyId: await keyOf(victim) }),
  'billing.listCreditNotes': async (victim) => ({ invoiceId: await invoiceOf(victim) }),
  'billing.listTransactions': async (victim) => ({ invoiceId: await invoiceOf(victim) }),
  'billing.listPayments': async (victim) => ({ invoiceId: await invoiceOf(victim) }),
}
