import type { z } from 'zod'
import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { toJson } from '@/lib/domain/events/record'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { parseMoney } from '@/lib/kernel/money'
import type { Page } from '@/lib/kernel/cursor'
import { platformCommand, platformQuery } from '../../platform/command'
import { containing, pageOf } from '../page-of'
import {
  AddPromotionCodeInput, CouponById, CreateCouponInput, ListCouponsInput, ListRedemptionsInput, SetCodeDisabledInput, SetCouponDisabledInput,
} from './schema'
import type { CouponView, RedemptionView } from './view'

const fields = {
  id: true, name: true, kind: true, percentPpm: true, amountMinor: true, currency: true, duration: true, durationPeriods: true, appliesTo: true, planCodes: true, maxRedemptions: true,
  perClientLimit: true, redemptionCount: true, redeemBy: true, disabledAt: true, createdAt: true,
  codes: { orderBy: { id: 'asc' }, select: { id: true, code: true, redemptionCount: true, maxRedemptions: true, expiresAt: true, disabledAt: true } },
} as const satisfies Prisma.CouponSelect
type Row = Prisma.CouponGetPayload<{ select: typeof fields }>

// kind, duration and appliesTo are held to their lists by CHECKs
const couponView = (row: Row): CouponView => ({ ...row, name: LocalizedTextView.parse(row.name), kind: row.kind as CouponView['kind'], duration: row.duration as CouponView['duration'], appliesTo: row.appliesTo as CouponView['appliesTo'] })

async function readCoupon(db: Db, id: string): Promise<CouponView> {
  const row = await db.coupon.findUnique({ where: { id }, select: fields })
  if (!row) throw notFound('coupon')
  return couponView(row)
}

/** Coupons with their codes, newest first. */
export const listCoupons = platformQuery('admin.listCoupons', ListCouponsInput, async ({ db }, { q, status, ...page }): Promise<Page<CouponView>> => {
  const search: Prisma.CouponWhereInput = q ? { OR: [{ id: q }, { codes: { some: { code: containing(q) } } }, { name: { path: ['en'], string_contains: q } }, { name: { path: ['ar'], string_contains: q } }] } : {}
  const state: Prisma.CouponWhereInput = status ? { disabledAt: status === 'disabled' ? { not: null } : null } : {}
  return pageOf(page, ({ where, ...args }) => db.coupon.findMany({ ...args, where: { AND: [where, search, state] }, select: fields }), couponView)
})

/** @throws DomainError not_found */
export const getCoupon = platformQuery('admin.getCoupon', CouponById, ({ db }, { id }) => readCoupon(db, id))

/** Who has a coupon and what it gave them, newest first. */
export const listRedemptions = platformQuery('admin.listRedemptions', ListRedemptionsInput, async ({ db }, { id, ...page }): Promise<Page<RedemptionView>> =>
  pageOf(page, ({ where, ...args }) => db.couponRedemption.findMany({
    ...args, where: { ...where, couponId: id },
    select: {
      id: true, clientId: true, state: true, periodsUsed: true, periodsLimit: true, createdAt: true, client: { select: { name: true } }, code: { select: { code: true } },
      applications: { select: { amountMinor: true, currency: true } },
    },
  }), ({ client, code, applications, state, ...row }): RedemptionView => ({
    ...row, state: state as RedemptionView['state'], clientName: client.name, code: code?.code ?? null,
    givenMinor: applications.reduce((sum, { amountMinor }) => sum + amountMinor, 0n), currency: applications[0]?.currency ?? null,
  })))

type Input = z.output<typeof CreateCouponInput>

/** @throws DomainError invalid_input when the value does not go with the kind */
function valueOf(input: Input): { percentPpm: number; amountMinor: null; currency: null } | { percentPpm: null; amountMinor: bigint; currency: string } {
  if (input.kind === 'percent') {
    if (!input.percent) throw invalidField('percent', 'required')
    const ppm = Math.round(Number(input.percent) * 10_000)
    if (ppm < 1 || ppm > 1_000_000) throw invalidField('percent', 'invalid')
    return { percentPpm: ppm, amountMinor: null, currency: null }
  }
  if (!input.amount) throw invalidField('amount', 'required')
  const amount = parseMoney(input.amount, input.currency)
  if (!amount || amount.minor <= 0n) throw invalidField('amount', 'invalid')
  return { percentPpm: null, amountMinor: amount.minor, currency: input.currency }
}

