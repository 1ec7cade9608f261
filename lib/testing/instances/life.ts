import { expect, it } from 'vitest'
import { RuntimeError } from '@/lib/providers/instance-runtime/types'
import { eventually, type Guest } from './calls'
import { MIB, type Stand } from './conformance'

/** From creation to removal, with what may come in between. */
export function lifeTests(stand: Stand): void {
  const { facts } = stand
  const inVolume = (name: string) => `${facts.volumeInside}/${name}`
  const boot = async (guest: Guest) => (await guest.does<{ boot: string }>('who')).boot

  it('makes an instance, starts it, and its model answers whoever has its secret', async () => {
    const name = 'a\'b"; touch $HOME/x #'
    const guest = await stand.guest('house', 'chat', { model: { name, isUpload: false } })
    expect((await guest.observe()).phase).toBe('absent')
    await guest.driver.ensure(guest.spec)
    expect((await guest.observe()).phase).toBe('stopped')
    await guest.up()
    expect(await guest.observe()).toMatchObject({ phase: 'running', generation: 1 })
    const { status, body } = await guest.post('/v1/chat/completions', { model: name, max_tokens: 12, messages: [{ role: 'user', content: 'hello' }] })
    expect([status, JSON.parse(body)]).toMatchObject([200, { choices: [{ message: { role: 'assistant' } }], usage: { completion_tokens: expect.any(Number) as number } }])
    expect((await guest.get('/v1/models', 'another secret')).status).toBe(401)
    const stats = await guest.driver.stats(guest.spec.id)
    expect(stats?.memoryBytes).toBeGreaterThan(MIB)
    expect(stats?.cpuMicros).toBeGreaterThan(0)
    expect(await guest.logText()).toContain('ready')
    await guest.gone()
  })

  it('refuses a model whose file is missing', async () => {
    const guest = await stand.guest('house', 'nomodel', { model: { name: 'x', path: '/nowhere/x.gguf', isUpload: true } })
    const refusal = await guest.up().catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(RuntimeError)
    expect(refusal).toMatchObject({ code: 'model' })
  })

  it('refuses to start below the isolation that is asked for', async () => {
    const guest = await stand.guest('house', 'below', { minIsolation: 'strong' })
    const tried = await guest.driver.ensure(guest.spec).then(() => 'made', (error: RuntimeError) => error.code)
    expect(tried).toBe(stand.report().isolation === 'strong' ? 'made' : 'isolation')
    await guest.gone()
  })

  it('makes one of two starts at once', async () => {
    const guest = await stand.guest('hostile', 'twice')
    const other = guest.with({}, await stand.another('hostile'))
    await guest.driver.ensure(guest.spec)
    await Promise.all([guest.driver.start(guest.spec), other.driver.start(guest.spec), guest.driver.start(guest.spec)])
    await guest.ready()
    expect((await guest.logText()).match(/"listening"/g)).toHaveLength(1)
    expect(await boot(guest)).toBe(await boot(other))
  })

  it('is taken over by a new driver, and started no second time by it', async () => {
    const guest = await stand.guest('hostile', 'adopted')
    const before = await boot(await guest.up())
    const adopted = guest.with({}, await stand.another('hostile'))
    expect(await adopted.observe()).toEqual(await guest.observe())
    await adopted.driver.start(adopted.spec)
    expect(await boot(adopted)).toBe(before)
    expect((await adopted.driver.list()).map(({ id }) => id)).toContain(guest.spec.id)
    await adopted.driver.stop(adopted.spec.id, { graceMs: 5000 })
    expect((await guest.observe()).phase).toBe('stopped')
  })

  it('lets an answer under way end when it is stopped', async () => {
    const guest = await (await stand.guest('hostile', 'drains')).up()
    const answer = guest.does<{ boot: string }>('answerLate', { ms: 1500 })
    await eventually(() => guest.logText(), (text) => text.includes('begun'))
    await guest.driver.stop(guest.spec.id, { graceMs: 60_000 })
    expect(await answer).toMatchObject({ boot: expect.any(String) as string })
    expect(await guest.observe()).toMatchObject({ phase: 'stopped', endpoint: null })
    expect((await guest.driver.stats(guest.spec.id))?.pids ?? 0).toBe(0)
  })

  it('ends one that hangs', async () => {
    const guest = await (await stand.guest('hostile', 'hangs')).up()
    await guest.does('hang')
    await guest.driver.stop(guest.spec.id, { graceMs: 500 })
    expect((await guest.observe()).phase).toBe('stopped')
    expect((await guest.driver.stats(guest.spec.id))?.pids ?? 0).toBe(0)
  })

  it('sees a crash, says how it left, and starts it again', async () => {
    const guest = await (await stand.guest('hostile', 'crash')).up()
    const before = await boot(guest)
    await guest.does('exit', { code: 3 })
    expect(await guest.ended()).toMatchObject({ phase: 'exited', exit: { reason: 'crash', code: 3 } })
    await guest.up()
    expect(await boot(guest)).not.toBe(before)
  })

  it('keeps files over stop, growth and a removal that keeps them', async () => {
    const guest = await (await stand.guest('hostile', 'files')).up()
    expect(await guest.does('write', { path: inVolume('kept.txt'), text: 'kept' })).toEqual({})
    await guest.driver.stop(guest.spec.id, { graceMs: 5000 })
    const { resources } = guest.spec
    const larger = guest.with({ generation: 2, resources: { ...resources, memoryBytes: resources.memoryBytes + 64 * MIB, cpuMillis: 1000, storageBytes: 2 * resources.storageBytes } })
    await larger.up()
    expect((await larger.observe()).generation).toBe(2)
    expect(await larger.does('read', { path: inVolume('kept.txt') })).toEqual({ value: 'kept' })
    const filled = await larger.does<{ written: number; code?: string }>('fill', { path: inVolume('large'), bytes: Math.floor(1.3 * resources.storageBytes) })
    expect(filled).toEqual({ written: expect.any(Number) as number })
    await larger.driver.destroy(guest.spec.id, { keepVolume: true })
    expect((await larger.observe()).phase).toBe('absent')
    await larger.up()
    expect(await larger.does('read', { path: inVolume('kept.txt') })).toEqual({ value: 'kept' })
  })

  it('starts one of a newer generation in the place of the older', async () => {
    const guest = await (await stand.guest('hostile', 'newer')).up()
    const before = await boot(guest)
    const newer = guest.with({ generation: 2 })
    await newer.up()
    await eventually(() => boot(newer).catch(() => before), (now) => now !== before)
    expect((await newer.observe()).generation).toBe(2)
  })

  it('can be removed while it starts', async () => {
    const guest = await stand.guest('house', 'early')
    await guest.driver.ensure(guest.spec)
    const started = guest.driver.start(guest.spec).catch(() => undefined)
    await Promise.all([started, guest.gone()])
    await guest.gone()
    expect((await guest.observe()).phase).toBe('absent')
  })

  it('tells its log line by line, from where a reader left off, and as it grows', async () => {
    const guest = await (await stand.guest('hostile', 'log')).up()
    await guest.does('say', { text: 'line', times: 50 })
    await eventually(() => guest.logText(), (text) => text.includes('line 49'))
    const end = new AbortController()
    const texts: string[] = []
    let offset = ''
    for await (const line of guest.driver.logs(guest.spec.id, {})) {
      if (!line.text.startsWith('line')) continue
      texts.push(line.text)
      if ((offset = line.offset) && line.text === 'line 20') break
    }
    for await (const line of guest.driver.logs(guest.spec.id, { after: offset, follow: true, signal: end.signal })) {
      texts.push(line.text)
      if (line.text === 'line 49') await guest.does('say', { text: 'later' })
      if (line.text === 'later') break
    }
    end.abort()
    expect(texts).toEqual([...Array.from({ length: 50 }, (_, index) => `line ${index}`), 'later'])
    const last: string[] = []
    for await (const { text } of guest.driver.logs(guest.spec.id, { tail: 2 })) last.push(text)
    expect(last).toEqual(['line 49', 'later'])
  })
}
