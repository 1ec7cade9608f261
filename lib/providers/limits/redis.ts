import { Redis } from 'ioredis'
import { answerOfSums, costsOf } from './sums'
import type { BatchAnswer, LimitBatch, LimitStore } from './types'

/**
 * The same work as the database's gateway_pass and limits_run, in one script: the server runs it whole, so nothing comes in between.
 * Each key has an argument that says what it is: a cell (kind, size, period, cost of all groups, what goes back, from where) or slots to
 * renew. Without groups everything is taken in sums, and where not all of it fits nothing is written and nil is the answer.
 * A rate's debt and a window's count are `level:at`, slots a hash of holder → `used:expires`. Numbers are whole and below 2^53.
 */
const script = `
local holder, groups = ARGV[1], ARGV[3]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local lease = now + ARGV[2] * 1000
local call, match, format = redis.call, string.match, string.format
local cells, levels, fits, renewed = {}, {}, {}, {}

local function whole(number) return format('%.0f', number) end
local function pair(text)
  local a, b = match(text, '^(%d+):(%d+)$')
  return tonumber(a), tonumber(b)
end

local function read_slots(cell)
  local sum = 0
  local entries = call('HGETALL', cell.key)
  for n = 1, #entries, 2 do
    local name, used, expires = entries[n], pair(entries[n + 1])
    if name == cell.from and cell.returned > 0 then
      used = math.max(0, used - cell.returned)
      cell.given = whole(used) .. ':' .. whole(expires)
    end
    if name == holder then cell.own = used end
    if name == holder or expires > now then sum = sum + used
    else
      cell.gone = cell.gone or {}
      table.insert(cell.gone, name)
    end
  end
  return sum
end

local function read(cell)
  if cell.kind == 'slots' then return read_slots(cell) end
  local stored, at = 0, 0
  local text = call('GET', cell.key)
  if text then stored, at = pair(text) end
  if cell.kind == 'rate' then
    local drained = cell.size * math.min(math.max(now - at, 0), math.floor(stored / cell.size) + 1)
    return math.max(0, stored - drained - cell.returned * cell.weight)
  end
  local begin = now - now % cell.period
  if at ~= begin then return 0 end
  if cell.from == whole(begin) then return math.max(0, stored - cell.returned) end
  return stored
end

local function write_slots(cell, taken)
  if cell.given then call('HSET', cell.key, cell.from, cell.given) end
  if cell.gone then call('HDEL', cell.key, unpack(cell.gone)) end
  if taken > 0 then
    call('HSET', cell.key, holder, whole((cell.own or 0) + taken) .. ':' .. whole(lease))
    call('PEXPIRE', cell.key, 7200000)
  end
end

for i, key in ipairs(KEYS) do
  local kind, size, period, cost, returned, from = match(ARGV[i + 3], '^(%a+) (%d+) (%d+) (%d+) (%d+) (.*)$')
  if kind == 'renew' then table.insert(renewed, { key = key, holder = from })
  else
    local cell = { key = key, kind = kind, size = tonumber(size), period = tonumber(period), cost = tonumber(cost), returned = tonumber(returned), from = from }
    cell.weight = kind == 'rate' and cell.period or 1
    cell.before = read(cell)
    cell.level = cell.before
    cells[i] = cell
  end
end

if groups == '' then
  for i, cell in ipairs(cells) do
    levels[i] = whole(cell.before)
    cell.level = cell.before + cell.cost * cell.weight
    if cell.cost > 0 and cell.level > cell.size * cell.weight then return false end
  end
else
  for group in string.gmatch(groups, '[^;]+') do
    local all, rules = true, {}
    for place, cost in string.gmatch(group, '(%d+):(%d+)') do
      local rule = { cell = cells[place + 1], cost = tonumber(cost) }
      local fit = rule.cost == 0 or rule.cell.level + rule.cost * rule.cell.weight <= rule.cell.size * rule.cell.weight
      table.insert(fits, fit and '1' or '0')
      table.insert(rules, rule)
      all = all and fit
    end
    for _, rule in ipairs(rules) do
      if all then rule.cell.level = rule.cell.level + rule.cost * rule.cell.weight end
      table.insert(levels, whole(rule.cell.level))
    end
  end
end

for _, cell in ipairs(cells) do
  local taken = cell.level - cell.before
  if cell.kind == 'slots' then write_slots(cell, taken)
  elseif taken > 0 or cell.returned > 0 then
    local at = cell.kind == 'window' and now - now % cell.period or now
    call('SET', cell.key, whole(cell.level) .. ':' .. whole(at), 'PX', whole(math.ceil(2 * cell.period / 1000)))
  end
end
for _, slot in ipairs(renewed) do
  local text = call('HGET', slot.key, slot.holder)
  if text then
    call('HSET', slot.key, slot.holder, whole(pair(text)) .. ':' .. whole(lease))
    call('PEXPIRE', slot.key, 7200000)
  end
end
return { whole(now), table.concat(levels, ' '), table.concat(fits, ' ') }
`

type Answered = [nowMicros: string, levels: string, fits: string]
type Scripted = Redis & { limitsRun: (keyCount: number, ...args: string[]) => Promise<Answered | null> }

const prefix = 'matrix:limits:'

/** A Redis that has not answered after this is down. A busy machine may well stand still for a second or two. */
const patienceMs = 5_000

const listOf = (text: string): string[] => (text === '' ? [] : text.split(' '))
/** Never empty, not even of no groups: that would ask for sums. */
const groupsText = ({ groups }: LimitBatch): string => `${groups.map((rules) => rules.map(({ cell, cost }) => `${cell}:${cost}`).join(' ')).join(';')};`
const noAnswer = (): never => { throw new Error('the limiter gave no answer') }

/** Limits in Redis: one script a batch. All keys are in one server (no cluster). */
export function redisLimits(url: string, mostMs = patienceMs): LimitStore {
  const redis = new Redis(url, {
    lazyConnect: true, maxRetriesPerRequest: 0, enableOfflineQueue: true, connectTimeout: mostMs, commandTimeout: mostMs,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
  }) as Scripted
  redis.on('error', () => undefined) // each call that it costs says so itself
  redis.defineCommand('limitsRun', { lua: script })
  const ask = (batch: LimitBatch, groups: string): Promise<Answered | null> => {
    const { holder, leaseMs, cells, renewed } = batch
    const costs = costsOf(batch)
    return redis.limitsRun(
      cells.length + renewed.length, ...cells.map(({ key }) => prefix + key), ...renewed.map(({ key }) => prefix + key), holder, String(leaseMs), groups,
      ...cells.map((cell, i) => `${cell.kind} ${cell.size} ${cell.periodMicros} ${costs[i] ?? 0} ${cell.returned} ${cell.returnedFrom}`), ...renewed.map((slot) => `renew 0 0 0 0 ${slot.holder}`),
    )
  }
  /** Whether a limit was full a moment ago, so that the next batch is better asked for group by group at once. */
  let isCrowded = false
  return {
    name: 'redis',
    run: async (batch: LimitBatch): Promise<BatchAnswer> => {
      const whole = isCrowded ? null : await ask(batch, '')
      if (whole) return answerOfSums(batch, Number(whole[0]), whole[1])
      const [now, levels, fits] = (await ask(batch, groupsText(batch))) ?? noAnswer()
      isCrowded = fits.includes('0')
      return { nowMicros: Number(now), fits: listOf(fits).map((fit) => fit === '1'), levels: listOf(levels).map(Number) }
    },
    close: async () => { redis.disconnect() },
  }
}
