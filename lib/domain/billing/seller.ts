import type { Db } from '@/lib/db/transaction'
import { ask, type Remember } from '@/lib/domain/remember'
import { DomainError } from '@/lib/kernel/error'
import type { PartyView } from './view'

export type Seller = { id: string; party: PartyView }

/** Whoever sells, as an invoice names them; null before there is one. */
export function findSeller(db: Db, remember: Remember = ask): Promise<Seller | null> {
  return remember('seller', async () => {
    const row = await db.legalEntity.findFirst({ orderBy: { id: 'asc' }, select: { id: true, name: true, address: true, country: true, taxId: true } })
    return row && { id: row.id, party: { name: row.name, address: row.address.split('\n'), country: row.country, taxId: row.taxId, email: null } }
  })
}

/** @throws DomainError not_configured */
export async function sellerOf(db: Db, remember?: Remember): Promise<Seller> {
  const seller = await findSeller(db, remember)
  if (!seller) throw new DomainError('not_configured', { internal: 'no legal entity' })
  return seller
}
