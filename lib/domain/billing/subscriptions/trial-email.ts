/** Mail providers that deliver `name+anything@` to `name@`, and those that also ignore dots in the name. */
const plusDomains = new Set(['gmail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'icloud.com', 'me.com', 'mac.com', 'proton.me', 'protonmail.com', 'pm.me', 'fastmail.com', 'zoho.com', 'yandex.com', 'yandex.ru', 'gmx.com', 'hey.com', 'mailbox.org', 'tuta.com'])
const dashDomains = new Set(['yahoo.com', 'ymail.com', 'rocketmail.com'])
const dotless = new Set(['gmail.com'])
const aliases: Record<string, string> = { 'googlemail.com': 'gmail.com', 'protonmail.com': 'proton.me', 'pm.me': 'proton.me', 'me.com': 'icloud.com', 'mac.com': 'icloud.com', 'yandex.ru': 'yandex.com' }

/**
 * The mailbox behind an address, as far as its provider is known: `A.Name+trial@googlemail.com` and `aname@gmail.com` are one person.
 * Addresses elsewhere are only lower-cased: there a plus may be somebody else.
 */
export function trialEmail(address: string): string {
  const text = address.normalize('NFKC').trim().toLowerCase()
  const at = text.lastIndexOf('@')
  if (at < 1) return text
  const host = text.slice(at + 1)
  const domain = aliases[host] ?? host
  let name = text.slice(0, at)
  if (plusDomains.has(domain)) name = name.split('+')[0] || name
  if (dashDomains.has(domain)) name = name.split('-')[0] || name
  if (dotless.has(domain)) name = name.replaceAll('.', '')
  return `${name}@${domain}`
}
