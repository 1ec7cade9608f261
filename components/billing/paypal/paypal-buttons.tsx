'use client'
import { PayPalButtons as Buttons, PayPalScriptProvider, usePayPalScriptReducer } from '@paypal/react-paypal-js'
import { useEffect, useRef } from 'react'
import type { Locale } from '@/lib/i18n/locale'
import { usePageLocale } from '@/lib/i18n/locale-context'
import { localizedPath } from '@/lib/i18n/path'
import type { PayPalFacts, PayPalOrder } from './paypal-slot'

export type PayPalButtonsProps = {
  facts: PayPalFacts
  /** Starts the payment on our server, or gives back the one that is open. Rejects where the page already says why not. */
  begin: () => Promise<PayPalOrder>
  onReady: () => void
  /** PayPal's script does not come, or does not work. */
  onFailed: () => void
}

const theirLocales: Record<Locale, string> = { en: 'en_US', ar: 'ar_EG' }

/** The nonce this document's scripts came with; PayPal's carry it too. */
const nonce = (): string => (window as { __webpack_nonce__?: string }).__webpack_nonce__ ?? ''

/** PayPal's script and its one button. Whatever is decided in its window, our payment page says what came of it: the server asks PayPal. */
export function PayPalButtons({ facts: { clientId, scriptUrl, mode, currency }, ...rest }: PayPalButtonsProps) {
  const locale = usePageLocale()
  const source = scriptUrl ? { sdkBaseUrl: scriptUrl } : { environment: mode === 'live' ? 'production' as const : 'sandbox' as const }
  return (
    <PayPalScriptProvider options={{ clientId, currency, intent: 'capture', commit: true, components: 'buttons', locale: theirLocales[locale], dataCspNonce: nonce(), ...source }}>
      <TheButton locale={locale} {...rest} />
    </PayPalScriptProvider>
  )
}

function TheButton({ locale, begin, onReady, onFailed }: Omit<PayPalButtonsProps, 'facts'> & { locale: Locale }) {
  const [{ isRejected }] = usePayPalScriptReducer()
  const order = useRef<PayPalOrder>(undefined)
  const isRefused = useRef(false)
  // Loaded whole: the page asks PayPal anew, and takes what was approved.
  const leave = (): void => {
    if (order.current) window.location.assign(localizedPath(order.current.href, locale))
  }
  const createOrder = async (): Promise<string> => {
    isRefused.current = true
    order.current = await begin()
    if (order.current.orderId === null) leave()
    if (order.current.orderId === null) throw new Error('this payment does not wait for PayPal')
    isRefused.current = false
    return order.current.orderId
  }
  if (isRejected) return <Failed tell={onFailed} />
  return (
    <Buttons
      fundingSource="paypal" style={{ height: 44, label: 'pay', tagline: false }} createOrder={createOrder} onInit={onReady} onCancel={leave}
      onApprove={async () => leave()} onError={() => (isRefused.current ? undefined : onFailed())}
    >
      <Failed tell={onFailed} />
    </Buttons>
  )
}

/** Shown where there is no button: says so once. */
function Failed({ tell }: { tell: () => void }) {
  useEffect(() => tell(), [tell])
  return null
}
