import type { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import type { PlatformRun } from '../context'
import { platformCommand } from '../platform/command'
import { readModel } from './list-models'
import { SaveModelInput } from './schema'
import type { AdminModelView } from './view'

type Input = z.output<typeof SaveModelInput>

const present = (value: number | null | undefined): value is number => value !== null && value !== undefined

function dataOf(input: Input) {
  const { name, descriptionEn, descriptionAr, contextTokens, maxOutputTokens, systemPrompt, temperature, topP, maxTokens } = input
  return {
    name, contextTokens, maxOutputTokens, description: { en: descriptionEn, ar: descriptionAr }, systemPrompt: systemPrompt || null,
    defaults: {
      ...(present(temperature) ? { temperature } : {}), ...(present(topP) ? { top_p: topP } : {}), ...(present(maxTokens) ? { max_tokens: maxTokens } : {}),
    },
  }
}

async function insert(ctx: PlatformRun, input: Input): Promise<string> {
  if (!input.slug) throw invalidField('slug', 'required')
  if ((await ctx.db.model.count({ where: { slug: input.slug } })) > 0) throw invalidField('slug', 'taken')
  const now = ctx.clock.now()
  const id = newId('mdl', now)
  await ctx.db.model.create({
    select: { id: true }, data: { id, slug: input.slug, kind: input.kind, createdAt: now, retiredAt: input.isRetired ? now : null, ...dataOf(input) },
  })
  return id
}

async function update(ctx: PlatformRun, id: string, input: Input): Promise<string> {
  const found = await ctx.db.model.findUnique({ where: { id }, select: { slug: true, retiredAt: true } })
  if (!found) throw notFound('model')
  if (input.slug && input.slug !== found.slug) throw invalidField('slug', 'notAllowed')
  const retiredAt = input.isRetired ? (found.retiredAt ?? ctx.clock.now()) : null
  await ctx.db.model.update({ where: { id }, data: { ...dataOf(input), retiredAt }, select: { id: true } })
  return id
}

/** Versions on sale of these plans may call the model from now on; what others hold stays as it was sold. */
async function addToPlans(db: Db, modelId: string, codes: readonly string[]): Promise<void> {
  const versions = await db.planVersion.findMany({ where: { retiredAt: null, plan: { code: { in: [...codes] } } }, select: { id: true } })
  await db.planModel.createMany({ data: versions.map(({ id }) => ({ planVersionId: id, modelId })), skipDuplicates: true })
}

/**
 * Makes a model or changes its texts, sizes, system prompt and defaults. A new one is refused by the gateway until it has a
 * price and a server.
 * @throws DomainError not_found, invalid_input
 */
export const saveModel = platformCommand('admin.saveModel', SaveModelInput, async (ctx, input): Promise<AdminModelView> => {
  if (input.maxTokens && input.maxTokens > input.maxOutputTokens) throw invalidField('maxTokens', 'tooBig', { max: input.maxOutputTokens })
  const id = input.id ? await update(ctx, input.id, input) : await insert(ctx, input)
  await addToPlans(ctx.db, id, input.planCodes)
  await ctx.record(id, { name: input.name, isRetired: input.isRetired, planCodes: input.planCodes })
  return readModel(ctx.db, id, ctx.clock.now())
})
