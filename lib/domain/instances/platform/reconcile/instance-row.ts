import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Prisma } from '@/lib/db/generated/client'
import { env } from '@/lib/env'
import { instanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import { servedName } from '@/lib/providers/instance-runtime/served-name'
import { isolationLevels, type DriverKind, type Engine, type InstanceEndpoint, type InstanceSpec, type IsolationLevel } from '@/lib/providers/instance-runtime/types'
import type { InstanceStatus, StatusReason } from '../../view'
import type { Wanted } from './facts'

/** What the manager reads of an instance. */
export const rowFields = {
  id: true, clientId: true, driver: true, contextTokens: true, secretCiphertext: true, secretKeyId: true,
  desired: true, suspendedFor: true, generation: true, restartNonce: true, wakeAskedAt: true, lastRequestAt: true, idleSleepMinutes: true, deleteAfter: true,
  status: true, statusReason: true, statusSince: true, observedGeneration: true, observedNonce: true, isolation: true, endpoint: true, readyAt: true, crashes: true, nextTryAt: true,
  size: { select: { memoryBytes: true, cpuMillis: true, pids: true, storageBytes: true, slots: true, minIsolation: true } },
  model: { select: { code: true, engine: true, ref: true, sizeBytes: true } },
  upload: { select: { id: true, state: true, sizeBytes: true } },
} as const satisfies Prisma.PrivateInstanceSelect

export type StoredRow = Prisma.PrivateInstanceGetPayload<{ select: typeof rowFields }>

/** An instance as its steps are decided by, beside what its spec is made of. */
export type InstanceRow = Wanted & { id: string; clientId: string; driver: DriverKind; stored: StoredRow }

const readsFile = (engine: string): boolean => engine === 'house' || engine === 'llama-server'

/** The model's file on this machine; undefined where its engine finds it by name. */
function modelPath({ clientId, model, upload }: StoredRow): string | undefined {
  const { DATA_DIR, INSTANCE_MODELS_DIR } = env()
  if (upload) return join(DATA_DIR, 'uploads', clientId, `${upload.id}.gguf`)
  if (!model || !readsFile(model.engine)) return undefined
  const offered = join(INSTANCE_MODELS_DIR ?? join(DATA_DIR, 'models'), model.ref)
  const own = join(process.cwd(), 'house-model', 'weights', model.ref)
  return !existsSync(offered) && existsSync(own) ? own : offered
}

function isModelThere(stored: StoredRow): boolean {
  const path = modelPath(stored)
  const isKept = stored.upload === null || stored.upload.state === 'ready'
  return isKept && (path === undefined || existsSync(path))
}

/** What the CHECKs of the tables hold the columns to is taken as that. */
export function toRow(stored: StoredRow): InstanceRow {
  return {
    ...stored,
    stored,
    driver: stored.driver as DriverKind,
    desired: stored.desired as Wanted['desired'],
    suspendedFor: stored.suspendedFor as Wanted['suspendedFor'],
    status: stored.status as InstanceStatus,
    statusReason: stored.statusReason as StatusReason | null,
    isolation: stored.isolation as IsolationLevel | null,
    endpoint: stored.endpoint as InstanceEndpoint | null,
    model: { isThere: isModelThere(stored), bytes: Number((stored.upload ?? stored.model)?.sizeBytes ?? 0) },
  }
}

const stronger = (a: IsolationLevel, b: IsolationLevel): IsolationLevel => (isolationLevels.indexOf(a) >= isolationLevels.indexOf(b) ? a : b)

/** What it is to be. @throws Error when its secret was sealed with a key that is gone */
export function toSpec({ stored }: InstanceRow): InstanceSpec {
  const { size, model, upload } = stored
  const path = modelPath(stored)
  const name = servedName({ modelCode: model?.code ?? null, uploadId: upload?.id ?? null })
  return {
    id: stored.id, clientId: stored.clientId, generation: stored.generation, slots: size.slots, contextTokens: stored.contextTokens, secret: instanceSecret(stored),
    engine: (model?.engine ?? 'house') as Engine,
    model: { name, isUpload: upload !== null, ...(path ? { path } : {}), ...(model && !path ? { ref: model.ref } : {}) },
    resources: { memoryBytes: Number(size.memoryBytes), cpuMillis: size.cpuMillis, pids: size.pids, storageBytes: Number(size.storageBytes) },
    minIsolation: stronger(size.minIsolation as IsolationLevel, env().MIN_ISOLATION),
  }
}
