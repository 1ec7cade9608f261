import { randomBytes } from 'node:crypto'

export type Amount = { currency_code: string; value: string }
export type Capture = { id: string; status: string; amount: Amount; custom_id: string; create_time: string }
export type PeerOrder = {
  id: string; status: string; amount: Amount; custom_id: string; invoice_id: string; isSaving: boolean; capture: Capture | null; vaultId: string | null
  returnUrl: string; cancelUrl: string
}
export type PeerRefund = { id: string; status: string; amount: Amount; custom_id: string; captureId: string; create_time: string }

export class PayPalRefused extends Error {
  constructor(readonly status: number, readonly issue: string, readonly field = '') {
    super(issue)
  }
}

export const newPayPalId = (): string => randomBytes(9).toString('hex').toUpperCase().slice(0, 17)
const value = (amount: Amount): number => Math.round(Number(amount.value) * 100)

type Fields = {
  purchase_units?: { custom_id: string; invoice_id: string; amount: Amount }[]
  payment_source?: { paypal?: { vault_id?: string; experience_context?: { return_url: string; cancel_url: string }; attributes?: { vault?: object } }; token?: { id: string } }
}

/** What the peer knows: orders, their captures, refunds, and vaulted accounts. */
export class PayPalBooks {
  readonly orders = new Map<string, PeerOrder>()
  readonly refunds = new Map<string, PeerRefund>()
  /** Vaulted account → what charging it ends in; null = it pays. */
  readonly vault = new Map<string, string | null>()
  readonly setups = new Map<string, { status: string; returnUrl: string }>()
  /** The next captures are refused so. */
  declineNext: string | null = null

  createOrder(fields: Fields): PeerOrder {
    const [unit] = fields.purchase_units ?? []
    if (!unit) throw new PayPalRefused(400, 'MISSING_REQUIRED_PARAMETER')
    if ([...this.orders.values()].some((one) => one.invoice_id === unit.invoice_id && one.capture)) throw new PayPalRefused(422, 'DUPLICATE_INVOICE_ID')
    const wallet = fields.payment_source?.paypal
    const order: PeerOrder = {
      id: newPayPalId(), status: 'PAYER_ACTION_REQUIRED', amount: unit.amount, custom_id: unit.custom_id, invoice_id: unit.invoice_id, isSaving: wallet?.attributes?.vault !== undefined,
      capture: null, vaultId: null, returnUrl: wallet?.experience_context?.return_url ?? '', cancelUrl: wallet?.experience_context?.cancel_url ?? '',
    }
    if (wallet?.vault_id !== undefined) this.chargeVaulted(order, wallet.vault_id)
    this.orders.set(order.id, order)
    return order
  }

  private chargeVaulted(order: PeerOrder, vaultId: string): void {
    const outcome = this.vault.get(vaultId)
    if (outcome === undefined) throw new PayPalRefused(422, 'VAULT_ID_NOT_FOUND')
    if (outcome !== null) throw new PayPalRefused(422, outcome)
    order.status = 'APPROVED'
    this.take(order)
  }

  order(id: string): PeerOrder {
    const order = this.orders.get(id)
    if (!order) throw new PayPalRefused(404, 'INVALID_RESOURCE_ID')
    return order
  }

  capture(id: string): PeerOrder {
    const order = this.order(id)
    if (order.capture) throw new PayPalRefused(422, 'ORDER_ALREADY_CAPTURED')
    if (order.status !== 'APPROVED') throw new PayPalRefused(422, 'ORDER_NOT_APPROVED')
    if (this.declineNext !== null) {
      const issue = this.declineNext
      this.declineNext = null
      order.status = 'PAYER_ACTION_REQUIRED'
      throw new PayPalRefused(422, issue)
    }
    return this.take(order)
  }

  private take(order: PeerOrder): PeerOrder {
    order.capture = { id: newPayPalId(), status: 'COMPLETED', amount: order.amount, custom_id: order.custom_id, create_time: new Date().toISOString() }
    order.status = 'COMPLETED'
    if (order.isSaving) {
      order.vaultId = newPayPalId().toLowerCase()
      this.vault.set(order.vaultId, null)
    }
    return order
  }

  refund(captureId: string, fields: { amount?: Amount; custom_id?: string }): PeerRefund {
    const capture = [...this.orders.values()].find((one) => one.capture?.id === captureId)?.capture
    if (!capture) throw new PayPalRefused(404, 'INVALID_RESOURCE_ID')
    const gone = [...this.refunds.values()].filter((one) => one.captureId === captureId).reduce((total, one) => total + value(one.amount), 0)
    const amount = fields.amount ?? capture.amount
    if (gone + value(amount) > value(capture.amount)) throw new PayPalRefused(422, 'REFUND_AMOUNT_EXCEEDED')
    const refund: PeerRefund = { id: newPayPalId(), status: 'COMPLETED', amount, custom_id: fields.custom_id ?? '', captureId, create_time: new Date().toISOString() }
    this.refunds.set(refund.id, refund)
    return refund
  }

  /** Captures and refunds as the transaction search tells them. */
  transactions(): object[] {
    const info = (id: string, code: string, amount: Amount, custom: string, at: string) => ({
      transaction_info: { transaction_id: id, transaction_event_code: code, transaction_status: 'S', transaction_initiation_date: at, transaction_amount: amount, custom_field: custom },
    })
    const captures = [...this.orders.values()].flatMap(({ capture }) => (capture ? [info(capture.id, 'T0006', capture.amount, capture.custom_id, capture.create_time)] : []))
    const refunds = [...this.refunds.values()].map((one) => info(one.id, 'T1107', { ...one.amount, value: `-${one.amount.value}` }, one.custom_id, one.create_time))
    return [...captures, ...refunds]
  }
}
