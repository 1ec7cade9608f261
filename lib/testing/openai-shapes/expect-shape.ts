import Ajv from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import schemas from './schemas.json'

export type ShapeName = keyof typeof schemas.components.schemas

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats(ajv)
ajv.addFormat('unixtime', { type: 'number', validate: (value: number) => Number.isInteger(value) && value >= 0 })
ajv.addSchema(schemas)

/** Fails, naming every deviation, unless a value has the shape OpenAI publishes under this name. */
export function expectShape(name: ShapeName, value: unknown): void {
  const validate = ajv.getSchema(`openai#/components/schemas/${name}`)
  if (!validate) throw new Error(`no shape ${name}`)
  validate(value)
  expect(validate.errors ?? [], JSON.stringify(value)).toEqual([])
}
