'use client'
import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { codeSamples, keyPlace, type SampleLanguage } from './code-samples'
import { messagesFor, type Conversation } from './conversation'

/** The conversation's next request as code; the same text that Run would send. */
export function CodePanel({ conversation, baseUrl }: { conversation: Conversation; baseUrl: string }) {
  const t = useTranslations('playground')
  const [language, setLanguage] = useState<SampleLanguage>('curl')
  const [copied, setCopied] = useState(false)
  const { columns, turns, settings } = conversation
  const asked = turns.at(-1)
  const messages = asked ? messagesFor(conversation, 0, asked.id) : [{ role: 'user' as const, content: t('suggestion1') }]
  const samples = codeSamples({ baseUrl, model: columns[0] ?? '', messages, settings, key: keyPlace })
  const shown = samples.find((sample) => sample.language === language)
  const copy = (): void => {
    void navigator.clipboard.writeText(shown?.code ?? '').then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    })
  }
  return (
    <div className="grid min-w-0 gap-3">
      <p className="text-text-2">{t('codeHint')} <Link href={routes.newKey()} className="link">{t('createKey')}</Link></p>
      <div className="flex flex-wrap items-center gap-1">
        {samples.map((sample) => (
          <Button key={sample.language} size="sm" look={sample.language === language ? 'secondary' : 'ghost'} aria-pressed={sample.language === language} onClick={() => setLanguage(sample.language)}>
            <bdi dir="ltr">{sample.label}</bdi>
          </Button>
        ))}
        <Button size="icon" look="ghost" className="ms-auto" aria-label={copied ? t('copied') : t('copy')} title={t('copy')} onClick={copy}><Icon icon={copied ? Check : Copy} /></Button>
      </div>
      <pre dir="ltr" tabIndex={0} aria-label={t('code')} className="max-h-96 overflow-auto rounded-control border bg-sunken p-3 text-start font-mono text-mono xl:max-h-none"><code>{shown?.code}</code></pre>
    </div>
  )
}
