import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const domains = ['events', 'accounts', 'catalog', 'licensing', 'ledger', 'billing', 'keys', 'usage', 'gateway', 'playground', 'instances', 'portal', 'admin']

function filesUnder(folder: string): string[] {
  const found: string[] = []
  for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!['generated', 'node_modules'].includes(entry.name)) found.push(...filesUnder(name))
    } else if (/\.(ts|tsx)$/.test(entry.name)) found.push(name)
  }
  return found
}

const all = ['app', 'components', 'lib', 'prisma', 'bench', 'e2e'].flatMap(filesUnder).map((name) => {
  const text = fs.readFileSync(path.join(root, name), 'utf8')
  const imports = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g)]
  const targets = imports.map((match) => resolve(name, match[1] ?? match[2] ?? match[3] ?? ''))
  return { name, text, targets, isTest: /\.test\.tsx?$/.test(name) || name.startsWith('e2e/') || name.startsWith('lib/testing/') }
})
const product = all.filter((file) => !file.isTest)

function resolve(from: string, target: string): string {
  if (target.startsWith('@/')) return target.slice(2)
  return target.startsWith('.') ? path.posix.join(path.posix.dirname(from), target) : target
}

type File = (typeof all)[number]
const within = (...folders: string[]) => (file: File) => folders.some((folder) => file.name.startsWith(folder))
const importing = (file: File, pattern: RegExp): string[] => file.targets.filter((target) => pattern.test(target)).map((target) => `${file.name} → ${target}`)
const lines = (files: File[], pattern: RegExp): string[] =>
  files.flatMap((file) => file.text.split('\n').flatMap((line, i) => (pattern.test(line.replace(/\/\/ .*$/, '')) && !/^\s*(\*|\/\*)/.test(line) ? [`${file.name}:${i + 1} ${line.trim()}`] : [])))

