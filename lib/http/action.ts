import 'server-only'
import { revalidatePath } from 'next/cache'
import { unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import type { Verb } from '@/lib/domain/command'
import type { ClientCtx, PlatformCtx } from '@/lib/domain/context'
import { redirect } from '@/lib/i18n/navigation'
import type { ActionState } from './action-state'
import { personContext, portalContext, staffContext, visitorContext } from './context'
import { decodeFields, formFieldOf } from './decode'
import { asDomainError, errorMessage, fieldMessages } from './problem'
import { typedValues } from './typed-values'

export type FormAction<T> = (previous: ActionState<T>, form: FormData) => Promise<ActionState<T>>

type Options<Out> = {
  /** Where to go when it worked; a path of lib/routes, without locale. */
  redirectTo?: (result: Out) => string
  /** The page stays as it is: what was done goes on elsewhere, and tells by itself. */
  keepsPage?: boolean
}

/** What was thrown, as the form shows it. */
export function formFailure(thrown: unknown, ctx: PlatformCtx, form: FormData): ActionState<never> {
  const error = asDomainError(thrown, ctx.requestId)
  return {
    status: 'error',
    code: error.code,
    message: errorMessage(ctx.locale, error.code, error.params, ctx.requestId),
    requestId: ctx.requestId,
    values: typedValues(form),
    ...(error.fields ? { fields: Object.fromEntries(Object.entries(fieldMessages(ctx.locale, error.fields)).map(([path, message]) => [formFieldOf(path, form), message])) } : {}),
  }
}

async function run<Ctx extends PlatformCtx, S extends z.ZodType, Out>(
  ctx: Ctx, verb: Verb<Ctx, S, Out>, form: FormData, options: Options<Out>,
): Promise<ActionState<Out>> {
  let result: Out
  try {
    result = await verb(ctx, decodeFields(verb.meta.schema, form) as z.input<S>)
  } catch (error) {
    unstable_rethrow(error)
    return formFailure(error, ctx, form)
  }
  if (!options.keepsPage) revalidatePath('/', 'layout')
  if (options.redirectTo) redirect({ href: options.redirectTo(result), locale: ctx.locale })
  return { status: 'ok', data: result }
}

/** A client's verb as a form action. The context is read anew, so an expired session cannot act. */
export const portalAction =
  <S extends z.ZodType, Out>(verb: Verb<ClientCtx, S, Out>, options: Options<Out> = {}): FormAction<Out> =>
  async (_previous, form) => run(await portalContext(), verb, form, options)

/** A staff verb as a form action. */
export const adminAction =
  <S extends z.ZodType, Out>(verb: Verb<PlatformCtx, S, Out>, options: Options<Out> = {}): FormAction<Out> =>
  async (_previous, form) => run(await staffContext(), verb, form, options)

/** A verb about the signed-in person, client or staff, as a form action. */
export const personAction =
  <S extends z.ZodType, Out>(verb: Verb<PlatformCtx, S, Out>, options: Options<Out> = {}): FormAction<Out> =>
  async (_previous, form) => run(await personContext(), verb, form, options)

/** A verb that anybody may call (sign-up, password reset) as a form action. */
export const visitorAction =
  <S extends z.ZodType, Out>(verb: Verb<PlatformCtx, S, Out>, options: Options<Out> = {}): FormAction<Out> =>
  async (_previous, form) => run(await visitorContext(), verb, form, options)
