import { getTranslations } from 'next-intl/server'
import type { NavSection } from './nav-items'
import type { IdKind, PaletteContent, PaletteItem } from './palette-content'

const objectTexts: Record<IdKind, string> = { key: 'openKey', inv: 'openInvoice', cli: 'openClient', req: 'openRequest', pay: 'openPayment', whk: 'openWebhook', ins: 'openInstance' }

/** The palette of an area: its pages, its actions, and the ids it can open. */
export async function paletteOf(sections: readonly NavSection[], actions: readonly PaletteItem[], kinds: readonly IdKind[]): Promise<PaletteContent> {
  const t = await getTranslations()
  const items = sections.flatMap((section) => section.items.map((item) => ({ ...item, label: t(`nav.${item.id}`) })))
  const keyed = items.filter((item) => item.key !== undefined)
  const letter = (code: string | undefined): string => (code ?? '').replace('Key', '').toLowerCase()
  return {
    texts: {
      title: t('palette.title'), placeholder: t('palette.placeholder'), object: t('palette.object'), recent: t('palette.recent'), empty: t('palette.empty'),
      shortcuts: t('palette.shortcuts'),
    },
    groups: [
      ...(actions.length > 0 ? [{ label: t('palette.actions'), items: [...actions] }] : []),
      { label: t('palette.pages'), items: items.map(({ href, label, key }) => ({ href, label, ...(key ? { hint: `g ${letter(key)}` } : {}) })) },
    ],
    objects: Object.fromEntries(kinds.map((kind) => [kind, t.raw(`palette.${objectTexts[kind]}`) as string])),
    jumps: Object.fromEntries(keyed.map((item) => [item.key ?? '', item.href])),
    shortcuts: [
      { keys: ['⌘K', '/'], label: t('palette.keyPalette') },
      { keys: ['['], label: t('palette.keySidebar') },
      ...keyed.map((item) => ({ keys: ['g', letter(item.key)], label: t('palette.keyGo', { page: item.label }) })),
      { keys: ['⌘↵'], label: t('palette.keySubmit') },
      { keys: ['?'], label: t('palette.keyHelp') },
    ],
  }
}
