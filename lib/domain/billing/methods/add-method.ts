import { z } from 'zod'
import { clientDb } from '@/lib/db/client-db'
import { lockClient } from '@/lib/db/locks'
import type { Db } from '@/lib/db/transaction'
import { authorize, command, type Verb } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { parseInput } from '@/lib/domain/parse'
import { env } from '@/lib/env'
import { DomainError, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { paymentProviderIds, type PaymentProvider, type PaymentProviderId, type SavedMethods, type SavedMethodSnapshot } from '@/lib/providers/payments/types'
import { routes } from '@/lib/routes'
import { claimTrialCard } from '../subscriptions/trial'
import { readMethod } from './method-row'
import { AddMethodInput, FinishMethodInput } from './schema'
import { storeMethod } from './store-method'
import type { MethodAddedView, MethodSetupView } from './view'

type Keeper = PaymentProvider & { savedMethods: SavedMethods }

const keeps = (provider: PaymentProvider | undefined, mode: string): provider is Keeper => provider?.savedMethods !== undefined && provider.mode === mode

/** @throws DomainError not_configured when no provider (or not the one asked for) can keep a way to pay */
function keeperOf(ctx: Pick<ClientCtx, 'providers'>, mode: string, wanted: PaymentProviderId | undefined): Keeper {
  const found = (wanted ? [wanted] : paymentProviderIds).map((id) => ctx.providers.payments[id]).find((one) => keeps(one, mode))
  if (!keeps(found, mode)) throw new DomainError('not_configured', { params: { what: wanted ?? 'payment' } })
  return found
}

const beginSetup = command('billing.addMethod', AddMethodInput, async (ctx, { provider }) => {
  const { db, clientId, clock } = ctx
  const { mode, currency } = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { mode: true, currency: true } })
  const keeper = keeperOf(ctx, mode, provider)
  const known = await db.savedMethod.findFirst({ where: { clientId, provider: keeper.id, mode }, orderBy: { id: 'desc' }, select: { customerRef: true } })
  const id = newId('mst', clock.now())
  await db.methodSetup.create({ data: { id, clientId, provider: keeper.id, mode, createdAt: clock.now() }, select: { id: true } })
  await ctx.record(id, { provider: keeper.id })
  return { id, keeper, currency, customerRef: known?.customerRef ?? null }
})

/** Where the provider sends the customer back to. */
const returnPage = (ctx: ClientCtx, id: string): string => `${env().PUBLIC_ORIGIN}${ctx.locale === 'en' ? '' : `/${ctx.locale}`}${routes.methodAdded(id)}`

/**
 * Begins to save a way to pay: send the customer to `redirectUrl`; they come back to the page that finishes it.
 * @throws DomainError not_configured, upstream_failed
 */
export const addMethod: Verb<ClientCtx, typeof AddMethodInput, MethodSetupView> = Object.assign(
  async (ctx: ClientCtx, raw: Parameters<typeof beginSetup>[1]): Promise<MethodSetupView> => {
    const { clientId } = ctx
    const { id, keeper, currency, customerRef } = await beginSetup(ctx, raw)
    const { externalId, redirectUrl } = await keeper.savedMethods.begin({
      clientId, customerRef, currency, returnUrl: returnPage(ctx, id), cancelUrl: returnPage(ctx, id), idempotencyKey: `method:${id}`,
    })
    await clientDb(clientId).methodSetup.update({ where: { clientId_id: { clientId, id } }, data: { externalId }, select: { id: true } })
    return { id, provider: keeper.id, redirectUrl }
  },
  { meta: beginSetup.meta },
)

const KeepInput = FinishMethodInput.extend({ snapshot: z.custom<SavedMethodSnapshot>((value) => typeof value === 'object') })

const keepFinished = command('billing.finishMethod', KeepInput, async (ctx, { id, snapshot }): Promise<MethodAddedView> => {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const { keeper, isFinished } = await setupOf(ctx, db, id)
  const from = { provider: keeper.id, mode: keeper.mode }
  // What the client removed since does not come back because its return page is opened again.
  if (isFinished && (await db.savedMethod.count({ where: { clientId, ...from, externalId: snapshot.ref, removedAt: null } })) === 0) throw notFound('payment method')
  if (!(await claimTrialCard(db, clientId, snapshot.fingerprint))) throw new DomainError('invalid_state', { field: 'card', fields: { card: { code: 'trialCardUsed' } } })
  const methodId = await storeMethod(ctx, from, snapshot)
  await db.methodSetup.update({ where: { clientId_id: { clientId, id } }, data: { finishedAt: clock.now() }, select: { id: true } })
  await ctx.record(methodId, { provider: keeper.id, brand: snapshot.brand, last4: snapshot.last4 })
  return { status: 'saved', method: await readMethod(db, clientId, methodId, clock.now()) }
})

async function setupOf(ctx: ClientCtx, db: Db, id: string): Promise<{ keeper: Keeper; externalId: string; isFinished: boolean }> {
  const row = await db.methodSetup.findUnique({ where: { clientId_id: { clientId: ctx.clientId, id } }, select: { provider: true, mode: true, externalId: true, finishedAt: true } })
  if (!row?.externalId) throw notFound('payment method')
  return { keeper: keeperOf(ctx, row.mode, paymentProviderIds.find((one) => one === row.provider)), externalId: row.externalId, isFinished: row.finishedAt !== null }
}

/**
 * Keeps what came of `addMethod`. Safe to repeat: the return page may be opened twice.
 * @returns `waiting` while the customer has not finished at the provider (or gave up there)
 * @throws DomainError not_found (also when it was removed since), invalid_state trialCardUsed during a trial that the card has had elsewhere, upstream_failed
 */
export const finishMethod: Verb<ClientCtx, typeof FinishMethodInput, MethodAddedView> = Object.assign(
  async (ctx: ClientCtx, raw: z.input<typeof FinishMethodInput>): Promise<MethodAddedView> => {
    authorize(ctx, 'billing.finishMethod', true)
    const { id } = parseInput(FinishMethodInput, raw)
    const { keeper, externalId } = await setupOf(ctx, clientDb(ctx.clientId), id)
    const snapshot = await keeper.savedMethods.finish(externalId)
    if (!snapshot) return { status: 'waiting', method: null }
    try {
      return await keepFinished(ctx, { id, snapshot })
    } catch (error) {
      // A card that is not kept here is not kept at the provider either.
      if (error instanceof DomainError && error.field === 'card') await keeper.savedMethods.remove(snapshot.ref).catch(() => undefined)
      throw error
    }
  },
  { meta: { ...keepFinished.meta, schema: FinishMethodInput } },
)
