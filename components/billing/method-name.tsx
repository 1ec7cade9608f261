import type { SavedMethodView } from '@/lib/domain/billing/methods/view'

const brands: Record<string, string> = { visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express', discover: 'Discover', unionpay: 'UnionPay', jcb: 'JCB', diners: 'Diners Club' }

/** What a person knows a way to pay by: "Visa •••• 4242", or the account's masked address. */
export function MethodName({ method }: { method: Pick<SavedMethodView, 'brand' | 'last4' | 'kind'> }) {
  const name = method.brand ? brands[method.brand] ?? method.brand : method.kind === 'paypal' ? 'PayPal' : '—'
  return <bdi dir="ltr">{method.last4 ? `${name} •••• ${method.last4}` : name}</bdi>
}
