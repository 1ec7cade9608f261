import { resolve } from 'node:path'
import { z } from 'zod'
import { driverKinds, isolationLevels } from './providers/instance-runtime/types'

const bytes = (fallback: number) => z.coerce.number('must be a number of bytes').int('must be a number of bytes').min(1, 'must be a number of bytes').max(Number.MAX_SAFE_INTEGER, 'must be a number of bytes').default(fallback)
const gibibyte = 1_073_741_824

const drivers = z.string().default('process').transform((text) => [...new Set(text.split(',').map((part) => part.trim()).filter((part) => part !== ''))])
  .pipe(z.array(z.enum(driverKinds, 'must be process, docker, kubernetes or several of them, separated by commas')).min(1, 'must name a driver'))

/** The variables of private instances. */
export const instanceShape = {
  DATA_DIR: z.string().min(1).default('.data').transform((path) => resolve(path)),
  INSTANCE_MODELS_DIR: z.string().min(1).transform((path) => resolve(path)).optional(),
  INSTANCE_DRIVERS: drivers,
  MIN_ISOLATION: z.enum(isolationLevels, 'must be process-only, partial or strong').default('partial'),
  INSTANCE_READERS_GID: z.coerce.number('must be a number of a group').int('must be a number of a group').min(1, 'must be a number of a group').max(4_294_967_294, 'must be a number of a group').optional(),
  LLAMA_SERVER_PATH: z.string().min(1).transform((path) => resolve(path)).optional(),
  INSTANCE_NOTICE_DAYS: z.coerce.number('must be a number of days').int('must be a whole number of days').min(1, 'must be 1 to 365 days').max(365, 'must be 1 to 365 days').default(14),
  INSTANCE_UPLOAD_MAX_BYTES: bytes(8 * gibibyte),
  INSTANCE_UPLOAD_TOTAL_BYTES: bytes(32 * gibibyte),
}
