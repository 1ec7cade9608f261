import { formatDateTime } from '@/lib/i18n/format'
import { directionOf, type Locale } from '@/lib/i18n/locale'
import { messagesFor } from '@/lib/i18n/translator'
import type { MailTemplate } from '@/lib/domain/events/queue-mail'

export type MailContent = { template: MailTemplate; locale: Locale; params: Record<string, string | number>; link: string | null; origin: string }
export type RenderedMail = { subject: string; text: string; html: string }

const [isolate, endIsolate] = ['\u2068', '\u2069']
const controls = /[\u0000-\u001f\u007f\u2028\u2029\u2066-\u2069]/g

/** Values are set apart from the sentence around them, so that a Latin name does not scramble an Arabic line. */
function isolated(params: MailContent['params'], locale: Locale): Record<string, string | number> {
  return Object.fromEntries(Object.entries(params).map(([key, value]) => {
    if (typeof value === 'number') return [key, value]
    const text = key.endsWith('At') ? `${formatDateTime(new Date(value), locale, 'UTC')} UTC` : value
    return [key, `${isolate}${text.replace(controls, ' ')}${endIsolate}`]
  }))
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
/** In HTML the marks become elements, which every mail program knows. */
const toHtml = (text: string): string => escape(text).replaceAll(isolate, '<bdi>').replaceAll(endIsolate, '</bdi>')

/** Subject, plain text and HTML of a mail in the reader's language. Pure: the same content gives the same mail. */
export function renderMail({ template, locale, params, link, origin }: MailContent): RenderedMail {
  const t = messagesFor(locale)
  const values = isolated(params, locale)
  const say = (part: string): string => t(`mail.${template}.${part}`, values)
  const [subject, body, note, brand] = [say('subject'), say('body').split('\n'), say('note'), t('mail.brand')]
  const action = link ? { label: say('action'), link } : null
  const footer = t('mail.footer', { origin: `${isolate}${origin}${endIsolate}` })
  const text = [...body, ...(action ? [`${action.label}:\n${action.link}`] : []), note, `-- \n${footer}`].join('\n\n')
  return { subject, text: `${text}\n`, html: page({ locale, subject, body, action, note, brand, footer }) }
}

type Page = { locale: Locale; subject: string; body: string[]; action: { label: string; link: string } | null; note: string; brand: string; footer: string }

const font = "font-family:Inter,'IBM Plex Sans Arabic','Segoe UI',Tahoma,Arial,sans-serif"

/** Tables and inline styles: what mail programs understand. */
function page({ locale, subject, body, action, note, brand, footer }: Page): string {
  const [dir, start] = [directionOf(locale), locale === 'ar' ? 'right' : 'left']
  const cell = `style="${font};font-size:15px;line-height:1.7;color:#171b21;text-align:${start}"`
  const button = action === null ? '' : `
<p style="margin:24px 0"><a href="${escape(action.link)}" style="${font};display:inline-block;background:#3b59c7;color:#ffffff;padding:11px 20px;border-radius:6px;text-decoration:none;font-weight:600">${escape(action.label)}</a></p>
<p style="${font};font-size:13px;color:#656971;word-break:break-all" dir="ltr">${escape(action.link)}</p>`
  return `<!doctype html>
<html lang="${locale}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${toHtml(subject).replace(/<\/?bdi>/g, '')}</title></head>
<body style="margin:0;background:#fbfaf8"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" dir="${dir}"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #e1dfdb;border-radius:10px"><tr><td dir="${dir}" ${cell}>
<div style="padding:28px 28px 20px"><p style="margin:0 0 20px;font-weight:600">${escape(brand)}</p>
${body.map((line) => `<p style="margin:0 0 14px">${toHtml(line)}</p>`).join('\n')}${button}
<p style="margin:18px 0 0;font-size:13px;color:#494d55">${toHtml(note)}</p></div></td></tr></table>
<p style="${font};font-size:12px;color:#656971;margin:16px 0 0">${toHtml(footer)}</p></td></tr></table></body></html>
`
}
