import { query } from '../command'
import { readProfile } from './profile-row'
import { NoInput } from './schema'

/** What invoices and compliance know about the client. */
export const getProfile = query('accounts.getProfile', NoInput, (ctx) => readProfile(ctx.db, ctx.clientId))
