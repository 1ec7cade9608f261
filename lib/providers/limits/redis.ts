import { Redis } from 'ioredis'
import type { BatchAnswer, LimitBatch, LimitStore } from './types'

/**
 * The same work as the database's limits_run, in one script: the server runs it whole, so nothing comes in between.
 * A rate's debt and a window's count are `level:at`, slots a hash of holder → `used:expires`. Numbers are whole and below 2^53.
 */
const script = `
local batch = cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local lease = now + batch.leaseMs * 1000
local level, before, own = {}, {}, {}

local function whole(number) return string.format('%.0f', number) end
local function pair(text)
  local a, b = string.match(text, '^(%d+):(%d+)$')
  return tonumber(a), tonumber(b)
end

for i, cell in ipairs(batch.cells) do
  local key = KEYS[i]
  if cell.kind == 'slots' then
    local sum = 0
    local entries = redis.call('HGETALL', key)
    for n = 1, #entries, 2 do
      local used, expires = pair(entries[n + 1])
      if entries[n] == cell.returnedFrom and cell.returned > 0 then
        used = math.max(0, used - cell.returned)
        redis.call('HSET', key, entries[n], whole(used) .. ':' .. whole(expires))
      end
      if entries[n] == batch.holder then own[i] = used end
      if entries[n] == batch.holder or expires > now then sum = sum + used
      else redis.call('HDEL', key, entries[n]) end
    end
    level[i] = sum
  else
    local stored, at = 0, 0
    local text = redis.call('GET', key)
    if text then stored, at = pair(text) end
    if cell.kind == 'rate' then
      local drained = cell.size * math.min(math.max(now - at, 0), math.floor(stored / cell.size) + 1)
      level[i] = math.max(0, stored - drained - cell.returned * cell.periodMicros)
    elseif at == now - now % cell.periodMicros then level[i] = stored
    else level[i] = 0 end
  end
  before[i] = level[i]
end

local fits, levels = {}, {}
for _, group in ipairs(batch.groups) do
  local all = true
  for _, rule in ipairs(group) do
    local cell = batch.cells[rule.cell + 1]
    local weight = cell.kind == 'rate' and cell.periodMicros or 1
    local fit = rule.cost == 0 or level[rule.cell + 1] + rule.cost * weight <= cell.size * weight
    fits[#fits + 1] = fit and 1 or 0
    all = all and fit
  end
  for _, rule in ipairs(group) do
    local c = rule.cell + 1
    local weight = batch.cells[c].kind == 'rate' and batch.cells[c].periodMicros or 1
    if all then level[c] = level[c] + rule.cost * weight end
    levels[#levels + 1] = whole(level[c])
  end
end

for i, cell in ipairs(batch.cells) do
  if cell.kind == 'slots' then
    if level[i] > before[i] then
      redis.call('HSET', KEYS[i], batch.holder, whole((own[i] or 0) + level[i] - before[i]) .. ':' .. whole(lease))
      redis.call('PEXPIRE', KEYS[i], 7200000)
    end
  elseif level[i] ~= before[i] or cell.returned > 0 then
    local at = cell.kind == 'window' and now - now % cell.periodMicros or now
    redis.call('SET', KEYS[i], whole(level[i]) .. ':' .. whole(at), 'PX', whole(math.ceil(2 * cell.periodMicros / 1000)))
  end
end
for n, slot in ipairs(batch.renewed) do
  local key = KEYS[#batch.cells + n]
  local text = redis.call('HGET', key, slot.holder)
  if text then
    redis.call('HSET', key, slot.holder, whole(pair(text)) .. ':' .. whole(lease))
    redis.call('PEXPIRE', key, 7200000)
  end
end
return { whole(now), fits, levels }
`

type Scripted = Redis & { limitsRun: (keyCount: number, ...args: string[]) => Promise<[string, number[], string[]]> }

const prefix = 'matrix:limits:'

/** A Redis that has not answered after this is down. A busy machine may well stand still for a second or two. */
const patienceMs = 5_000

/** Limits in Redis: one script a batch. All keys are in one server (no cluster). */
export function redisLimits(url: string, mostMs = patienceMs): LimitStore {
  const redis = new Redis(url, {
    lazyConnect: true, maxRetriesPerRequest: 0, enableOfflineQueue: true, connectTimeout: mostMs, commandTimeout: mostMs,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
  }) as Scripted
  redis.on('error', () => undefined) // each call that it costs says so itself
  redis.defineCommand('limitsRun', { lua: script })
  return {
    name: 'redis',
    run: async (batch: LimitBatch): Promise<BatchAnswer> => {
      const keys = [...batch.cells.map(({ key }) => prefix + key), ...batch.renewed.map(({ key }) => prefix + key)]
      const [now, fits, levels] = await redis.limitsRun(keys.length, ...keys, JSON.stringify(batch))
      return { nowMicros: Number(now), fits: fits.map((fit) => fit === 1), levels: levels.map(Number) }
    },
    close: async () => { redis.disconnect() },
  }
}
