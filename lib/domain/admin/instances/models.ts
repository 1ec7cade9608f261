import type { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { modelFields, modelView } from '@/lib/domain/instances/list-offer'
import { mebibytes } from '@/lib/kernel/bytes'
import { invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import type { PlatformRun } from '../../context'
import { platformCommand, platformQuery } from '../../platform/command'
import { ById, NoInput } from '../schema'
import { SaveInstanceModelInput } from './schema'
import type { AnyInstanceModelView } from './view'

async function readModels(db: Db, where: { id?: string } = {}): Promise<AnyInstanceModelView[]> {
  const rows = await db.instanceModel.findMany({
    where, orderBy: { code: 'asc' }, select: { ...modelFields, ref: true, retiredAt: true, _count: { select: { instances: { where: { status: { not: 'deleted' } } } } } },
  })
  return rows.map(({ ref, retiredAt, _count, ...row }) => ({ ...modelView(row), ref, isRetired: retiredAt !== null, instances: _count.instances }))
}

/** One model. @throws DomainError not_found */
async function readModel(db: Db, id: string): Promise<AnyInstanceModelView> {
  const [model] = await readModels(db, { id })
  if (!model) throw notFound('model')
  return model
}

/** Every model that instances serve or served, retired ones too. */
export const listAllInstanceModels = platformQuery('admin.listInstanceModels', NoInput, async ({ db }): Promise<{ data: AnyInstanceModelView[]; nextCursor: null }> => ({ data: await readModels(db), nextCursor: null }))
export const getAnyInstanceModel = platformQuery('admin.getInstanceModel', ById, ({ db }, { id }): Promise<AnyInstanceModelView> => readModel(db, id))

type Input = z.output<typeof SaveInstanceModelInput>
const fileEngines = ['house', 'llama-server']

/** A file's name leads nowhere but into the operator's folder of models. @throws DomainError invalid_input */
function checkedRef({ engine, ref }: Input): string {
  if (fileEngines.includes(engine) && (!/^[\w.-]+\.gguf$/.test(ref) || ref.startsWith('.'))) throw invalidField('ref', 'modelFile')
  if (!/^[\w.:/-]+$/.test(ref) || ref.startsWith('-')) throw invalidField('ref', 'invalidFormat')
  return ref
}

function dataOf(input: Input) {
  return {
    name: { en: input.nameEn, ar: input.nameAr }, description: { en: input.descriptionEn, ar: input.descriptionAr }, engine: input.engine, ref: checkedRef(input), contextTokens: input.contextTokens,
    sizeBytes: mebibytes(input.sizeMib), minMemoryBytes: mebibytes(input.minMemoryMib), isDemo: input.isDemo,
  }
}

async function insert({ db, clock }: PlatformRun, input: Input): Promise<string> {
  if (!input.code) throw invalidField('code', 'required')
  if ((await db.instanceModel.count({ where: { code: input.code } })) > 0) throw invalidField('code', 'taken')
  const now = clock.now()
  const id = newId('imd', now)
  await db.instanceModel.create({ data: { ...dataOf(input), id, code: input.code, retiredAt: input.isRetired ? now : null, createdAt: now }, select: { id: true } })
  return id
}

async function update({ db, clock }: PlatformRun, id: string, input: Input): Promise<string> {
  const found = await db.instanceModel.findUnique({ where: { id }, select: { code: true, retiredAt: true } })
  if (!found) throw notFound('model')
  if (input.code && input.code !== found.code) throw invalidField('code', 'notAllowed')
  await db.instanceModel.update({ where: { id }, data: { ...dataOf(input), retiredAt: input.isRetired ? (found.retiredAt ?? clock.now()) : null }, select: { id: true } })
  return id
}

/** Makes a model that instances can serve, or changes one; those that run take the change up at their next start. @throws DomainError not_found, invalid_input */
export const saveInstanceModel = platformCommand('admin.saveInstanceModel', SaveInstanceModelInput, async (ctx, input): Promise<AnyInstanceModelView> => {
  const id = input.id ? await update(ctx, input.id, input) : await insert(ctx, input)
  await ctx.record(id, { name: input.nameEn, engine: input.engine, ref: input.ref, isRetired: input.isRetired })
  return readModel(ctx.db, id)
})
