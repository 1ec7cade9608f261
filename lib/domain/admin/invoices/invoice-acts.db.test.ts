import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { getCreditNote, getPayment, payInvoice } from '@/lib/domain/billing'
import { draftUsageInvoice } from '@/lib/domain/billing/invoices/usage/invoice-usage'
import { collectInvoice } from '@/lib/domain/billing/invoices/collect-invoice'
import { syncRefund } from '@/lib/domain/billing/invoices/refund/carry-out-refund'
import { startRefundById } from '@/lib/domain/billing/platform/run-refunds'
import { ledgerBalance } from '@/lib/domain/ledger'
import { seconds } from '@/lib/kernel/clock'
import { addOverage, addPeriod, createBilledClient, type BilledClient } from '@/lib/testing/billed-client'
import { staffCtx, systemCtx } from '@/lib/testing/contexts'
import { payAtSandbox } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { createInvoice, previewInvoice } from './create-invoice'
import { getAnyInvoice } from './get-invoice'
import { creditInvoice, previewInvoiceAct, refundInvoice, regenerateInvoice, voidInvoice, writeOffInvoice } from './act-on-invoice'

const now = new Date('2026-05-10T08:00:00Z')
beforeAll(async () => seedCatalog(platformDb, now))
afterAll(closePool)

const staff = (client: BilledClient) => staffCtx('finance', client.clock, client.ctx.providers)
const line = (unitMinor: bigint, description = 'Consulting', isTaxable = true) => ({ description, quantity: 1, unitMinor, isTaxable })
const owed = (client: BilledClient, kind: 'receivable' | 'wallet' = 'receivable', currency = 'USD') => ledgerBalance(platformDb, { clientId: client.clientId, kind, currency, mode: 'test' })

async function billed(options: Partial<Parameters<typeof createBilledClient>[0]> = {}, lines = [line(2_000n), line(900n, 'Setup')]) {
  const client = await createBilledClient({ now, country: 'SA', ...options })
  const invoice = await createInvoice(staff(client), { clientId: client.clientId, lines, dueInDays: 14 })
  return { client, invoice }
}

async function pay(client: BilledClient, id: string): Promise<string> {
  const { id: paymentId } = await payInvoice(client.ctx, { id })
  await payAtSandbox(client, paymentId)
  return paymentId
}

async function finishRefunds(client: BilledClient): Promise<void> {
  const system = systemCtx('refunds', client.clock, client.ctx.providers)
  const refunds = await platformDb.refund.findMany({ where: { clientId: client.clientId, state: 'requested' } })
  for (const { id } of refunds) await startRefundById(system, id)
  client.clock.advance(seconds(3))
  for (const { id } of refunds) await syncRefund(client.system, id)
}

const rest = async (work: Promise<unknown>[]): Promise<number> => (await Promise.allSettled(work)).filter(({ status }) => status === 'fulfilled').length

