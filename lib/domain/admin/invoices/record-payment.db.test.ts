import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { listTransactions } from '@/lib/domain/billing'
import { ledgerBalance } from '@/lib/domain/ledger'
import { createBilledClient, type BilledClient } from '@/lib/testing/billed-client'
import { staffCtx } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { createInvoice } from './create-invoice'
import { creditInvoice, refundInvoice } from './act-on-invoice'
import { recordPayment } from './record-payment'

const now = new Date('2026-05-10T08:00:00Z')
beforeAll(async () => seedCatalog(platformDb, now))
afterAll(closePool)

const staff = (client: BilledClient, role: 'finance' | 'support' = 'finance') => staffCtx(role, client.clock, client.ctx.providers)
const balance = (client: BilledClient, kind: 'receivable' | 'wallet') => ledgerBalance(platformDb, { clientId: client.clientId, kind, currency: 'USD', mode: 'test' })
const came = { means: 'bank_transfer', reference: 'TRF 2026/0017', receivedOn: '2026-05-09' } as const

async function billed(unitMinor = 5_000n) {
  const client = await createBilledClient({ now })
  return { client, invoice: await createInvoice(staff(client), { clientId: client.clientId, lines: [{ description: 'Work', unitMinor }] }) }
}

describe('a payment that staff record', () => {
  it('pays the invoice in parts and as a whole, and stands among the transactions with its receipt', async () => {
    const { client, invoice } = await billed()
    expect(await recordPayment(staff(client), { id: invoice.id, ...came, amountMinor: 1_999n })).toMatchObject({ paymentStatus: 'partially_paid', balanceMinor: 3_001n })
    expect(await recordPayment(staff(client), { id: invoice.id, ...came, reference: 'TRF 2026/0018', amountMinor: 3_001n })).toMatchObject({ paymentStatus: 'paid', balanceMinor: 0n })
    expect([await balance(client, 'receivable'), await balance(client, 'wallet')]).toEqual([0n, 0n])
    const { data } = await listTransactions(client.ctx, {})
    expect(data.map(({ provider, amountMinor, state }) => [provider, amountMinor, state])).toEqual([['manual', 3_001n, 'succeeded'], ['manual', 1_999n, 'succeeded']])
    expect(await platformDb.outboxMessage.count({ where: { clientId: client.clientId, topic: 'mail', payload: { path: ['template'], equals: 'receipt' } } })).toBe(2)
  })

  it('beyond what is owed becomes credit, and a credit note over it goes into the wallet, for no provider can send it back', async () => {
    const { client, invoice } = await billed()
    await recordPayment(staff(client), { id: invoice.id, ...came, amountMinor: 6_250n })
    expect([await balance(client, 'receivable'), await balance(client, 'wallet')]).toEqual([0n, -1_250n])
    await expect(refundInvoice(staff(client), { id: invoice.id, amountMinor: 1_000n })).rejects.toMatchObject({ code: 'invalid_state' })
    await creditInvoice(staff(client), { id: invoice.id, amountMinor: 1_000n, destination: 'refund' })
    expect([await balance(client, 'receivable'), await balance(client, 'wallet')]).toEqual([0n, -2_250n])
  })

  it('is booked once, however often and by however many it is recorded at once', async () => {
    const { client, invoice } = await billed()
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => recordPayment(staff(client), { id: invoice.id, ...came, amountMinor: 2_000n })))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await balance(client, 'receivable')).toBe(3_000n)
    await expect(recordPayment(staff(client), { id: invoice.id, ...came, amountMinor: 2_000n })).rejects.toMatchObject({ code: 'invalid_input', fields: { reference: { code: 'recordedBefore' } } })
  })

  it.each([
    ['nothing', { amountMinor: 0n }, 'invalid_input'], ['a negative amount', { amountMinor: -5n }, 'invalid_input'], ['an absurd amount', { amountMinor: 10n ** 12n }, 'invalid_input'],
    ['a day to come', { receivedOn: '2026-05-20' }, 'invalid_input'], ['a day of closed books', { receivedOn: '2019-01-01' }, 'invalid_input'], ['no day', { receivedOn: '2026-02-30' }, 'invalid_input'],
    ['no reference', { reference: ' ' }, 'invalid_input'], ['an unknown invoice', { id: 'inv_unknown' }, 'not_found'],
  ])('of %s is refused and changes nothing', async (_what, wrong, code) => {
    const { client, invoice } = await billed()
    await expect(recordPayment(staff(client), { id: invoice.id, ...came, amountMinor: 100n, ...wrong })).rejects.toMatchObject({ code })
    expect(await balance(client, 'receivable')).toBe(5_000n)
  })

  it('is for finance only, and not for an invoice that owes nothing', async () => {
    const { client, invoice } = await billed()
    await expect(recordPayment(staff(client, 'support'), { id: invoice.id, ...came, amountMinor: 100n })).rejects.toMatchObject({ code: 'forbidden' })
    await recordPayment(staff(client), { id: invoice.id, ...came, amountMinor: 5_000n })
    await expect(recordPayment(staff(client), { id: invoice.id, ...came, reference: 'other', amountMinor: 1n })).rejects.toMatchObject({ code: 'invalid_state' })
  })
})
