import fs from 'node:fs'
import path from 'node:path'
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { describe, expect, it } from 'vitest'
import { errorTable } from '@/lib/kernel/error'
import ar from '@/messages/ar.json'
import en from '@/messages/en.json'

type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + key, value)
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) found.set(inner, text)
  }
  return found
}

function everyPart(parts: MessageFormatElement[]): MessageFormatElement[] {
  return parts.flatMap((part) => [
    part,
    ...(part.type === TYPE.plural || part.type === TYPE.select ? Object.values(part.options).flatMap((option) => everyPart(option.value)) : []),
    ...(part.type === TYPE.tag ? everyPart(part.children) : []),
  ])
}

const partsOf = (text: string): MessageFormatElement[] => everyPart(parse(text))
const argumentsOf = (text: string): string[] =>
  [...new Set(partsOf(text).filter((part) => part.type !== TYPE.literal && part.type !== TYPE.pound).map((part) => ('value' in part ? String(part.value) : '')))].sort()

const english = flatten(en as Tree)
const arabic = flatten(ar as Tree)

describe('messages', () => {
  it('exist in both languages', () => {
    expect([...english.keys()].filter((key) => !arabic.has(key))).toEqual([])
    expect([...arabic.keys()].filter((key) => !english.has(key))).toEqual([])
  })

  it('take the same values in both languages', () => {
    const wrong = [...english].filter(([key, text]) => {
      const [a, b] = [argumentsOf(text), argumentsOf(arabic.get(key) ?? '')]
      // A count may be spelled out in Arabic's forms for one and two, so only missing or foreign names are wrong.
      return b.some((name) => !a.includes(name)) || a.some((name) => !b.includes(name))
    })
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  it('count in all six Arabic plural forms', () => {
    const six = ['zero', 'one', 'two', 'few', 'many', 'other']
    const wrong = [...arabic].filter(([, text]) => partsOf(text).some((part) => part.type === TYPE.plural && part.pluralType === 'cardinal' && !six.every((form) => form in part.options || `=${{ zero: 0, one: 1, two: 2 }[form] ?? 'x'}` in part.options)))
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  it('are never empty, and Arabic ones hold Arabic unless they are a name', () => {
    expect([...english, ...arabic].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([])
    const latinOnly = [...arabic].filter(([key, text]) => !/[\u0600-\u06ff]/.test(text) && /[a-z]{4,}/i.test(text.replace(/\{[^}]*\}|<[^>]*>/g, '')) && text !== english.get(key))
    expect(latinOnly.map(([key]) => key)).toEqual([])
  })

  it('hold a sentence for every error the product can answer', () => {
    expect(Object.keys(errorTable).filter((code) => !english.has(`errors.${code}`))).toEqual([])
  })

  it('say in words what every command did, for the audit log', () => {
    const domain = path.resolve(import.meta.dirname, '../domain')
    const sources = fs.readdirSync(domain, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ts$/.test(name) && !/\.test\.ts$/.test(name))
    const commands = sources.flatMap((name) => [...fs.readFileSync(path.join(domain, name), 'utf8').matchAll(/\b\w*[cC]ommand\(\s*'([a-z]+\.\w+)'/g)].map(([, action]) => action))
    expect(commands.length).toBeGreaterThan(90)
    expect(commands.filter((action) => !english.has(`admin.acts.${action}`))).toEqual([])
  })
})
