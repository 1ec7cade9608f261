import { z } from 'zod'

const bytes = (fallback: number) => z.coerce.number('must be a number of bytes').int('must be a number of bytes').min(1, 'must be a number of bytes').max(Number.MAX_SAFE_INTEGER, 'must be a number of bytes').default(fallback)
const gibibyte = 1_073_741_824

const drivers = z.string().default('process').transform((text) => [...new Set(text.split(',').map((part) => part.trim()).filter((part) => part !== ''))])
  .pipe(z.array(z.enum(['process', 'docker', 'kubernetes'], 'must be process, docker, kubernetes or several of them, separated by commas')).min(1, 'must name a driver'))

/** The variables of private instances. */
export const instanceShape = {
  DATA_DIR: z.string().min(1).default('.data'),
  INSTANCE_DRIVERS: drivers,
  MIN_ISOLATION: z.enum(['process-only', 'partial', 'strong'], 'must be process-only, partial or strong').default('partial'),
  INSTANCE_UPLOAD_MAX_BYTES: bytes(8 * gibibyte),
  INSTANCE_UPLOAD_TOTAL_BYTES: bytes(32 * gibibyte),
}
