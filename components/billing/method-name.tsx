import type { SavedMethodView } from '@/lib/domain/billing/methods/view'

const brands: Record<string, string> = { visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express', discover: 'Discover', unionpay: 'UnionPay', jcb: 'JCB', diners: 'Diners Club' }

type Named = Pick<SavedMethodView, 'brand' | 'last4'> & { kind?: SavedMethodView['kind'] }

/** What a person knows a way to pay by: "Visa •••• 4242", or the account's masked address. */
export function methodName({ brand, last4, kind }: Named): string {
  const name = brand ? brands[brand] ?? brand : kind === 'paypal' ? 'PayPal' : '—'
  return last4 ? `${name} •••• ${last4}` : name
}

export const MethodName = ({ method }: { method: Named }) => <bdi dir="ltr">{methodName(method)}</bdi>
