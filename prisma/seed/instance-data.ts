import type { LocalizedText } from '@/lib/i18n/locale'
import { mebibytes } from '@/lib/kernel/bytes'

type SizeSeed = {
  code: string
  name: LocalizedText
  rank: number
  memoryBytes: bigint
  cpuMillis: number
  pids: number
  storageBytes: bigint
  slots: number
  requestsPerMinute: number
  /** USD micros an hour. */
  hourMicros: bigint
  keptHourMicros: bigint
  /** The plans that offer it from the first start. */
  plans: readonly string[]
}

export const instanceSizes: readonly SizeSeed[] = [
  {
    code: 'small', name: { en: 'Small', ar: 'صغير' }, rank: 1, memoryBytes: mebibytes(256), cpuMillis: 500, pids: 64, storageBytes: mebibytes(512), slots: 2, requestsPerMinute: 60,
    hourMicros: 20_000n, keptHourMicros: 1_000n, plans: ['pro', 'enterprise', 'custom'],
  },
  {
    code: 'medium', name: { en: 'Medium', ar: 'متوسط' }, rank: 2, memoryBytes: mebibytes(1_024), cpuMillis: 1_000, pids: 128, storageBytes: mebibytes(2_048), slots: 4, requestsPerMinute: 120,
    hourMicros: 60_000n, keptHourMicros: 3_000n, plans: ['pro', 'enterprise', 'custom'],
  },
  {
    code: 'large', name: { en: 'Large', ar: 'كبير' }, rank: 3, memoryBytes: mebibytes(4_096), cpuMillis: 2_000, pids: 256, storageBytes: mebibytes(8_192), slots: 8, requestsPerMinute: 300,
    hourMicros: 200_000n, keptHourMicros: 10_000n, plans: ['enterprise', 'custom'],
  },
]

export const instanceModels = [
  {
    code: 'house-mini', engine: 'house', ref: 'house-mini.gguf', contextTokens: 1_024, sizeBytes: 3_531_456n, minMemoryBytes: mebibytes(160), isDemo: true,
    name: { en: 'House Mini', ar: 'House Mini' },
    description: { en: 'Small demo model that writes simple English and Arabic; starts in about a second.', ar: 'نموذج تجريبي صغير يكتب جملًا بسيطة بالعربية والإنجليزية، ويبدأ العمل خلال ثانية تقريبًا.' },
  },
] as const
