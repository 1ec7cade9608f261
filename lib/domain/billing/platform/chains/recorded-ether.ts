import { platformDb } from '@/lib/db/platform-db'

/** The wei recorded as arrived at each address in blocks up to `height`. */
export async function recordedEther(network: string, height: number, addresses: ReadonlySet<string>): Promise<Map<string, bigint>> {
  const rows = await platformDb.$queryRaw<{ address: string; units: string }[]>`
    SELECT a."address", sum(r."units")::text AS units FROM "CoinArrival" r JOIN "CoinAddress" a ON a."id" = r."addressId"
    WHERE r."network" = ${network} AND r."asset" = 'ETH' AND r."goneAt" IS NULL AND r."blockHeight" <= ${height} AND a."address" = ANY(${[...addresses]}::text[])
    GROUP BY a."address"`
  return new Map(rows.map(({ address, units }) => [address, BigInt(units)]))
}
