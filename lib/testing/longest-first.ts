import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, the longest first: begun last, one of them would run alone for all of its time. Small files, which would come last. */
const longest = ['instances/platform/reconcile/kills', 'billing/soaks/', 'gateway/kills', 'worker-kill', 'billing/coins/coin-histories', 'billing/runs/run.long', 'jobs/leader']

const rank = ({ moduleId }: TestSpecification): number => {
  const at = longest.findIndex((part) => moduleId.includes(part))
  return at === -1 ? longest.length : at
}

/** The order in which the files of a run are begun. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
