import { z } from 'zod'
import { PageInput } from '@/lib/kernel/cursor'

const id = z.string().min(1).max(64)
const search = z.string().trim().max(120).optional()
const text = (max: number) => z.string().trim().min(1).max(max)

export const NoInput = z.object({})
export const ById = z.object({ id })

export const clientFilters = ['active', 'suspended', 'overdue', 'unsubscribed'] as const
export const ListClientsInput = PageInput.extend({
  q: search.meta({ description: 'Part of the name, of a member’s e-mail, or the id.' }),
  status: z.enum(clientFilters).optional(),
})
export const SuspendClientInput = z.object({ id, reason: text(500).meta({ description: 'Kept in the audit log and shown to staff.' }) })

export const ListMailInput = PageInput.extend({
  q: search.meta({ description: 'Part of the address or of the subject.' }),
  state: z.enum(['queued', 'sent', 'failed']).optional(),
  clientId: id.optional(),
})

export const ListWebhookEventsInput = PageInput.extend({
  state: z.enum(['received', 'processed', 'ignored', 'rejected', 'failed']).optional(),
  provider: z.string().max(32).optional(),
})

export const ListInvoicesInput = PageInput.extend({
  q: search.meta({ description: 'Part of the number or of the client’s name, or an id.' }),
  status: z.enum(['open', 'overdue', 'paid', 'void']).optional(),
  clientId: id.optional(),
})
export const ListPaymentsInput = PageInput.extend({
  state: z.enum(['created', 'awaiting_customer', 'processing', 'succeeded', 'failed', 'canceled', 'expired', 'unknown']).optional(),
  clientId: id.optional(),
})

export const ListAuditInput = PageInput.extend({
  action: z.string().max(64).optional().meta({ description: 'The verb’s name or its domain, e.g. keys.create or keys.' }),
  actorKind: z.enum(['user', 'apiKey', 'staff', 'system']).optional(),
  q: search.meta({ description: 'Id of a client, an actor, an object or a request.' }),
})

/** A price in major units with at most six decimals, e.g. "0.15". */
const decimal = z.string().trim().regex(/^\d{1,9}(\.\d{1,6})?$/).meta({ description: 'Major units, at most six decimals.' })

const instant = z.string().trim().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/)
  .transform((text) => new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`))

export const SetModelPriceInput = z.object({
  id: id.meta({ description: 'The model.' }),
  currency: z.string().regex(/^[A-Z]{3}$/).default('USD'),
  inputPerMillion: decimal,
  cachedInputPerMillion: decimal.nullish().meta({ description: 'The input price when absent.' }),
  outputPerMillion: decimal,
  perRequest: decimal.default('0'),
  effectiveFrom: instant.nullish().meta({ description: 'ISO 8601, in UTC when it names no offset. Now when absent; never in the past.' }),
})

const slug = z.string().trim().regex(/^[a-z0-9][a-z0-9.-]{1,62}$/)
const share = (max: number) => z.coerce.number().min(0).max(max).nullish()
export const SaveModelInput = z.object({
  id: id.optional().meta({ description: 'Absent makes a new model.' }),
  slug: slug.nullish().meta({ description: 'What callers name it by; fixed once made.' }),
  name: text(80),
  kind: z.enum(['chat', 'embedding']).default('chat'),
  descriptionEn: text(400),
  descriptionAr: text(400),
  contextTokens: z.coerce.number().int().min(1).max(10_000_000),
  maxOutputTokens: z.coerce.number().int().min(0).max(1_000_000),
  systemPrompt: z.string().trim().max(8000).nullish(),
  temperature: share(2),
  topP: share(1),
  maxTokens: z.coerce.number().int().min(1).max(1_000_000).nullish().meta({ description: 'Output tokens when the caller names none.' }),
  isRetired: z.boolean().default(false),
  planCodes: z.array(z.string().max(64)).default([]).meta({ description: 'Plans on sale that may call it from now on; none is taken away.' }),
})

export const SaveUpstreamInput = z.object({
  id: id.optional().meta({ description: 'Absent adds a new one.' }),
  name: text(60),
  baseUrl: z.string().trim().min(1).max(400).nullish().meta({ description: 'An OpenAI-compatible base URL, mostly one that ends in /v1.' }),
  secret: z.string().trim().min(1).max(4000).nullish().meta({ description: 'Sent as a bearer token. Write-only; absent keeps the one there is, unless the host changes.' }),
  clearSecret: z.boolean().default(false),
  isEnabled: z.boolean().default(true),
  timeoutMs: z.coerce.number().int().min(1000).max(600_000).default(120_000),
})

export const SwitchUpstreamInput = z.object({ id, isEnabled: z.boolean() })

export const LinkModelUpstreamInput = z.object({
  id: id.meta({ description: 'The model.' }),
  upstreamId: id,
  upstreamModel: z.string().trim().min(1).max(200).nullish().meta({ description: 'The name that server knows the model by; absent removes the link.' }),
  weight: z.coerce.number().int().min(1).max(1000).default(1),
  priority: z.coerce.number().int().min(0).max(100).default(0),
})

export const RetryJobInput = z.object({ id: z.string().min(1).max(64).meta({ description: 'A job’s number or an outbox message’s id.' }) })
