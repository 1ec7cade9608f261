import { command } from '../command'
import { wantRunning } from './change-wish'
import { InstanceIdInput } from './schema'

/** Starts a stopped instance, wakes a sleeping one, tries one anew that was given up. @throws DomainError not_found, instance_suspended, invalid_state, subscription_inactive, insufficient_funds */
export const startInstance = command('instances.start', InstanceIdInput, (ctx, { id }) => wantRunning(ctx, id, 'start'))

/** The end of a pause of the client's own; a suspension by the platform is not lifted by it. @throws DomainError as startInstance */
export const resumeInstance = command('instances.resume', InstanceIdInput, (ctx, { id }) => wantRunning(ctx, id, 'resume'))