describe('a one-off invoice', () => {
  it('is issued as its preview said, and refused when the preview no longer holds', async () => {
    const client = await createBilledClient({ now, country: 'SA' })
    const order = { clientId: client.clientId, lines: [line(10_050n), { ...line(1_000n, 'Travel', false), quantity: 3 }], dueInDays: 30, memo: 'PO 17' }
    const { frozenAt, hash, ...preview } = await previewInvoice(staff(client), order)
    expect(preview).toMatchObject({ subtotalMinor: 13_050n, taxMinor: 1_508n, totalMinor: 14_558n })
    await expect(createInvoice(staff(client), { ...order, dueInDays: 1, frozenAt, hash })).rejects.toMatchObject({ code: 'stale_preview' })
    const made = await createInvoice(staff(client), { ...order, frozenAt, hash })
    expect(made).toMatchObject({ reason: 'manual', totalMinor: 14_558n, balanceMinor: 14_558n, memo: 'PO 17', dueAt: new Date('2026-06-09T08:00:00.000Z') })
    await expect(createInvoice(staff(client), { ...order, lines: [line(-5n)] })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(createInvoice(staffCtx('support', client.clock), order)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a one-off invoice confirmed more than once', () => {
  it('is one, at once or later; another preview of the same order is another one', async () => {
    const client = await createBilledClient({ now, country: 'SA' })
    const order = { clientId: client.clientId, lines: [line(5_000n)], dueInDays: 14 }
    const { frozenAt, hash } = await previewInvoice(staff(client), order)
    const made = await Promise.all(Array.from({ length: 4 }, () => createInvoice(staff(client), { ...order, frozenAt, hash })))
    client.clock.advance(seconds(60))
    made.push(await createInvoice(staff(client), { ...order, frozenAt, hash }))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    const second = await previewInvoice(staff(client), order)
    await createInvoice(staff(client), { ...order, frozenAt: second.frozenAt, hash: second.hash })
    expect(await platformDb.invoice.count({ where: { clientId: client.clientId, reason: 'manual' } })).toBe(2)
  })
})

describe('a credit note', () => {
  it('on an invoice paid in part closes it exactly: 15 % tax, part owed, part back into the wallet', async () => {
    const { client, invoice } = await billed()
    expect(invoice).toMatchObject({ subtotalMinor: 2_900n, taxMinor: 435n, totalMinor: 3_335n })
    await pay(client, invoice.id)
    const preview = await previewInvoiceAct(staff(client), { id: invoice.id, act: 'credit', amountMinor: 1_000n })
    expect(preview).toMatchObject({ subtotalMinor: 870n, taxMinor: 130n, walletMinor: 1_000n, appliedMinor: 0n, refundMinor: 0n })
    const first = await creditInvoice(staff(client), { id: invoice.id, amountMinor: 1_000n, reason: 'goodwill', frozenAt: preview.frozenAt, hash: preview.hash })
    await expect(creditInvoice(staff(client), { id: invoice.id, amountMinor: 1_000n, frozenAt: preview.frozenAt, hash: preview.hash })).rejects.toMatchObject({ code: 'stale_preview' })
    const last = await creditInvoice(staff(client), { id: invoice.id })
    expect(last).toMatchObject({ creditedMinor: 3_335n, creditableMinor: 0n, balanceMinor: 0n })
    expect(last.creditNotes.map(({ subtotalMinor, taxMinor }) => [subtotalMinor, taxMinor])).toEqual([[2_030n, 305n], [870n, 130n]])
    expect([await owed(client), await owed(client, 'wallet')]).toEqual([0n, -3_335n])
    const [note] = first.creditNotes
    expect(await getCreditNote(client.ctx, { id: note?.id ?? '' })).toMatchObject({ invoiceNumber: invoice.number, lines: [{ amountMinor: 600n }, { amountMinor: 270n }] })
    await expect(creditInvoice(staff(client), { id: invoice.id, amountMinor: 1n })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('on an unpaid invoice reduces what is owed, line by line, and a credited one is paid without buying anything', async () => {
    const { client, invoice } = await billed()
    const { lines } = await platformDb.invoice.findUniqueOrThrow({ where: { id: invoice.id }, include: { lines: { orderBy: { position: 'asc' } } } })
    const setup = lines[1]?.id ?? ''
    expect(await creditInvoice(staff(client), { id: invoice.id, lines: [{ id: setup, amountMinor: 900n }] })).toMatchObject({ balanceMinor: 2_300n, paymentStatus: 'partially_paid' })
    await expect(creditInvoice(staff(client), { id: invoice.id, lines: [{ id: setup, amountMinor: 1n }] })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await creditInvoice(staff(client), { id: invoice.id })).toMatchObject({ balanceMinor: 0n, paymentStatus: 'paid', paidMinor: 0n, acts: [] })
    expect(await owed(client)).toBe(0n)
  })

  it.each([{ currency: 'JPY', minor: 1_001n, tax: 150n }, { currency: 'KWD', minor: 12_345n, tax: 1_852n }, { currency: 'USD', minor: 999n, tax: 150n }])(
    'in $currency takes back to the unit what was asked', async ({ currency, minor, tax }) => {
      const { client, invoice } = await billed({ currency }, [line(minor)])
      expect(invoice).toMatchObject({ taxMinor: tax, totalMinor: minor + tax })
      for (const part of [1n, 7n, 100n]) await creditInvoice(staff(client), { id: invoice.id, amountMinor: part })
      const done = await creditInvoice(staff(client), { id: invoice.id })
      expect(done.creditNotes.reduce((sum, note) => sum + note.taxMinor, 0n)).toBe(tax)
      expect(await owed(client, 'receivable', currency)).toBe(0n)
    })

  it('is never more than the invoice, whoever else credits, voids, pays or writes off at the same time', async () => {
    const { client, invoice } = await billed()
    const { id } = invoice
    const paymentId = (await payInvoice(client.ctx, { id })).id
    const done = await rest([
      ...Array.from({ length: 10 }, () => creditInvoice(staff(client), { id, amountMinor: 700n })),
      voidInvoice(staff(client), { id }), writeOffInvoice(staff(client), { id, reason: 'race' }), payAtSandbox(client, paymentId),
    ])
    expect(done).toBeGreaterThan(0)
    const after = await platformDb.invoice.findUniqueOrThrow({ where: { id }, include: { creditNotes: true } })
    const credited = after.creditNotes.reduce((sum, note) => sum + note.totalMinor, 0n)
    expect(credited).toBe(after.creditedMinor)
    expect(credited <= after.totalMinor).toBe(true)
    if (after.documentStatus === 'void') expect([credited, after.paidMinor]).toEqual([0n, 0n])
    const left = after.documentStatus === 'void' ? 0n : after.totalMinor - after.paidMinor - after.creditAppliedMinor - after.writtenOffMinor
    expect(await owed(client)).toBe(left)
    const { _sum } = await platformDb.ledgerEntry.aggregate({ where: { transaction: { clientId: client.clientId } }, _sum: { amountMinor: true } })
    expect(_sum.amountMinor).toBe(0n)
  })

  it('has a number of its own series without a gap when eight are issued at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => billed()))
    await Promise.all(all.map(({ client, invoice }) => creditInvoice(staff(client), { id: invoice.id })))
    const [row] = await platformDb.$queryRaw<{ given: number; taken: number }[]>`
      SELECT max(e."nextCreditNoteNumber") - 1 AS given, count(DISTINCT n."number")::int AS taken FROM "LegalEntity" e JOIN "CreditNote" n ON n."legalEntityId" = e."id" WHERE e."invoicePrefix" = 'MTX'`
    expect(row?.taken).toBe(row?.given)
    expect((await platformDb.creditNote.findFirstOrThrow({ where: { clientId: all[0]?.client.clientId ?? '' } })).number).toMatch(/^MTX-CN-2026-\d{6}$/)
  })
})

describe('a refund', () => {
  it('goes from requested through pending to succeeded by what the provider says, and the books close', async () => {
    const { client, invoice } = await billed()
    const paymentId = await pay(client, invoice.id)
    expect(await refundInvoice(staff(client), { id: invoice.id, amountMinor: 1_000n, reason: 'service' })).toMatchObject({ refundableMinor: 2_335n, refunds: [{ state: 'requested', amountMinor: 1_000n, paymentId }] })
    expect(await owed(client)).toBe(-1_000n) // owed to the client until it has left
    await finishRefunds(client)
    expect(await getAnyInvoice(staff(client), { id: invoice.id })).toMatchObject({ refunds: [{ state: 'succeeded' }], balanceMinor: 0n })
    expect([await owed(client), await owed(client, 'wallet')]).toEqual([0n, 0n])
    expect(await getPayment(client.ctx, { id: paymentId })).toMatchObject({ state: 'succeeded' })
  })

  it('that the bank refuses becomes wallet credit', async () => {
    const { client, invoice } = await billed()
    await pay(client, invoice.id)
    await refundInvoice(staff(client), { id: invoice.id, amountMinor: 1_013n })
    await finishRefunds(client)
    expect(await getAnyInvoice(staff(client), { id: invoice.id })).toMatchObject({ refunds: [{ state: 'failed', failureCode: 'declined' }] })
    expect([await owed(client), await owed(client, 'wallet')]).toEqual([0n, -1_013n])
    expect(await platformDb.payment.findFirstOrThrow({ where: { clientId: client.clientId } })).toMatchObject({ refundedMinor: 0n })
  })

  it('asked for fifty times at once never passes what was captured', async () => {
    const { client, invoice } = await billed()
    const paymentId = await pay(client, invoice.id)
    const done = await rest(Array.from({ length: 50 }, () => refundInvoice(staff(client), { id: invoice.id, amountMinor: 1_000n })))
    expect(done).toBe(3)
    const refunds = await platformDb.refund.findMany({ where: { paymentId } })
    expect(refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(3_000n)
    expect(await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({ refundedMinor: 3_000n })
    await expect(voidInvoice(staff(client), { id: invoice.id })).rejects.toMatchObject({ code: 'invalid_state' })
  })

  it('of an unpaid invoice is refused', async () => {
    const { client, invoice } = await billed()
    await expect(refundInvoice(staff(client), { id: invoice.id })).rejects.toMatchObject({ code: 'invalid_state' })
  })
})

describe('an invoice', () => {
  it('written off is owed no more, and its loss is booked', async () => {
    const { client, invoice } = await billed()
    expect(await writeOffInvoice(staff(client), { id: invoice.id, reason: 'Out of business' })).toMatchObject({ paymentStatus: 'uncollectible', writtenOffMinor: 3_335n, balanceMinor: 0n, acts: [] })
    expect(await owed(client)).toBe(0n)
    await expect(writeOffInvoice(staff(client), { id: invoice.id, reason: 'again' })).rejects.toMatchObject({ code: 'invalid_state' })
  })

  it('made anew keeps its lines and bills its usage once, for the tax of today', async () => {
    const client = await createBilledClient({ now, country: 'US' })
    const period = await addPeriod(client, '2026-04-01', '2026-05-01')
    await addOverage(client, period, 2_000n * 10n ** 10n)
    const { invoiceId } = await draftUsageInvoice(client.system, { id: period })
    await platformDb.clientProfile.update({ where: { clientId: client.clientId }, data: { country: 'SA', companyName: 'New Name' } })
    const preview = await previewInvoiceAct(staff(client), { id: invoiceId ?? '', act: 'regenerate' })
    expect(preview).toMatchObject({ subtotalMinor: 2_000n, taxMinor: 300n, totalMinor: 2_300n })
    const fresh = await regenerateInvoice(staff(client), { id: invoiceId ?? '', frozenAt: preview.frozenAt, hash: preview.hash })
    expect(fresh).toMatchObject({ reason: 'usage', totalMinor: 2_300n, buyer: { name: 'New Name' } })
    expect(await getAnyInvoice(staff(client), { id: invoiceId ?? '' })).toMatchObject({ documentStatus: 'void', balanceMinor: 0n, acts: [] })
    expect(await platformDb.usagePeriod.findUniqueOrThrow({ where: { id: period } })).toMatchObject({ invoicedMinor: 2_000n, invoicedOveragePicos: 2_000n * 10n ** 10n })
    expect(await owed(client)).toBe(2_300n)
    expect(await rest(Array.from({ length: 8 }, () => regenerateInvoice(staff(client), { id: fresh.id })))).toBe(1)
    expect(await owed(client)).toBe(2_300n)
  })

  it('is collected from credit notes’ credit first, and small rests are left alone', async () => {
    const { client, invoice } = await billed()
    await pay(client, invoice.id)
    await creditInvoice(staff(client), { id: invoice.id, amountMinor: 1_150n })
    const next = await createInvoice(staff(client), { clientId: client.clientId, lines: [line(1_000n)] })
    expect(await collectInvoice(client.ctx, next.id)).toEqual({ outcome: 'paid_from_wallet' })
    expect(await getAnyInvoice(staff(client), { id: next.id })).toMatchObject({ paymentStatus: 'paid', walletMinor: 1_150n, refundableMinor: 0n })
    const small = await createInvoice(staff(client), { clientId: client.clientId, lines: [line(30n)] })
    expect(await collectInvoice(client.ctx, small.id)).toEqual({ outcome: 'below_minimum' })
    expect([await owed(client), await owed(client, 'wallet')]).toEqual([34n, 0n])
  })
})
