import { statementOf } from '@/lib/domain/billing/wallet/get-statement'
import { walletOf } from '@/lib/domain/billing/wallet/get-wallet'
import { notFound } from '@/lib/kernel/error'
import { platformQuery } from '../../platform/command'
import { GetClientWalletInput } from './schema'
import type { ClientWalletView } from './view'

/** A client's wallet as the client sees it, with the statement of a range of days. @throws DomainError not_found */
export const getClientWallet = platformQuery('admin.getClientWallet', GetClientWalletInput, async ({ db, clock }, { id, ...range }): Promise<ClientWalletView> => {
  const client = await db.client.findUnique({ where: { id }, select: { name: true } })
  if (!client) throw notFound('client')
  const now = clock.now()
  const [wallet, statement] = await Promise.all([walletOf(db, id, now), statementOf(db, id, now, range)])
  return { clientId: id, clientName: client.name, wallet, statement }
})
