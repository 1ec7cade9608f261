import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** Stripe's published examples of its objects, kept beside the checkout; their licence and origin are told there. */
const file = path.resolve(process.cwd(), '..', 'shared', 'specs', 'stripe', 'fixtures3.json')

export const hasStripeExamples = existsSync(file)

const Examples = z.object({ resources: z.record(z.string(), z.record(z.string(), z.unknown())) })
export type Example = Record<string, unknown>

/** Stripe's own example of each kind of object, by its `object`. */
export const stripeExamples = (): Record<string, Example> => Examples.parse(JSON.parse(readFileSync(file, 'utf8'))).resources

const isPlain = (value: unknown): value is Example => typeof value === 'object' && value !== null && !Array.isArray(value)
const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value)

/** Where an object of ours differs from Stripe's example of its kind: fields that Stripe has not, and values of another type. What is null on either side tells nothing. */
export function differences(ours: Example, examples: Record<string, Example>): string[] {
  const kind = String(ours.object)
  const example = examples[kind]
  if (!example) return [`${kind} is no object of Stripe's`]
  return Object.keys(ours).filter((name) => !(name in example)).map((name) => `${kind}.${name} is no field of Stripe's`).concat(otherTypes(ours, example, kind, examples))
}

function otherTypes(ours: Example, example: Example, at: string, examples: Record<string, Example>): string[] {
  return Object.entries(ours).flatMap(([name, value]) => {
    const theirs = example[name]
    const where = `${at}.${name}`
    // Where Stripe has an id, what it names may stand in place.
    if (isPlain(value) && typeof value.object === 'string' && !isPlain(theirs)) return differences(value, examples)
    if (value === null || theirs === null || theirs === undefined) return []
    if (kindOf(value) !== kindOf(theirs)) return [`${where} is ${kindOf(value)}, at Stripe ${kindOf(theirs)}`]
    return isPlain(value) && isPlain(theirs) && name !== 'metadata' ? otherTypes(value, theirs, where, examples) : []
  })
}
