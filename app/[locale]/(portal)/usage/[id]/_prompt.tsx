import { getTranslations } from 'next-intl/server'
import { DateTime } from '@/components/data/date-time'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { PromptView } from '@/lib/domain/usage/prompts/view'

type Said = { role: string; text: string }

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))

/** A part of a message as text; pictures and files are only named. */
const partText = (part: unknown): string => {
  const { type, text } = (part ?? {}) as { type?: unknown; text?: unknown }
  return typeof text === 'string' ? text : `[${asText(type ?? part)}]`
}

/** The prompt as turns of a conversation; what is none is one text. */
function turnsOf(prompt: unknown): Said[] {
  const { messages, prompt: text, input } = (typeof prompt === 'object' && prompt !== null ? prompt : {}) as { messages?: unknown; prompt?: unknown; input?: unknown }
  if (!Array.isArray(messages)) return [{ role: '', text: asText(text ?? input ?? prompt) }]
  return messages.map((message: { role?: unknown; content?: unknown; tool_calls?: unknown }) => ({
    role: asText(message.role ?? ''),
    text: [Array.isArray(message.content) ? message.content.map(partText).join('\n') : asText(message.content ?? ''), message.tool_calls ? asText(message.tool_calls) : ''].filter(Boolean).join('\n'),
  }))
}

const roles = ['system', 'developer', 'user', 'assistant', 'tool'] as const

async function Turn({ role, text }: Said) {
  const [t, known] = [await getTranslations('usage.promptStorage.role'), roles.find((one) => one === role)]
  return (
    <div className="grid gap-1">
      {role ? <bdi className="font-medium text-text-2">{known ? t(known) : role}</bdi> : null}
      <p dir="auto" className="whitespace-pre-wrap break-words">{text}</p>
    </div>
  )
}

/** What was asked and answered, for those who may read it, where the client has that stored. */
export async function Prompt({ prompt, timeZone }: { prompt: PromptView; timeZone: string }) {
  const t = await getTranslations('usage.promptStorage')
  return (
    <>
      <Card>
        <CardHeader title={t('prompt')} hint={<>{t('until')} <DateTime at={prompt.expiresAt} timeZone={timeZone} /></>} />
        <CardBody className="grid gap-4">
          {prompt.isTruncated ? <Notice look="info">{t('truncated')}</Notice> : null}
          {turnsOf(prompt.prompt).map((turn, i) => <Turn key={i} {...turn} />)}
        </CardBody>
      </Card>
      <Card>
        <CardHeader title={t('answer')} />
        <CardBody>{prompt.answer ? <Turn role="" text={prompt.answer} /> : <p className="text-text-2">{t('noAnswer')}</p>}</CardBody>
      </Card>
    </>
  )
}
