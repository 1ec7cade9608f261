import {
  addPromotionCode, addTaxRate, advanceTestClock, attachTestClock, createCoupon, createTestClock, endTaxRate, extendArrears, getCoupon, listArrears, listBillingRuns, listCoupons, listParkedClients,
  listRedemptions, listTaxRates, listTestClocks, releaseParkedClient, setCodeDisabled, setCouponDisabled, setTaxExempt,
} from '@/lib/domain/admin'
import { CouponView, RedemptionView } from '@/lib/domain/admin/coupons/view'
import { AdminArrearsView } from '@/lib/domain/admin/dunning/view'
import { BillingRunView, ParkedClientView } from '@/lib/domain/admin/runs/view'
import { TaxExemptionView, TaxRateEndedView, TaxRateView } from '@/lib/domain/admin/tax/view'
import { TestClockView } from '@/lib/domain/admin/test-clocks/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Admin'
const coupons = '/api/admin/coupons'

export const listCouponsEndpoint = pageEndpoint(listCoupons, { method: 'GET', path: coupons, tag, summary: 'Coupons with their codes', response: CouponView })
export const createCouponEndpoint = endpoint(createCoupon, { method: 'POST', path: coupons, tag, status: 201, summary: 'Make a coupon with its first code', response: CouponView })
export const getCouponEndpoint = endpoint(getCoupon, { method: 'GET', path: `${coupons}/{id}`, tag, summary: 'One coupon', response: CouponView })
export const setCouponDisabledEndpoint = endpoint(setCouponDisabled, { method: 'PATCH', path: `${coupons}/{id}`, tag, summary: 'Turn a coupon off or on; whoever has it keeps it', response: CouponView })
export const addPromotionCodeEndpoint = endpoint(addPromotionCode, { method: 'POST', path: `${coupons}/{id}/codes`, tag, status: 201, summary: 'Another code for a coupon', response: CouponView })
export const listRedemptionsEndpoint = pageEndpoint(listRedemptions, { method: 'GET', path: `${coupons}/{id}/redemptions`, tag, summary: 'Who has a coupon and what it gave them', response: RedemptionView })
export const setCodeDisabledEndpoint = endpoint(setCodeDisabled, { method: 'PATCH', path: '/api/admin/promotion-codes/{id}', tag, summary: 'Turn one code off or on', response: CouponView })

export const listTaxRatesEndpoint = pageEndpoint(listTaxRates, { method: 'GET', path: '/api/admin/tax-rates', tag, summary: 'Tax rates in force now or later', response: TaxRateView })
export const addTaxRateEndpoint = endpoint(addTaxRate, { method: 'POST', path: '/api/admin/tax-rates', tag, status: 201, summary: 'Set the rate of a place from an instant on', response: TaxRateView })
export const endTaxRateEndpoint = endpoint(endTaxRate, { method: 'DELETE', path: '/api/admin/tax-rates/{id}', tag, summary: 'End a rate now, or take back one that has not begun', response: TaxRateEndedView })
export const setTaxExemptEndpoint = endpoint(setTaxExempt, { method: 'PUT', path: '/api/admin/clients/{id}/tax-exemption', tag, summary: 'Say whether a client pays tax', response: TaxExemptionView })

export const listBillingRunsEndpoint = pageEndpoint(listBillingRuns, { method: 'GET', path: '/api/admin/billing-runs', tag, summary: 'Billing runs and how far they are', response: BillingRunView })
export const listParkedClientsEndpoint = pageEndpoint(listParkedClients, { method: 'GET', path: '/api/admin/parked-clients', tag, summary: 'Clients that a billing run set aside', response: ParkedClientView })
export const releaseParkedClientEndpoint = endpoint(releaseParkedClient, { method: 'POST', path: '/api/admin/parked-clients/{id}/release', tag, summary: 'Let the next run take a client up again', response: ParkedClientView })

export const listArrearsEndpoint = pageEndpoint(listArrears, { method: 'GET', path: '/api/admin/arrears', tag, summary: 'Unpaid invoices of all clients, each with its timeline', response: AdminArrearsView })
export const extendArrearsEndpoint = endpoint(extendArrears, { method: 'POST', path: '/api/admin/arrears/{id}/extend', tag, summary: 'Give a client more days to pay', response: AdminArrearsView })

const clockNote = 'In test mode only.'
export const listTestClocksEndpoint = pageEndpoint(listTestClocks, { method: 'GET', path: '/api/admin/test-clocks', tag, summary: 'Test clocks and who lives by them', description: clockNote, response: TestClockView })
export const createTestClockEndpoint = endpoint(createTestClock, { method: 'POST', path: '/api/admin/test-clocks', tag, status: 201, summary: 'Make a clock that stands still', description: clockNote, response: TestClockView })
export const attachTestClockEndpoint = endpoint(attachTestClock, { method: 'POST', path: '/api/admin/test-clocks/{id}/attach', tag, summary: 'Let a client live by a test clock', description: clockNote, response: TestClockView })
export const advanceTestClockEndpoint = endpoint(advanceTestClock, {
  method: 'POST', path: '/api/admin/test-clocks/{id}/advance', tag, status: 202, summary: 'Send a test clock forward', response: TestClockView,
  description: `${clockNote} The worker bills everything due on the way; target_at is empty again when the clock has arrived.`,
})

export const adminBillingEndpoints: readonly Endpoint[] = [
  listCouponsEndpoint, createCouponEndpoint, getCouponEndpoint, setCouponDisabledEndpoint, addPromotionCodeEndpoint, listRedemptionsEndpoint, setCodeDisabledEndpoint, listTaxRatesEndpoint,
  addTaxRateEndpoint, endTaxRateEndpoint, setTaxExemptEndpoint, listBillingRunsEndpoint, listParkedClientsEndpoint, releaseParkedClientEndpoint, listArrearsEndpoint, extendArrearsEndpoint,
  listTestClocksEndpoint, createTestClockEndpoint, attachTestClockEndpoint, advanceTestClockEndpoint,
]
