import { env } from '@/lib/env'
import { routes } from '@/lib/routes'

type Subject = { provider: string; mode: string; externalId: string }

/** Where staff see an object in the provider's own console, and answer a dispute. Null where there is no such page. */
export function providerPageOf(about: 'payment' | 'dispute', { provider, mode, externalId }: Subject): string | null {
  const id = encodeURIComponent(externalId)
  if (provider === 'stripe') {
    const console = `https://dashboard.stripe.com${mode === 'test' ? '/test' : ''}`
    return about === 'dispute' ? `${console}/disputes/${id}` : `${console}/search?query=${id}`
  }
  if (provider === 'paypal') {
    const site = mode === 'test' ? 'https://www.sandbox.paypal.com' : 'https://www.paypal.com'
    return about === 'dispute' ? `${site}/resolutioncenter/view/${id}` : `${site}/mep/dashboard`
  }
  return provider === 'sandbox' && about === 'payment' ? `${env().PUBLIC_ORIGIN}${routes.sandboxCharge(externalId)}` : null
}
