import { useTranslations } from 'next-intl'

/** First stop of the Tab key: past the navigation to the page. Pages give their main element the id "main". */
export function SkipLink() {
  const t = useTranslations('layout')
  return (
    <a href="#main" className="sr-only z-50 rounded-control bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:start-3 focus:top-3">
      {t('skip')}
    </a>
  )
}
