import { DomainError } from '@/lib/kernel/error'
import type { InstanceEndpoint } from '@/lib/providers/instance-runtime/types'
import type { InstanceRoute } from './instance-route'

/** How long to leave one alone that is on its way. */
const wakingSeconds = 5

export const waking = (instance: InstanceRoute): DomainError =>
  new DomainError('instance_waking', { params: { name: instance.name }, retryAfterSeconds: wakingSeconds, internal: `${instance.id} is ${instance.status}` })

/** Why nobody will answer, however long one waits; null where somebody does or will. */
function refusal({ name, status, statusReason, desired, suspendedFor }: InstanceRoute): DomainError | null {
  if (suspendedFor !== null) return new DomainError('instance_suspended', { params: { name, reason: suspendedFor } })
  if (desired === 'stopped') return new DomainError('instance_stopped', { params: { name } })
  if (status === 'failed') return new DomainError('instance_failed', { params: { name, reason: statusReason ?? 'other' } })
  return null
}

/** @throws DomainError instance_suspended, instance_stopped, instance_failed */
export function assertMayAnswer(instance: InstanceRoute): void {
  const refused = refusal(instance)
  if (refused) throw refused
}

/** Where it answers now, or null while it is on its way (asleep, starting, not well). */
export const answeringAt = ({ status, endpoint }: InstanceRoute): InstanceEndpoint | null => (status === 'running' ? endpoint : null)