async function assertFree(db: Db, code: string): Promise<void> {
  if ((await db.promotionCode.count({ where: { code } })) > 0) throw invalidField('code', 'taken')
}

/** Makes a coupon with its first code. What it takes off is fixed from then on. @throws DomainError invalid_input */
export const createCoupon = platformCommand('admin.createCoupon', CreateCouponInput, async (ctx, input): Promise<CouponView> => {
  const { db, clock } = ctx
  const [now, value] = [clock.now(), valueOf(input)]
  if (input.duration === 'repeating' && !input.durationPeriods) throw invalidField('durationPeriods', 'required')
  if (input.redeemBy && input.redeemBy <= now) throw invalidField('redeemBy', 'inPast')
  await assertFree(db, input.code)
  const id = newId('cpn', now)
  await db.coupon.create({ select: { id: true }, data: {
    id, name: toJson({ en: input.nameEn, ar: input.nameAr }), kind: input.kind, ...value, duration: input.duration,
    durationPeriods: input.duration === 'repeating' ? input.durationPeriods ?? null : null, appliesTo: input.appliesTo, planCodes: input.planCodes, maxRedemptions: input.maxRedemptions ?? null,
    perClientLimit: input.perClientLimit, redeemBy: input.redeemBy ?? null, createdAt: now, updatedAt: now,
  } })
  await db.promotionCode.create({ select: { id: true }, data: { id: newId('prm', now), couponId: id, code: input.code, createdAt: now } })
  await ctx.record(id, { code: input.code, ...value, duration: input.duration, appliesTo: input.appliesTo, maxRedemptions: input.maxRedemptions ?? null })
  return readCoupon(db, id)
})

/** Another code for a coupon, with limits of its own. @throws DomainError not_found, invalid_input */
export const addPromotionCode = platformCommand('admin.addPromotionCode', AddPromotionCodeInput, async (ctx, { id, code, maxRedemptions, expiresAt }): Promise<CouponView> => {
  const now = ctx.clock.now()
  await readCoupon(ctx.db, id)
  if (expiresAt && expiresAt <= now) throw invalidField('expiresAt', 'inPast')
  await assertFree(ctx.db, code)
  await ctx.db.promotionCode.create({ select: { id: true }, data: { id: newId('prm', now), couponId: id, code, maxRedemptions: maxRedemptions ?? null, expiresAt: expiresAt ?? null, createdAt: now } })
  await ctx.record(id, { code })
  return readCoupon(ctx.db, id)
})

/** Nobody redeems a disabled coupon; whoever has it keeps it. @throws DomainError not_found */
export const setCouponDisabled = platformCommand('admin.setCouponDisabled', SetCouponDisabledInput, async (ctx, { id, isDisabled }): Promise<CouponView> => {
  await readCoupon(ctx.db, id)
  await ctx.db.coupon.update({ where: { id }, data: { disabledAt: isDisabled ? ctx.clock.now() : null, updatedAt: ctx.clock.now() }, select: { id: true } })
  await ctx.record(id, { isDisabled })
  return readCoupon(ctx.db, id)
})

/** Turns one code off or on. @throws DomainError not_found */
export const setCodeDisabled = platformCommand('admin.setCodeDisabled', SetCodeDisabledInput, async (ctx, { id, isDisabled }): Promise<CouponView> => {
  const found = await ctx.db.promotionCode.findUnique({ where: { id }, select: { couponId: true, code: true } })
  if (!found) throw notFound('promotion code')
  const { couponId, code } = found
  await ctx.db.promotionCode.update({ where: { id }, data: { disabledAt: isDisabled ? ctx.clock.now() : null }, select: { id: true } })
  await ctx.record(couponId, { code, isDisabled })
  return readCoupon(ctx.db, couponId)
})
