import { expect, it } from 'vitest'
import { figure } from '@/lib/testing/figure'
import { runWithKills } from '@/lib/testing/kill-run'

/** GATEWAY_KILLS=200 sends 10,000 requests through 200 kills; the usual run is shorter. */
const kills = Number(process.env.GATEWAY_KILLS ?? 30)
const requests = kills * 50
/** Far above what it takes: a busy machine is no failure. */
const mostMs = Math.max(900_000, kills * 20_000)

it(`${requests} requests and ${kills} kills of gateway, model server and PostgreSQL: no usage row lost or doubled, nothing stays held`, async () => {
  const { answered, attempts, lost, doubled, held, seconds } = await runWithKills(requests, kills)
  figure(`${answered} requests answered in ${attempts} attempts, ${kills} kills, ${seconds} s: usage rows lost, doubled, picos held`, `${lost}, ${doubled}, ${held}`)
  expect({ answered, lost, doubled, held }).toEqual({ answered: requests, lost: 0, doubled: 0, held: 0n })
}, mostMs)
