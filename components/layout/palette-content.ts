import { routes } from '@/lib/routes'

export type PaletteItem = { href: string; label: string; hint?: string }
export type PaletteGroup = { label: string; items: PaletteItem[] }
export type IdKind = 'key' | 'inv' | 'cli' | 'req' | 'pay' | 'whk' | 'ins'

/** What the palette offers; plain data, so the server can hand it over. */
export type PaletteContent = {
  texts: { title: string; placeholder: string; object: string; recent: string; empty: string; shortcuts: string }
  groups: PaletteGroup[]
  /** By the prefix of a pasted id: a label with `{id}` in it. */
  objects: Partial<Record<IdKind, string>>
  /** KeyboardEvent.code after `g` → address. */
  jumps: Record<string, string>
  shortcuts: { keys: string[]; label: string }[]
}

const objectRoutes: Record<IdKind, (id: string) => string> = {
  key: routes.key, inv: routes.invoice, cli: routes.adminClient, req: routes.generation, pay: routes.payment, whk: routes.adminWebhook, ins: routes.instance,
}

/** The object whose id was typed or pasted, when it is one that has a page here. */
export function objectFor(typed: string, objects: PaletteContent['objects']): PaletteItem | undefined {
  const id = typed.trim()
  const kind = /^([a-z]+)_[0-9A-Za-z]{6,}$/.exec(id)?.[1] as IdKind | undefined
  const label = kind && objects[kind]
  return kind && label ? { href: objectRoutes[kind](id), label: label.replace('{id}', id) } : undefined
}

/** Arabic letters that people write in several ways count as one; case and marks do not count. */
export const fold = (text: string): string =>
  text.toLowerCase().replace(/[\u064b-\u0652\u0640]/g, '').replace(/[أإآ]/g, 'ا').replace(/ة/g, 'ه').replace(/ى/g, 'ي')
