import { DomainError, notFound } from '@/lib/kernel/error'
import { Prisma } from './generated/client'

/** P2025 → not_found, P2002 → conflict; anything else comes back as it was. */
export function toDomainError(error: unknown): unknown {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error
  if (error.code === 'P2025') return notFound(String(error.meta?.modelName ?? 'record'))
  if (error.code === 'P2002') return new DomainError('conflict', { internal: error.message, cause: error })
  return error
}

/** Whether the database refused a duplicate: the expected end of a lost race. */
export const isUniqueViolation = (error: unknown): boolean =>
  (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') ||
  (error instanceof DomainError && error.code === 'conflict' && isUniqueViolation(error.cause))
