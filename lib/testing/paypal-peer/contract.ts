import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'

/** PayPal's published REST descriptions, kept beside the checkout; their licence and origin are told there. */
const folder = path.resolve(process.cwd(), '..', 'shared', 'specs', 'paypal')

export const hasPayPalDescriptions = existsSync(folder)

const sources = { orders: 'checkout_orders_v2', payments: 'payments_payment_v2', vault: 'vault_payment_tokens_v3', webhooks: 'notifications_webhooks_v1' } as const

/** `POST /path` with `:id` → file and schema of its body. */
const bodies: Record<string, [keyof typeof sources, string]> = {
  'POST /v2/checkout/orders': ['orders', 'order_request'],
  'POST /v2/checkout/orders/:id/capture': ['orders', 'order_capture_request'],
  'POST /v2/payments/captures/:id/refund': ['payments', 'refund_request'],
  'POST /v3/vault/setup-tokens': ['vault', 'setup_token_request'],
  'POST /v3/vault/payment-tokens': ['vault', 'payment_token_request'],
  'POST /v1/notifications/verify-webhook-signature': ['webhooks', 'verify_webhook_signature'],
}

type Description = { components: { schemas: Record<string, { properties?: Record<string, { enum?: string[] }> }> } }

/** The file's enum lacks a kind of token that the API and PayPal's own libraries use. */
function mended(text: string): Description {
  const description = JSON.parse(text) as Description
  description.components.schemas.token_id_request?.properties?.type?.enum?.push('SETUP_TOKEN')
  return description
}

/** Holds bodies to PayPal's own descriptions; without the files everything passes, which the tests say. */
export class PayPalContract {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false })
  private readonly known = new Map<string, ValidateFunction>()

  constructor() {
    if (!hasPayPalDescriptions) return
    for (const [name, file] of Object.entries(sources)) this.ajv.addSchema(mended(readFileSync(path.join(folder, `${file}.json`), 'utf8')), name)
  }

  /** The field at fault and what is wrong with it; null when nothing is. */
  complaint(call: string, body: unknown): { field: string; issue: string; description: string } | null {
    const source = bodies[call]
    if (!source || !hasPayPalDescriptions) return null
    const validate = this.known.get(call) ?? this.ajv.getSchema(`${source[0]}#/components/schemas/${source[1]}`)
    if (!validate) throw new Error(`no schema for ${call}`)
    this.known.set(call, validate)
    if (validate(body)) return null
    const fault = validate.errors?.[0]
    return { field: fault?.instancePath ?? '', issue: 'INVALID_PARAMETER_SYNTAX', description: fault?.message ?? 'is wrong' }
  }
}
