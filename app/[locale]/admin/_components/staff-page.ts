import { notFound } from 'next/navigation'
import { can, type Permission } from '@/lib/auth/permissions'
import { staffContext, type StaffCtx } from '@/lib/http/context'
import { DomainError } from '@/lib/kernel/error'

/** The context of a console page; whoever may not see it gets the page that says there is nothing here. */
export async function staffPage(permission: Permission): Promise<StaffCtx> {
  const ctx = await staffContext()
  return can(ctx.actor, permission) ? ctx : notFound()
}

/** A missing object is a missing page. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  return reading.catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not_found') notFound()
    throw error
  })
}

/** The console shows every instant in UTC: staff and clients live in many zones. */
export const staffZone = 'UTC'
