// npm run test:gateway: the gateway's exactness and fault suites in full size; prints what they measured.
// GATEWAY_KILLS=200 makes the killing run 10,000 requests long.
import { db, figureIn, long, runSuites } from './lib/suite-run.mjs'

const figures = []
await runSuites(['lib/domain/gateway', 'lib/providers/limits', 'lib/domain/usage', 'lib/domain/keys'], [db, long], {
  onLine: (line) => figures.push(...[figureIn(line)].filter((found) => found !== undefined)),
  summary: () => figures,
})
