import { z } from 'zod'

/**
 * An address people sign in with. Plain ASCII only: look-alike signs and quoted local parts are read differently by
 * different mail servers, and somebody else might get the mail.
 */
export const EmailInput = z.string().trim().max(254).pipe(z.email()).meta({ format: 'email' })

/** What addresses are compared by. */
export const normalizeEmail = (email: string): string => email.trim().normalize('NFKC').toLowerCase()
