import { getTranslations } from 'next-intl/server'
import type { NavSection } from './nav-items'
import { kindsOf, type Area, type IdKind, type PaletteContent, type PaletteItem } from './palette-content'

const objectTexts: Record<IdKind, string> = { key: 'openKey', inv: 'openInvoice', cli: 'openClient', req: 'openRequest', pay: 'openPayment', whk: 'openWebhook', ins: 'openInstance', sub: 'openSubscription', ups: 'openUpstream', mdl: 'openModel', pln: 'openPlan' }

/** The palette of an area: its pages, those of the sidebar first, its actions, and the ids it can open. */
export async function paletteOf(area: Area, sections: readonly NavSection[], actions: readonly PaletteItem[] = [], more: readonly PaletteItem[] = []): Promise<PaletteContent> {
  const t = await getTranslations()
  const items = sections.flatMap((section) => section.items.map((item) => ({ ...item, label: t(`nav.${item.id}`) })))
  const keyed = items.filter((item) => item.key !== undefined)
  const letter = (code: string | undefined): string => (code ?? '').replace('Key', '').toLowerCase()
  return {
    texts: {
      title: t('palette.title'), placeholder: t('palette.placeholder'), object: t('palette.object'), recent: t('palette.recent'), empty: t('palette.empty'),
      shortcuts: t('palette.shortcuts'),
    },
    area,
    groups: [
      ...(actions.length > 0 ? [{ label: t('palette.actions'), items: [...actions] }] : []),
      { label: t('palette.pages'), items: [...items.map(({ href, label, key }) => ({ href, label, ...(key ? { hint: `g ${letter(key)}` } : {}) })), ...more] },
    ],
    objects: Object.fromEntries(kindsOf(area).map((kind) => [kind, t.raw(`palette.${objectTexts[kind]}`) as string])),
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
