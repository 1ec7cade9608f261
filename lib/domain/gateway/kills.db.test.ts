import { expect, it } from 'vitest'
import { figure } from '@/lib/testing/figure'
import { runWithKills } from '@/lib/testing/kill-run'

it('300 requests and 6 kills of gateway, model server and PostgreSQL: no usage row lost or doubled, nothing stays held', async () => {
  const { answered, attempts, kills, lost, doubled, held, seconds } = await runWithKills(300, 6)
  figure(`${answered} requests answered in ${attempts} attempts, ${kills} kills, ${seconds} s: usage rows lost, doubled, picos held`, `${lost}, ${doubled}, ${held}`)
  expect({ answered, lost, doubled, held }).toEqual({ answered: 300, lost: 0, doubled: 0, held: 0n })
})
