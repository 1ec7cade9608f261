import type { InstanceEndpoint } from '@/lib/providers/instance-runtime/types'

/** What the gateway must know of an instance beside its price: where it stands, where it answers, how much it takes. */
export type InstanceRoute = {
  id: string
  clientId: string
  name: string
  status: string
  statusReason: string | null
  desired: string
  suspendedFor: string | null
  endpoint: InstanceEndpoint | null
  secretCiphertext: Buffer
  secretKeyId: string
  requestsPerMinute: number
  slots: number
}
