import { authorize, command, type Verb } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { env } from '@/lib/env'
import { DomainError, notFound } from '@/lib/kernel/error'
import { routes } from '@/lib/routes'
import { ManageMethodInput } from './schema'
import type { MethodPageView } from './view'

const readManaged = command('billing.manageMethod', ManageMethodInput, async (ctx, { id }) => {
  const { db, clientId } = ctx
  const row = await db.savedMethod.findUnique({ where: { clientId_id: { clientId, id }, removedAt: null }, select: { provider: true, mode: true, customerRef: true } })
  if (!row) throw notFound('payment method')
  await ctx.record(id, { provider: row.provider })
  return row
})

/**
 * The provider's own page where the customer sees and changes what it keeps for them. What is removed or renewed there comes back as
 * a notice.
 * @throws DomainError not_found, unsupported (the provider has no such page), not_configured, upstream_failed
 */
export const manageMethod: Verb<ClientCtx, typeof ManageMethodInput, MethodPageView> = Object.assign(
  async (ctx: ClientCtx, raw: Parameters<typeof readManaged>[1]): Promise<MethodPageView> => {
    authorize(ctx, 'billing.manageMethod', true)
    const { provider: id, mode, customerRef } = await readManaged(ctx, raw)
    const provider = Object.values(ctx.providers.payments).find((one) => one?.id === id && one.mode === mode)
    if (!provider) throw new DomainError('not_configured', { params: { what: id } })
    if (!provider.savedMethods?.manage || customerRef === null) throw new DomainError('unsupported', { internal: `${id} has no page of its own` })
    return provider.savedMethods.manage(customerRef, `${env().PUBLIC_ORIGIN}${ctx.locale === 'en' ? '' : `/${ctx.locale}`}${routes.methods()}`)
  },
  { meta: readManaged.meta },
)