describe('who may import what', () => {
  it('the kernel imports nothing of ours', () => {
    expect(product.filter(within('lib/kernel/')).flatMap((file) => importing(file, /^(app|components|lib)\/(?!kernel\/)/))).toEqual([])
  })

  it('the domain and the providers never look up to http, jobs, app or components', () => {
    expect(product.filter(within('lib/domain/', 'lib/providers/', 'lib/db/', 'lib/env')).flatMap((file) => importing(file, /^(app|components|lib\/(http|jobs|processes))\//))).toEqual([])
  })

  it('Next, React and next-intl stay out of the domain, the jobs and the database', () => {
    expect(product.filter(within('lib/domain/', 'lib/jobs/', 'lib/db/', 'lib/kernel/', 'lib/processes/')).flatMap((file) => importing(file, /^(next|react|next-auth|next-intl)(\/|$)/))).toEqual([])
  })

  it('a domain imports only from those before it', () => {
    const wrong = product.filter(within('lib/domain/')).flatMap((file) => {
      const own = domains.indexOf(file.name.split('/')[2] ?? '')
      if (own < 0) return []
      return file.targets.filter((target) => {
        const other = /^lib\/domain\/(\w+)(\/|$)/.exec(target)?.[1]
        return other !== undefined && domains.indexOf(other) > own
      }).map((target) => `${file.name} → ${target}`)
    })
    expect(wrong).toEqual([])
  })

  it('components reach a domain only through its pure files', () => {
    const pure = /^lib\/(kernel|i18n|routes|http\/action-state|auth\/(permissions|actor)|domain\/[\w-]+\/(schema|view)$)/
    const types = /import type/
    const wrong = product.filter(within('components/')).flatMap((file) =>
      file.text.split('\n').flatMap((line) => {
        const target = /from '@\/(lib\/[^']+)'/.exec(line)?.[1]
        return target && !types.test(line) && !pure.test(target) ? [`${file.name} → ${target}`] : []
      }))
    expect(wrong).toEqual([])
  })

  it('pages and components do not touch Prisma', () => {
    expect(product.filter(within('app/', 'components/')).flatMap((file) => importing(file, /^lib\/db(\/|$)|@prisma/))).toEqual([])
  })

  it('the unscoped database is known to few', () => {
    const allowed = within('lib/db/', 'lib/auth/', 'lib/jobs/', 'lib/domain/admin/', 'lib/domain/platform/', 'prisma/seed/', 'lib/testing/')
    const wrong = product.filter((file) => !allowed(file) && !/^lib\/domain\/\w+\/platform\//.test(file.name))
    expect(wrong.flatMap((file) => importing(file, /lib\/db\/platform-db$/))).toEqual([])
  })
})

describe('what is banned', () => {
  it('the domain reads the time from its context', () => {
    expect(lines(product.filter(within('lib/domain/')), /new Date\(\)|Date\.now\(\)/)).toEqual([])
  })

  it('only lib/env.ts reads the environment', () => {
    expect(lines(product.filter((file) => file.name !== 'lib/env.ts' && !within('e2e/', 'bench/', 'lib/testing/')(file)), /process\.env/)).toEqual([])
  })

  it('no any, no silenced checks', () => {
    expect(lines(all, /:\s*any\b|<any>|\bas any\b|@ts-ignore|@ts-expect-error|eslint-disable/).filter((line) => !line.startsWith('lib/architecture.test.ts'))).toEqual([])
  })

  it('no test is passed over but where published files of others are absent, which the run tells', () => {
    const passedOver = lines(all.filter(({ isTest }) => isTest), /\b(it|test|describe)\.(skip|skipIf|runIf|todo|only|fixme)\b/).filter((line) => !line.startsWith('lib/architecture.test.ts'))
    expect(passedOver.filter((line) => !/\.runIf\(has(StripeExamples|PayPalDescriptions)\)/.test(line))).toEqual([])
  })

  it('no float arithmetic on money', () => {
    expect(lines(product.filter(within('lib/domain/', 'lib/providers/payments/')), /parseFloat|toFixed\(|Number\([^)]*(Minor|Picos|Micros)/)).toEqual([])
  })

  it('pages and components use logical directions only', () => {
    const physical = /["'` ](-?m[lr]|p[lr]|left|right|rounded-[lr]|rounded-[tb][lr]|border-[lr]|scroll-m[lr])-[\w[]|["'` ](text-left|text-right|float-left|float-right)\b/
    expect(lines(product.filter(within('app/', 'components/')), physical)).toEqual([])
  })

  it('colours and sizes come from the tokens', () => {
    const palette = /["'` ](bg|text|border|ring|fill|stroke)-(gray|slate|zinc|neutral|stone|red|orange|amber|yellow|green|blue|indigo|violet|purple|pink|rose|sky|cyan|teal|lime|emerald)-\d+|["'` ](bg|text|border|ring|fill|stroke)-(black|white)\b/
    const arbitrary = /["'` ][\w:-]+-\[[^\]]+\]/
    const files = product.filter((file) => within('app/', 'components/')(file) && !within('components/ui/')(file))
    expect([...lines(files, palette), ...lines(files, arbitrary), ...lines(files, /["'` ]dark:[a-z[]/)]).toEqual([])
  })

  it('URLs inside the product come from lib/routes', () => {
    expect(lines(product.filter(within('app/', 'components/')), /href=(["'])\/[a-z]/)).toEqual([])
  })

  it('no file is longer than 300 lines, none is called utils', () => {
    expect(all.filter((file) => file.text.split('\n').length > 301).map((file) => file.name)).toEqual([])
    expect(all.filter((file) => /\/(utils|helpers|misc)\.tsx?$/.test(file.name)).map((file) => file.name)).toEqual([])
  })

  it('the code speaks of the product only', () => {
    expect(lines(all, /\/(home|root|tmp)\/\w|\bTODO\b|\bFIXME\b|coming soon/).filter((line) => !line.startsWith('lib/architecture.test.ts'))).toEqual([])
  })
})
