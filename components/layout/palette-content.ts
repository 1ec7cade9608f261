import { routes } from '@/lib/routes'

export type PaletteItem = { href: string; label: string; hint?: string }
export type PaletteGroup = { label: string; items: PaletteItem[] }
export type IdKind = 'key' | 'inv' | 'cli' | 'req' | 'pay' | 'whk' | 'ins' | 'sub' | 'ups' | 'mdl' | 'pln'
export type Area = 'portal' | 'staff'

/** What the palette offers; plain data, so the server can hand it over. */
export type PaletteContent = {
  texts: { title: string; placeholder: string; object: string; recent: string; empty: string; shortcuts: string }
  groups: PaletteGroup[]
  /** Whose pages an id leads to. */
  area: Area
  /** By the prefix of a pasted id: a label with `{id}` in it. */
  objects: Partial<Record<IdKind, string>>
  /** KeyboardEvent.code after `g` → address. */
  jumps: Record<string, string>
  shortcuts: { keys: string[]; label: string }[]
}

const objectRoutes: Record<Area, Partial<Record<IdKind, (id: string) => string>>> = {
  portal: { key: routes.key, inv: routes.invoice, req: routes.generation, pay: routes.payment, ins: routes.instance },
  staff: {
    cli: routes.adminClient, inv: routes.adminInvoice, pay: routes.adminPayment, sub: routes.adminSubscription, ins: routes.adminInstance, whk: routes.adminWebhook,
    ups: routes.adminUpstream, mdl: routes.adminModel, pln: routes.adminPlan,
  },
}

/** The kinds of objects that have a page in an area. */
export const kindsOf = (area: Area): IdKind[] => Object.keys(objectRoutes[area]) as IdKind[]

/** The object whose id was typed or pasted, when it is one that has a page here. */
export function objectFor(typed: string, { area, objects }: Pick<PaletteContent, 'area' | 'objects'>): PaletteItem | undefined {
  const id = typed.trim()
  const prefix = /^([a-z]+)_[0-9A-Za-z]{6,}$/.exec(id)?.[1]
  const kind = kindsOf(area).find((one) => one === prefix)
  const [label, href] = kind ? [objects[kind], objectRoutes[area][kind]?.(id)] : []
  return label && href ? { href, label: label.replace('{id}', id) } : undefined
}

/** Arabic letters that people write in several ways count as one; case and marks do not count. */
export const fold = (text: string): string =>
  text.toLowerCase().replace(/[\u064b-\u0652\u0640]/g, '').replace(/[أإآ]/g, 'ا').replace(/ة/g, 'ه').replace(/ى/g, 'ي')
