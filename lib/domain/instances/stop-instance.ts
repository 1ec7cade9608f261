import { command } from '../command'
import { wantStopped } from './change-wish'
import { InstanceIdInput } from './schema'

/** Stops an instance; its storage is kept and billed as such. @throws DomainError not_found, invalid_state when that is wanted already */
export const stopInstance = command('instances.stop', InstanceIdInput, (ctx, { id }) => wantStopped(ctx, id, 'stop'))

/** A pause of the client's own: the same as stopping, told apart in the history. `resumeInstance` ends it. @throws DomainError not_found, invalid_state */
export const suspendInstance = command('instances.suspend', InstanceIdInput, (ctx, { id }) => wantStopped(ctx, id, 'suspend'))
