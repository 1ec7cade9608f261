import { z } from 'zod'
import { LocalizedTextView } from '@/lib/domain/catalog/view'

/** What the manager sees of an instance; `deleted` is the end. */
export const instanceStatuses = [
  'pending', 'provisioning', 'starting', 'running', 'unready', 'stopping', 'stopped', 'suspended', 'sleeping', 'crash_backoff', 'failed', 'deleting', 'deleted',
] as const
export type InstanceStatus = (typeof instanceStatuses)[number]

export const statusReasons = [
  'oom', 'crash', 'disk_quota', 'never_ready', 'hung', 'capacity', 'isolation', 'model', 'driver', 'idle', 'asked', 'unpaid', 'expired', 'staff', 'abuse',
] as const
export type StatusReason = (typeof statusReasons)[number]

export const suspensions = ['unpaid', 'expired', 'staff', 'abuse'] as const
export type SuspensionReason = (typeof suspensions)[number]

export const isolations = ['process-only', 'partial', 'strong'] as const
export const driverNames = ['process', 'docker', 'kubernetes'] as const

/** What a client may do with an instance, as it stands. */
export const instanceActs = ['start', 'stop', 'restart', 'suspend', 'resume', 'resize', 'update', 'delete'] as const
export type InstanceAct = (typeof instanceActs)[number]

const bytes = z.int().meta({ description: 'Bytes.' })
const micros = z.bigint().meta({ description: '1e-6 of the major unit.' })

export const InstancePriceView = z.object({
  id: z.string(),
  currency: z.string(),
  hourMicros: micros.meta({ description: 'Each hour it runs, starts or stops, in 1e-6 of the major unit; billed by the second.' }),
  keptHourMicros: micros.meta({ description: 'Each hour it is kept without running: its storage.' }),
  inputMicrosPerMillion: micros,
  outputMicrosPerMillion: micros,
  effectiveFrom: z.date(),
})
export type InstancePriceView = z.infer<typeof InstancePriceView>

export const InstanceResourcesView = z.object({
  id: z.string(), code: z.string(), name: LocalizedTextView, rank: z.int(), memoryBytes: bytes, cpuMillis: z.int().meta({ description: 'Thousandths of a core.' }), pids: z.int(),
  storageBytes: bytes, slots: z.int().meta({ description: 'Answers generated at the same time.' }), requestsPerMinute: z.int(), minIsolation: z.enum(isolations),
})
export type InstanceResourcesView = z.infer<typeof InstanceResourcesView>

/** A size as a client may choose it. */
export const InstanceSizeView = InstanceResourcesView.extend({
  price: InstancePriceView.nullable().meta({ description: 'In the client’s currency; null = not sold in it.' }),
  isOffered: z.boolean().meta({ description: 'Whether the client’s plan offers it.' }),
})
export type InstanceSizeView = z.infer<typeof InstanceSizeView>

export const InstanceModelView = z.object({
  id: z.string(), code: z.string(), name: LocalizedTextView, description: LocalizedTextView, engine: z.enum(['house', 'llama-server', 'vllm', 'ollama']), contextTokens: z.int(), sizeBytes: bytes,
  minMemoryBytes: bytes, isDemo: z.boolean(),
})
export type InstanceModelView = z.infer<typeof InstanceModelView>

export const InstanceView = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(instanceStatuses),
  statusReason: z.enum(statusReasons).nullable(),
  statusSince: z.date(),
  desired: z.enum(['running', 'stopped', 'deleted']).meta({ description: 'What was asked for; the platform’s suspension beats it.' }),
  suspendedFor: z.enum(suspensions).nullable(),
  suspendedNote: z.string().nullable().meta({ description: 'What staff wrote about it.' }),
  suspendedAt: z.date().nullable(),
  deletesAt: z.date().nullable().meta({ description: 'When it is deleted because of its suspension, if nothing changes.' }),
  isUpToDate: z.boolean().meta({ description: 'False while a change or a restart is still to be carried out.' }),
  acts: z.array(z.enum(instanceActs)).meta({ description: 'What may be done with it now.' }),
  billing: z.object({
    as: z.enum(['hour', 'kept', 'free']).meta({ description: 'hour: it runs; kept: its storage alone; free: nothing.' }),
    hourMicros: micros.meta({ description: 'What an hour in the present status costs.' }),
    currency: z.string(),
  }).nullable().meta({ description: 'Null where its size has no price in the client’s currency.' }),
  size: InstanceResourcesView,
  price: InstancePriceView.nullable(),
  model: z.object({ kind: z.enum(['offered', 'upload']), id: z.string(), code: z.string().nullable(), name: LocalizedTextView, isDemo: z.boolean() }),
  contextTokens: z.int(),
  requestsPerMinute: z.int().nullable().meta({ description: 'Its own limit; null = the size’s.' }),
  limits: z.object({ requestsPerMinute: z.int(), slots: z.int() }).meta({ description: 'In force.' }),
  idleSleepMinutes: z.int().nullable(),
  driver: z.enum(driverNames),
  isolation: z.enum(isolations).nullable().meta({ description: 'How well it is kept apart where it runs; null before it first runs.' }),
  endpoints: z.object({
    baseUrl: z.string().meta({ description: 'For OpenAI clients; any model name is accepted there.' }),
    model: z.string().meta({ description: 'Its name as a model of /api/v1: instance/{name}.' }),
  }),
  runningSince: z.date().nullable().meta({ description: 'Since when it answers without interruption.' }),
  crashes: z.int().meta({ description: 'In a row.' }),
  nextTryAt: z.date().nullable(),
  isStorageNearlyFull: z.boolean().meta({ description: 'Its owner was told so; false again once there is room.' }),
  lastRequestAt: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  deleteAfter: z.date().nullable().meta({ description: 'Its storage is kept until then.' }),
  deletedAt: z.date().nullable(),
})
export type InstanceView = z.infer<typeof InstanceView>

