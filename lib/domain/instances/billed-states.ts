import type { InstanceStatus } from './view'

/** What an instance costs in each status: `hour` while a workload may run, `kept` while only its storage is kept, `free` once it is gone. */
export const billedAs: Readonly<Record<InstanceStatus, 'hour' | 'kept' | 'free'>> = {
  pending: 'kept', provisioning: 'kept', starting: 'hour', running: 'hour', unready: 'hour', stopping: 'hour', stopped: 'kept', suspended: 'kept', sleeping: 'kept',
  crash_backoff: 'kept', failed: 'kept', deleting: 'free', deleted: 'free',
}
