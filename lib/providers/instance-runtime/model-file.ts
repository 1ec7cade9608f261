import { chmod, stat } from 'node:fs/promises'
import { RuntimeError, type InstanceSpec } from './types'

/**
 * Makes sure that an instance, which is a user of its own, can read its model's file.
 * @throws RuntimeError
 */
export async function readableModel({ model }: InstanceSpec): Promise<void> {
  if (model.path === undefined) return
  const found = await stat(model.path).catch(() => null)
  if (!found?.isFile()) throw new RuntimeError('model', `there is no file ${model.path}`)
  if ((found.mode & 0o004) !== 0 || process.getuid?.() !== 0) return
  // An upload lies in a folder that nobody else may pass; an operator's own file is theirs to open.
  if (!model.isUpload) throw new RuntimeError('model', `${model.path} is not readable for instances: chmod o+r`)
  await chmod(model.path, found.mode | 0o004)
}