/** An instance as a list shows it. */
export const ListedInstanceView = InstanceView.extend({
  uptime: z.number().nullable().meta({ description: 'Of the last 30 days: the share of the time it was wanted to run in which it answered, 0 to 1; null where it was never wanted to.' }),
  spentThisMonth: z.string().meta({ description: 'What it has cost since the month began (UTC), hours and tokens together, at list price: decimal of the major unit.' }),
  currency: z.string(),
})
export type ListedInstanceView = z.infer<typeof ListedInstanceView>

/** Why an instance cannot be made or resized now, in the order they are checked; message keys under `instances.refusals`. */
export const instanceRefusals = ['subscription', 'not_offered', 'no_price', 'quota', 'storage_shrinks', 'same_size', 'compliance', 'funds', 'capacity'] as const
export type InstanceRefusal = (typeof instanceRefusals)[number]

/** What it would cost, to be confirmed with `frozenAt` and `hash`. */
export const InstancePreviewView = z.object({
  instanceId: z.string().nullable(),
  size: InstanceResourcesView,
  price: InstancePriceView.nullable(),
  before: z.object({ size: InstanceResourcesView, price: InstancePriceView.nullable() }).nullable().meta({ description: 'On a resize: what it has now.' }),
  restarts: z.boolean().meta({ description: 'Whether it is started anew for this.' }),
  currency: z.string(),
  monthMicros: micros.meta({ description: 'Estimated: 730 hours of running.' }),
  keptMonthMicros: micros.meta({ description: 'Estimated: 730 hours of being kept.' }),
  wallet: z.string().meta({ description: 'What the wallet holds free, as decimal text.' }),
  overage: z.string().meta({ description: 'What is left of the spend limit of this period.' }),
  hoursPayable: z.int().nullable().meta({ description: 'For how many hours of running both pay; null = no end.' }),
  instances: z.object({ used: z.int(), max: z.int() }),
  refusals: z.array(z.enum(instanceRefusals)).meta({ description: 'Why it cannot be done now; empty = it can.' }),
  frozenAt: z.date(),
  expiresAt: z.date(),
  hash: z.string(),
})
export type InstancePreviewView = z.infer<typeof InstancePreviewView>

export const InstanceEventView = z.object({
  id: z.string(),
  kind: z.enum(['status', 'wish', 'resize', 'notice']),
  fromStatus: z.enum(instanceStatuses).nullable(),
  toStatus: z.enum(instanceStatuses).nullable(),
  reason: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).meta({ description: 'Facts of that kind of event.' }),
  actorKind: z.enum(['user', 'key', 'staff', 'system', 'manager']),
  actorName: z.string().nullable(),
  createdAt: z.date(),
})
export type InstanceEventView = z.infer<typeof InstanceEventView>

/** The means of a bucket. */
export const InstanceSampleView = z.object({ at: z.date(), cpuMillis: z.int(), memoryBytes: bytes, storageBytes: bytes.nullable().meta({ description: 'Null while it is not known.' }), pids: z.int() })
export type InstanceSampleView = z.infer<typeof InstanceSampleView>

export const InstanceTrafficView = z.object({
  at: z.date(), requests: z.int(), errors: z.int(), inputTokens: z.int(), outputTokens: z.int(), averageLatencyMs: z.int().nullable(), p95LatencyMs: z.int().nullable(),
})
export type InstanceTrafficView = z.infer<typeof InstanceTrafficView>

export const InstanceMetricsView = z.object({
  instanceId: z.string(),
  range: z.enum(['1h', '24h', '7d', '30d', '90d']),
  from: z.date(),
  to: z.date(),
  bucketSeconds: z.int(),
  limits: z.object({ memoryBytes: bytes, cpuMillis: z.int(), storageBytes: bytes, pids: z.int() }),
  samples: z.array(InstanceSampleView).meta({ description: 'At most 300; buckets in which nothing was measured are absent.' }),
  traffic: z.array(InstanceTrafficView).meta({ description: 'In the same buckets; those without requests are absent.' }),
  total: InstanceTrafficView.omit({ at: true }),
  uptime: z.object({
    ratio: z.number().nullable().meta({ description: 'Seconds it answered of those it was wanted to run, 0 to 1; null where it was never wanted to.' }),
    runningSeconds: z.int(), wantedSeconds: z.int(),
  }),
  spans: z.array(z.object({ status: z.enum(instanceStatuses), reason: z.string().nullable(), from: z.date(), to: z.date() })).meta({ description: 'Its statuses over the range, in order.' }),
})
export type InstanceMetricsView = z.infer<typeof InstanceMetricsView>

export const uploadStates = ['receiving', 'ready', 'refused', 'deleted'] as const
export const ModelUploadView = z.object({
  id: z.string(), name: z.string(), state: z.enum(uploadStates), sizeBytes: bytes, minMemoryBytes: bytes.meta({ description: 'What a size must have to serve it.' }), receivedBytes: bytes.meta({ description: 'Where the next part begins.' }), sha256: z.string().nullable(),
  refusedFor: z.enum(['not_gguf', 'too_large', 'incomplete', 'checksum']).nullable(), usedBy: z.array(z.string()).meta({ description: 'Names of the instances that serve it.' }),
  createdAt: z.date(), readyAt: z.date().nullable(),
})
export type ModelUploadView = z.infer<typeof ModelUploadView>
