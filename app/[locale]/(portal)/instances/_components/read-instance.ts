import { notFound } from 'next/navigation'
import { can } from '@/lib/auth/permissions'
import { getInstance } from '@/lib/domain/instances'
import type { InstanceView } from '@/lib/domain/instances/view'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { DomainError } from '@/lib/kernel/error'

/** An instance of nobody or of somebody else, or of a role that may not see any, is a page that is not there. */
export const orNotFound = (error: unknown): never => {
  if (error instanceof DomainError && error.code === 'not_found') notFound()
  throw error
}

export async function readInstance(params: Promise<{ id: string }>): Promise<{ ctx: PortalCtx; instance: InstanceView }> {
  const [ctx, { id }] = [await portalContext(), await params]
  if (!can(ctx.actor, 'instances.get')) notFound()
  return { ctx, instance: await getInstance(ctx, { id }).catch(orNotFound) }
}
