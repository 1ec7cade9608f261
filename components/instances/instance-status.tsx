import { Status } from '@/components/data/status'
import type { InstanceStatus } from '@/lib/domain/instances/view'

/** States that pass by themselves within seconds: whoever looks wants to see them pass. */
export const isMoving = (status: InstanceStatus): boolean => ['pending', 'provisioning', 'starting', 'stopping', 'unready', 'crash_backoff', 'deleting'].includes(status)

/** An instance's state as word, shape and colour. */
export const InstanceBadge = ({ status }: { status: InstanceStatus }) => <Status domain="instance" state={status} />
